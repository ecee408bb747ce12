/** What an order does to invoices and to the account: of a preview, or read back afterwards. */
import type { Answered } from "../../api/exactly.ts";
import { isNothing, negated, sumOf } from "../../ui/money.tsx";

export type Receipt = NonNullable<Answered<"previewOrder">["receipt"]>;
export type BookedReceipt = Answered<"getOrderReceipt">;

export type OutcomeInvoice = Pick<
  Receipt["invoices"][number],
  | "invoiceNumber"
  | "dueDate"
  | "before"
  | "billed"
  | "applied"
  | "appliedCredit"
  | "collected"
  | "unapplied"
  | "writtenOff"
  | "after"
>;

/** Signed as the API does: `after = before + billed + refunded - credited - collected - writtenOff`. */
export type Outcome = {
  readonly invoices: readonly OutcomeInvoice[];
  readonly account: {
    readonly before: string;
    readonly billed: string;
    readonly credited: string;
    readonly collected: string;
    readonly refunded: string;
    readonly writtenOff: string;
    readonly after: string;
  };
};

type Money = {
  readonly invoices: Receipt["invoices"];
  readonly account: Receipt["account"];
  readonly refunds?: Receipt["refunds"];
  readonly payment?: Receipt["payment"];
};

/** Of the account that orders; a draft that billing makes owes nothing yet. */
export function outcomeOfPreview({ invoices, account, refunds = [], payment }: Money): Outcome {
  const posted = invoices.filter(({ status }) => status === "Posted");
  const billed = sumOf(posted.map((invoice) => invoice.billed));
  const writtenOff = sumOf(invoices.map((invoice) => invoice.writtenOff));
  const refunded = sumOf(refunds.flatMap(({ amount }) => amount ?? []));
  const collected = payment?.amount ?? "0";
  const [before, after] = [account.before.balance, account.after.balance];
  // What is left of the change is what memos take back, whether they pay an invoice or not.
  const credited = sumOf([
    ...[before, billed, refunded],
    ...[collected, writtenOff, after].map(negated),
  ]);
  return {
    invoices,
    account: { before, billed, credited, collected, refunded, writtenOff, after },
  };
}

export function outcomeOfReceipt({ invoices, accounts }: BookedReceipt): Outcome | undefined {
  const [account] = accounts;
  return account && { invoices, account };
}

export const isWorthTelling = (amount: string): boolean => !isNothing(amount);
