/** Everything that has a number or a name, found by how it begins; documents by amount or day. */
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

const MONEY = [
  ["Invoice", "invoices", "invoicenumber", "invoiceNumber", "amount", "invoicedate"],
  ["Invoice", "invoices", "invoicenumber", "invoiceNumber", "balance", "duedate"],
  ["Credit memo", "credit-memos", "memonumber", "memoNumber", "totalamount", "memodate"],
  ["Debit memo", "debit-memos", "memonumber", "memoNumber", "totalamount", "memodate"],
  ["Payment", "payments", "paymentnumber", "paymentNumber", "amount", "effectivedate"],
  ["Refund", "refunds", "refundnumber", "refundNumber", "amount", "refunddate"],
] as const;

/** "7.74" and "1,234.50" are amounts, "2023-05-24" is a day, "ella@…" an address. */
const AMOUNT = /^\d{1,3}(,\d{3})*\.\d+$|^\d+\.\d+$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

function askedFor(text: string): readonly Asked[] {
  const isAmount = AMOUNT.test(text);
  if (isAmount || DAY.test(text)) {
    return MONEY.map(([kind, objects, number, field, amount, date]) => ({
      ...{ objects, fields: [number, "status", amount, date] },
      filter: [`${isAmount ? amount : date}.EQ:${text.replaceAll(",", "")}`],
      found: found(kind, field, objects),
    }));
  }
  const begins = SEARCHED.map(({ field, filter, ...searched }) => ({
    ...searched,
    filter: [`${field}.SW:${text}`, ...(filter ? [filter] : [])],
  }));
  return text.includes("@") ? [...begins, ...ofContacts(text)] : begins;
}

/** Who is written to leads to his account. */
const ofContacts = (text: string): Asked[] =>
  ["workemail", "personalemail"].map((field) => ({
    ...{ objects: "contacts", filter: [`${field}.SW:${text}`] },
    fields: ["firstname", "lastname", "accountid", field],
    found: (row) => ({
      title: `${textOf(row, "firstName")} ${textOf(row, "lastName")}`,
      detail: `Contact, ${textOf(row, "workEmail") || textOf(row, "personalEmail")}`,
      address: `/accounts/${textOf(row, "accountId")}`,
    }),
  }));

type Asked = Omit<Searched, "field" | "filter"> & {
  readonly filter: readonly string[];
};

export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ["search", text],
    queryFn: async (): Promise<Found[]> => {
      const lists = await Promise.all(askedFor(text).map(search));
      return [...new Map(lists.flat().map((one) => [one.address + one.title, one])).values()];
    },
  });

async function search({ objects, filter, fields, found }: Asked) {
  const { data } = await api.query(objects, { filter, fields, pageSize: MOST_OF_A_KIND });
  return data.map(found);
}
