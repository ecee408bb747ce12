/** What an account has to its credit, a credit memo or a payment, and the documents that it can pay. */
import { queryOptions } from "@tanstack/react-query";
import { allRows } from "../../api/all-rows.ts";
import { api } from "../../api/client.ts";
import type { Answered, Given } from "../../api/exactly.ts";
import { type QueryRow, textOf } from "../../api/queries.ts";
import { SETTLEMENTS } from "../../pages/documents/settlements.ts";

export type Funds = {
  readonly kind: "CreditMemo" | "Payment";
  readonly id: string;
  readonly number: string;
  /** "credit memo CM00000340" */
  readonly name: string;
  readonly accountId: string;
  readonly currency: string;
  readonly date: string;
  /** What is not applied, and what is. */
  readonly left: string;
  readonly applied: string;
};

export const fundsOfMemo = (memo: Answered<"getCreditMemo">): Funds => ({
  ...{ kind: "CreditMemo", id: memo.id, number: memo.number, name: `credit memo ${memo.number}` },
  ...{ accountId: memo.accountId, currency: memo.currency, date: memo.creditMemoDate },
  ...{ left: memo.unappliedAmount, applied: memo.appliedAmount },
});

export const fundsOfPayment = (payment: Answered<"getPayment">): Funds => ({
  ...{ kind: "Payment", id: payment.id, number: payment.number },
  name: `payment ${payment.number}`,
  ...{ accountId: payment.accountId ?? "", currency: payment.currency },
  ...{ date: payment.effectiveDate, left: payment.unappliedAmount, applied: payment.appliedAmount },
});

/** A document that can be paid, or of which can be taken back what was paid. */
export type Payable = {
  readonly key: string;
  readonly kind: "Invoice" | "DebitMemo";
  readonly label: string;
  readonly dueDate: string;
  /** What is owed. */
  readonly before: string;
  readonly most: string;
};

const PAYABLE = [
  { kind: "Invoice", objects: "invoices", number: "invoiceNumber" },
  { kind: "DebitMemo", objects: "debit-memos", number: "memoNumber" },
] as const;

type Owing = { readonly accountId: string; readonly currency: string };

/** What is posted and owed in a currency, the longest due first. */
export const askOpen = ({ accountId, currency }: Owing) =>
  queryOptions({
    queryKey: ["open-documents", accountId, currency],
    queryFn: () =>
      payables([
        ...[`accountid.EQ:${accountId}`, "status.EQ:Posted"],
        ...["balance.GT:0", `currency.EQ:${currency}`],
      ]),
  });

async function payables(filter: readonly string[]): Promise<readonly Payable[]> {
  const found = await Promise.all(
    PAYABLE.map(async ({ kind, objects, number }) => {
      const rows = await allRows(objects, { filter: [...filter], sort: ["duedate.ASC"] });
      return rows.map((row) => ofRow(row, kind, number));
    }),
  );
  return found.flat().toSorted((one, other) => one.dueDate.localeCompare(other.dueDate));
}

const ofRow = (row: QueryRow, kind: Payable["kind"], number: string): Payable => {
  const balance = textOf(row, "balance");
  return {
    ...{ key: textOf(row, "id"), kind, label: textOf(row, number) },
    ...{ dueDate: textOf(row, "dueDate"), before: balance, most: balance },
  };
};

/** What it has paid, and how much of each. */
export const askPaidBy = ({ kind, id }: Pick<Funds, "kind" | "id">) =>
  queryOptions({
    queryKey: ["paid-documents", kind, id],
    queryFn: async (): Promise<readonly Payable[]> => {
      const settled = (await SETTLEMENTS[kind](id)).filter((one) => one.kind !== "Refund");
      const most = new Map(settled.map((one) => [one.id, one.amount]));
      if (most.size === 0) return [];
      const found = await payables([`id.IN:[${[...most.keys()].join(",")}]`]);
      return found.map((one) => ({ ...one, most: most.get(one.key) ?? "0" }));
    },
  });

export type Direction = "apply" | "unapply";

export type Chosen = { readonly row: Payable; readonly amount: string };

/** Applies or takes back, all of it or nothing. */
export function send(
  direction: Direction,
  { kind, id }: Funds,
  chosen: readonly Chosen[],
  effectiveDate: string,
): Promise<unknown> {
  const body = { ...namedIn(chosen), effectiveDate };
  if (kind === "CreditMemo") {
    const given = { params: { creditMemoKey: id }, body } as Given<"applyCreditMemo">;
    return direction === "apply" ? api.applyCreditMemo(given) : api.unapplyCreditMemo(given);
  }
  const given = { params: { paymentKey: id }, body } as Given<"applyPayment">;
  return direction === "apply" ? api.applyPayment(given) : api.unapplyPayment(given);
}

/** As requests about payments and credit memos name documents. */
export const namedIn = (chosen: readonly Chosen[]) => ({
  invoices: chosen
    .filter(({ row }) => row.kind === "Invoice")
    .map(({ row, amount }) => ({ invoiceId: row.key, amount })),
  debitMemos: chosen
    .filter(({ row }) => row.kind === "DebitMemo")
    .map(({ row, amount }) => ({ debitMemoId: row.key, amount })),
});
