/** What became of a document: what has paid an invoice or a debit memo, and what a credit was used for. */
import { queryOptions } from "@tanstack/react-query";
import { allRows, related } from "../../api/all-rows.ts";
import type { QueryRow } from "../../api/client.ts";
import { textOf } from "../../api/queries.ts";
import { isNothing, sumOf, type Tone } from "../../ui/money.tsx";
import type { DocumentKind } from "./document-kinds.ts";

export type Settlement = {
  /** "Written off" */
  readonly what: string;
  readonly kind: DocumentKind | "Payment" | "Refund";
  readonly id: string;
  readonly number: string;
  readonly reason: string;
  /** When the last of it was applied. */
  readonly date: string;
  readonly amount: string;
  readonly tone: Tone;
};

export const askSettlements = (kind: DocumentKind | "Payment", id: string) =>
  queryOptions({ queryKey: ["settlements", kind, id], queryFn: () => SETTLEMENTS[kind](id) });

/** Asks what became of one, by its id. */
export const SETTLEMENTS: Readonly<
  Record<DocumentKind | "Payment", (id: string) => Promise<readonly Settlement[]>>
> = {
  Invoice: (id) => paidBy(`invoiceid.EQ:${id}`),
  DebitMemo: (id) => paidBy(`debitmemoid.EQ:${id}`),
  CreditMemo: async (id) => [
    ...(await targetsOf("credit-memo-applications", `creditmemoid.EQ:${id}`, "amount")),
    ...(await refundsOf(`creditmemoid.EQ:${id}`)),
  ],
  Payment: async (id) => [
    ...(await targetsOf("payment-applications", `paymentid.EQ:${id}`, "applyAmount")),
    ...(await refundsOf(`paymentid.EQ:${id}`)),
  ],
};

async function paidBy(filter: string): Promise<readonly Settlement[]> {
  const [payments, memos] = await Promise.all([
    allRows("payment-applications", { filter: [filter], expand: ["payment"] }),
    allRows("credit-memo-applications", { filter: [filter], expand: ["creditmemo"] }),
  ]);
  return together([
    ...payments.map((row): Settlement => {
      const number = textOf(related(row, "payment"), "paymentNumber");
      const payment = { kind: "Payment", id: textOf(row, "paymentId"), number } as const;
      const rest = { reason: "", amount: textOf(row, "applyAmount"), tone: "plain" } as const;
      return { what: "Payment", ...payment, date: textOf(row, "effectiveDate"), ...rest };
    }),
    ...memos.map((row) => ofCreditMemo(row, related(row, "creditMemo"))),
  ]);
}

/** What write-offs say of themselves, unless an entity has set up other reasons for them. */
const WRITE_OFF_REASONS: ReadonlySet<string> = new Set(["Write-off", "Bad debt", "Uncollectible"]);

/** A write-off is told by its reason. */
function ofCreditMemo(row: QueryRow, memo: QueryRow): Settlement {
  const reason = textOf(memo, "reasonCode");
  const isWriteOff = WRITE_OFF_REASONS.has(reason);
  return {
    what: isWriteOff ? "Written off" : "Credit memo",
    ...{ kind: "CreditMemo", id: textOf(row, "creditMemoId") },
    ...{ number: textOf(memo, "memoNumber"), reason: reason === "Write-off" ? "" : reason },
    ...{ date: textOf(row, "effectiveDate"), amount: textOf(row, "amount") },
    tone: isWriteOff ? "lost" : "credit",
  };
}

async function targetsOf(objects: string, filter: string, amount: string) {
  const rows = await allRows(objects, { filter: [filter], expand: ["invoice"] });
  const memoIds = [...new Set(rows.map((row) => textOf(row, "debitMemoId")).filter(Boolean))];
  const memos =
    memoIds.length === 0
      ? []
      : await allRows("debit-memos", { filter: [`id.IN:[${memoIds.join(",")}]`] });
  return together(
    rows.map((row): Settlement => {
      const invoice = related(row, "invoice");
      const memo = memos.find((one) => textOf(one, "id") === textOf(row, "debitMemoId"));
      const rest = { reason: "", date: textOf(row, "effectiveDate"), tone: "plain" } as const;
      const applied = { ...rest, amount: textOf(row, amount) };
      return memo
        ? {
            ...{ what: "Debit memo", kind: "DebitMemo", id: textOf(memo, "id") },
            ...{ number: textOf(memo, "memoNumber"), ...applied },
          }
        : {
            ...{ what: "Invoice", kind: "Invoice", id: textOf(row, "invoiceId") },
            ...{ number: textOf(invoice, "invoiceNumber"), ...applied },
          };
    }),
  );
}

async function refundsOf(filter: string): Promise<readonly Settlement[]> {
  const rows = await allRows("refund-applications", { filter: [filter], expand: ["refund"] });
  return rows.map((row) => ({
    ...{ what: "Refund", kind: "Refund", id: textOf(row, "refundId") },
    ...{ number: textOf(related(row, "refund"), "refundNumber"), reason: "" },
    ...{ date: textOf(row, "effectiveDate"), amount: textOf(row, "applyAmount"), tone: "plain" },
  }));
}

/** What was applied and taken back again is nothing; what was applied in two goes is one. */
function together(settlements: readonly Settlement[]): Settlement[] {
  const byId = Map.groupBy(settlements, ({ id }) => id);
  return [...byId.values()].flatMap((own) => {
    const [last] = own.toSorted((one, other) => other.date.localeCompare(one.date));
    const amount = sumOf(own.map((one) => one.amount));
    return last === undefined || isNothing(amount) ? [] : [{ ...last, amount }];
  });
}
