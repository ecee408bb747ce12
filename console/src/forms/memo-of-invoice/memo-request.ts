/** What of an invoice can be credited, or charged more for, and the memo that does it. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import type { Answered } from "../../api/exactly.ts";
import type { Answers } from "../../ui/asked.tsx";
import { isBelowZero, isNothing } from "../../ui/money.tsx";

export type MemoKind = "CreditMemo" | "DebitMemo";

export type Creditable = {
  readonly key: string;
  readonly label: string;
  readonly service: string;
  /** Without taxes: what is billed and not credited yet. */
  readonly before: string;
  /** Charging more has no limit. */
  readonly most: string | undefined;
};

type Item = Answered<"listInvoiceItems">["invoiceItems"][number];

const PAGE = 40;
const MOST_PAGES = 25;

export const askCreditable = (invoiceKey: string, kind: MemoKind) =>
  queryOptions({
    queryKey: ["creditable", kind, invoiceKey],
    queryFn: async (): Promise<readonly Creditable[]> => {
      const items: Item[] = [];
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const query = { page, pageSize: PAGE };
        const answer = await api.listInvoiceItems({ params: { invoiceKey }, query });
        items.push(...answer.invoiceItems);
        if (!answer.nextPage) break;
      }
      return items.map((item) => creditableOf(item, kind)).filter(isSomething);
    },
  });

const creditableOf = (item: Item, kind: MemoKind): Creditable => ({
  key: item.id,
  label: item.chargeName,
  service: `${item.serviceStartDate} – ${item.serviceEndDate}`,
  before: item.availableToCreditAmount,
  most: kind === "CreditMemo" ? item.availableToCreditAmount : undefined,
});

/** Discounts are taken back with what they discount. */
const isSomething = ({ before }: Creditable): boolean => !isNothing(before) && !isBelowZero(before);

export type MemoToMake = {
  readonly kind: MemoKind;
  readonly invoiceKey: string;
  readonly items: readonly { readonly invoiceItemId: string; readonly amount: string }[];
  readonly isPosted: boolean;
  /** Of a credit memo. */
  readonly isApplied: boolean;
  readonly given: Answers;
};

/** @returns its number */
export async function makeMemo(memo: MemoToMake): Promise<string> {
  const { kind, invoiceKey, items, isPosted: autoPost, isApplied, given } = memo;
  const params = { invoiceKey };
  const body = { ...given, items: [...items], autoPost };
  const { number } =
    kind === "CreditMemo"
      ? await api.createCreditMemoFromInvoice({
          params,
          body: { ...body, autoApplyToInvoiceUponPosting: isApplied },
        })
      : await api.createDebitMemoFromInvoice({ params, body });
  return number;
}
