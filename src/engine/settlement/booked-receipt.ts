import { type Decimal, isZero, sum, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { JournalEntry } from "./journal.ts";
import type { Figures } from "./receipt.ts";

/** What the journal says that an order has moved: of one document, and where that went. */
export type BookedMove = Pick<
  JournalEntry,
  "documentType" | "documentId" | "appliedToDocumentId"
> & {
  readonly accountId: string;
  /** Above zero where more is owed by invoices and debit memos. */
  readonly receivable: Decimal;
  /** Above zero where the account owes more. */
  readonly owed: Decimal;
};

export type BookedInvoice = {
  readonly accountId: string;
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly status: string;
  readonly dueDate: PlainDate;
  readonly amount: Decimal;
  /** Whether the order has made it. */
  readonly isNew: boolean;
  /** What was owed of it before the order. */
  readonly before: Decimal;
};

export type BookedMemo = {
  readonly creditMemoId: string;
  readonly creditMemoNumber: string;
  readonly status: string;
  readonly amount: Decimal;
  readonly reasonCode: string;
  /** It writes off, or takes a write-off back. */
  readonly isWriteOff: boolean;
};

export type BookedOrder = {
  /** The one that has ordered first. */
  readonly accounts: readonly {
    readonly accountId: string;
    readonly accountNumber: string;
    readonly before: Decimal;
  }[];
  readonly invoices: readonly BookedInvoice[];
  /** Those that the order has made. */
  readonly creditMemos: readonly BookedMemo[];
  /** Ids of the payments that were collected for the order, and of its refunds. */
  readonly collectedIds: ReadonlySet<string>;
  readonly refundIds: ReadonlySet<string>;
  readonly moves: readonly BookedMove[];
};

/** `after = before + billed - credited - collected + refunded - writtenOff`. */
export type AccountFigures = {
  readonly accountNumber: string;
  readonly before: Decimal;
  readonly billed: Decimal;
  /** Amounts of the order's credit memos, whether they have paid an invoice or not. */
  readonly credited: Decimal;
  readonly collected: Decimal;
  readonly refunded: Decimal;
  readonly writtenOff: Decimal;
  readonly after: Decimal;
};

export type BookedReceipt = {
  readonly accounts: readonly AccountFigures[];
  readonly invoices: readonly (Omit<BookedInvoice, "before"> & Omit<Figures, "credited">)[];
  readonly creditMemos: readonly (BookedMemo & {
    /** What it has paid, by the ids of invoices. */
    readonly applied: readonly { readonly invoiceId: string; readonly amount: Decimal }[];
  })[];
};

/**
 * What an order has done to the money of its accounts, told by the journal: the same figures as the
 * receipt of its preview has promised (test/scenarios/order-receipts.test.ts). No errors.
 */
export function bookedReceipt(order: BookedOrder): BookedReceipt {
  const writeOffs = new Set(
    order.creditMemos
      .filter(({ isWriteOff }) => isWriteOff)
      .map(({ creditMemoId }) => creditMemoId),
  );
  const own = new Set(order.creditMemos.map(({ creditMemoId }) => creditMemoId));
  const kind = (move: BookedMove) => kindOf(move, { ...order, own, writeOffs });
  return {
    accounts: order.accounts.map((account) => figuresOfAccount(account, order.moves, kind)),
    invoices: order.invoices.map((invoice) => figuresOfInvoice(invoice, order.moves, kind)),
    creditMemos: order.creditMemos.map((memo) => ({
      ...memo,
      applied: order.moves
        .filter((move) => move.documentId === memo.creditMemoId && !isZero(move.receivable))
        .map((move) => ({
          invoiceId: move.appliedToDocumentId ?? "",
          amount: negated(move.receivable),
        })),
    })),
  };
}

type Kind =
  | "billed"
  | "credit"
  | "writeOff"
  | "earlierCredit"
  | "collected"
  | "unapplied"
  | "refunded";

type Known = Pick<BookedOrder, "collectedIds" | "refundIds"> & {
  readonly own: ReadonlySet<string>;
  readonly writeOffs: ReadonlySet<string>;
};

function kindOf(
  { documentType, documentId, appliedToDocumentId, receivable }: BookedMove,
  { own, writeOffs, collectedIds, refundIds }: Known,
): Kind {
  if (documentType === "CreditMemo" && writeOffs.has(documentId)) return "writeOff";
  if (documentType === "CreditMemo") return own.has(documentId) ? "credit" : "earlierCredit";
  if (documentType !== "Payment") return "billed";
  if (appliedToDocumentId !== null && refundIds.has(appliedToDocumentId)) return "refunded";
  if (collectedIds.has(documentId)) return "collected";
  return receivable.gt(ZERO) ? "unapplied" : "earlierCredit";
}

function figuresOfInvoice(
  invoice: BookedInvoice,
  moves: readonly BookedMove[],
  kind: (move: BookedMove) => Kind,
): BookedReceipt["invoices"][number] {
  const { invoiceId, isNew, amount, before } = invoice;
  const paid = moves.filter(({ appliedToDocumentId }) => appliedToDocumentId === invoiceId);
  const raised = (wanted: Kind) =>
    sum(paid.filter((move) => kind(move) === wanted).map(({ receivable }) => receivable));
  const figures = {
    before,
    billed: isNew ? amount : ZERO,
    applied: negated(raised("credit")),
    appliedCredit: negated(raised("earlierCredit")),
    collected: negated(raised("collected")),
    unapplied: raised("unapplied"),
    writtenOff: negated(raised("writeOff")),
  };
  const { billed, applied, appliedCredit, collected, unapplied, writtenOff } = figures;
  const lowered = sum([applied, appliedCredit, collected, writtenOff]);
  return {
    ...invoice,
    ...figures,
    after: before.plus(billed).plus(unapplied).minus(lowered),
  };
}

function figuresOfAccount(
  { accountId, accountNumber, before }: BookedOrder["accounts"][number],
  moves: readonly BookedMove[],
  kind: (move: BookedMove) => Kind,
): AccountFigures {
  const own = moves.filter((move) => move.accountId === accountId);
  const raised = (wanted: Kind) =>
    sum(own.filter((move) => kind(move) === wanted).map(({ owed }) => owed));
  const figures = {
    billed: raised("billed"),
    credited: negated(raised("credit")),
    collected: negated(raised("collected")),
    refunded: raised("refunded"),
    writtenOff: negated(raised("writeOff")),
  };
  const after = before.plus(sum(own.map(({ owed }) => owed)));
  return { accountNumber, before, ...figures, after };
}

const negated = (amount: Decimal): Decimal => ZERO.minus(amount);
