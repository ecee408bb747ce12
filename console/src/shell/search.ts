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

const ofAccount = (kind: string, number: string) => (row: QueryRow) => ({
  title: textOf(row, number),
  detail: `${kind}, ${textOf(row, "status")}`,
  address: `/accounts/${inPath(textOf(row, "accountId"))}`,
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
    found: (row) => ({
      title: textOf(row, "name"),
      detail: `Subscription, ${textOf(row, "status")}`,
      address: `/subscriptions/${inPath(textOf(row, "name"))}`,
    }),
  },
  {
    ...{ objects: "orders", field: "ordernumber", fields: ["ordernumber", "status"] },
    found: (row) => ({
      title: textOf(row, "orderNumber"),
      detail: `Order, ${textOf(row, "status")}`,
      address: `/orders/${inPath(textOf(row, "orderNumber"))}`,
    }),
  },
  {
    objects: "invoices",
    field: "invoicenumber",
    fields: ["invoicenumber", "status", "accountid"],
    found: ofAccount("Invoice", "invoiceNumber"),
  },
  {
    objects: "credit-memos",
    field: "memonumber",
    fields: ["memonumber", "status", "accountid"],
    found: ofAccount("Credit memo", "memoNumber"),
  },
  {
    objects: "payments",
    field: "paymentnumber",
    fields: ["paymentnumber", "status", "accountid"],
    found: ofAccount("Payment", "paymentNumber"),
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
