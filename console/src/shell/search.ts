/** Everything that has a number or a name, found by how it begins. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "../api/client.ts";
import { type QueryRow, textOf } from "../api/queries.ts";

export type Found = { readonly title: string; readonly detail: string; readonly address: string };

type Searched = {
  readonly objects: string;
  /** By what one finds it. */
  readonly field: string;
  readonly filter?: string;
  readonly fields: readonly string[];
  readonly found: (row: QueryRow) => Found;
};

const inPath = (text: string): string => encodeURIComponent(text);

const account = (row: QueryRow): Found => ({
  title: textOf(row, "name"),
  detail: `Account ${textOf(row, "accountNumber")}`,
  address: `/accounts/${inPath(textOf(row, "accountNumber"))}`,
});

const found = (kind: string, number: string, folder: string) => (row: QueryRow) => ({
  title: textOf(row, number),
  detail: `${kind}, ${textOf(row, "status")}`,
  address: `/${folder}/${inPath(textOf(row, number))}`,
});

const memos = (kind: string, objects: "credit-memos" | "debit-memos"): Searched => ({
  ...{ objects, field: "memonumber", fields: ["memonumber", "status"] },
  found: found(kind, "memoNumber", objects),
});

const SEARCHED: readonly Searched[] = [
  {
    ...{ objects: "accounts", field: "name", fields: ["name", "accountnumber"] },
    found: account,
  },
  {
    ...{ objects: "accounts", field: "accountnumber", fields: ["name", "accountnumber"] },
    found: account,
  },
  {
    ...{ objects: "subscriptions", field: "name", fields: ["name", "status"] },
    filter: "islatestversion.EQ:true",
    found: found("Subscription", "name", "subscriptions"),
  },
  {
    ...{ objects: "orders", field: "ordernumber", fields: ["ordernumber", "status"] },
    found: found("Order", "orderNumber", "orders"),
  },
  {
    ...{ objects: "invoices", field: "invoicenumber", fields: ["invoicenumber", "status"] },
    found: found("Invoice", "invoiceNumber", "invoices"),
  },
  memos("Credit memo", "credit-memos"),
  memos("Debit memo", "debit-memos"),
  {
    ...{ objects: "payments", field: "paymentnumber", fields: ["paymentnumber", "status"] },
    found: found("Payment", "paymentNumber", "payments"),
  },
];

const MOST_OF_A_KIND = 5;

export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ["search", text],
    queryFn: async (): Promise<Found[]> => {
      const lists = await Promise.all(SEARCHED.map((searched) => search(searched, text)));
      return [...new Map(lists.flat().map((one) => [one.address + one.title, one])).values()];
    },
  });

async function search({ objects, field, filter, fields, found }: Searched, text: string) {
  const { data } = await api.query(objects, {
    filter: [`${field}.SW:${text}`, ...(filter ? [filter] : [])],
    fields,
    pageSize: MOST_OF_A_KIND,
  });
  return data.map(found);
}
