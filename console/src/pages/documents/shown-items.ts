/** Items of an invoice and of memos in one shape, all of them. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import type { Answered } from "../../api/exactly.ts";
import { sumOf } from "../../ui/money.tsx";
import type { DocumentKind } from "./document-kinds.ts";

export type ShownItem = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Number or id. */
  readonly subscriptionKey: string | null;
  readonly subscriptionName: string;
  readonly serviceStartDate: string;
  /** The last day of service. */
  readonly serviceEndDate: string;
  readonly quantity: string;
  readonly unitOfMeasure: string;
  readonly unitPrice: string;
  /** Without taxes. */
  readonly amount: string;
  readonly isDiscount: boolean;
  readonly taxes: readonly ShownTax[];
};

export type ShownTax = {
  readonly id: string;
  readonly name: string;
  readonly taxRate: string;
  readonly taxRateType: "Percentage" | "FlatFee";
  readonly taxAmount: string;
};

const PAGE = 40;
/** Documents with more items are rare, and nobody reads on. */
const MOST_PAGES = 25;

export type ShownItems = { readonly items: readonly ShownItem[]; readonly isAll: boolean };

export const askItems = (kind: DocumentKind, documentKey: string) =>
  queryOptions({
    queryKey: ["items", kind, documentKey],
    queryFn: async (): Promise<ShownItems> => {
      const items: ShownItem[] = [];
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const { rows, nextPage } = await PAGES[kind](documentKey, { page, pageSize: PAGE });
        items.push(...rows);
        if (!nextPage) return { items, isAll: true };
      }
      return { items, isAll: false };
    },
  });

type Page = { readonly page: number; readonly pageSize: number };
type Rows = { readonly rows: readonly ShownItem[]; readonly nextPage?: string | undefined };

const PAGES: Readonly<Record<DocumentKind, (key: string, page: Page) => Promise<Rows>>> = {
  Invoice: async (invoiceKey, query) => {
    const answer = await api.listInvoiceItems({ params: { invoiceKey }, query });
    return { rows: answer.invoiceItems.map(ofInvoiceItem), nextPage: answer.nextPage };
  },
  CreditMemo: async (creditMemoKey, query) => {
    const answer = await api.listCreditMemoItems({ params: { creditMemoKey }, query });
    return { rows: answer.items.map(ofMemoItem), nextPage: answer.nextPage };
  },
  DebitMemo: async (debitMemoKey, query) => {
    const answer = await api.listDebitMemoItems({ params: { debitMemoKey }, query });
    return { rows: answer.items.map(ofMemoItem), nextPage: answer.nextPage };
  },
};

const ofInvoiceItem = (item: Answered<"listInvoiceItems">["invoiceItems"][number]): ShownItem => ({
  ...item,
  name: item.chargeName,
  description: item.description || item.chargeDescription,
  subscriptionKey: item.subscriptionName,
  subscriptionName: item.subscriptionName ?? "",
  amount: item.chargeAmount,
  isDiscount: item.processingType === "Discount",
  taxes: item.taxationItems.data,
});

type MemoItem =
  | Answered<"listCreditMemoItems">["items"][number]
  | Answered<"listDebitMemoItems">["items"][number];

const ofMemoItem = (item: MemoItem): ShownItem => ({
  ...item,
  name: item.skuName,
  description: item.description ?? "",
  subscriptionKey: item.subscriptionId,
  subscriptionName: item.subscriptionId ? "Its subscription" : "",
  amount: item.amountWithoutTax,
  isDiscount: item.processingType === "Discount",
  taxes: item.taxationItems.data,
});

/** With its taxes. */
export const grossOf = ({ amount, taxes }: ShownItem): string =>
  sumOf([amount, ...taxes.map(({ taxAmount }) => taxAmount)]);
