import { daysInWords } from "../../ui/days-in-words.ts";
import { type ListSearch, listSearch } from "../../ui/list/list-search.ts";
import { dayIn, oneIn, type SearchParams, textIn } from "../../ui/search-params.ts";
import { type DocumentKind, KINDS } from "./document-kinds.ts";

export const DOCUMENT_STATUSES = ["Draft", "Posted", "Canceled"] as const;

export const LEFT = ["Open", "Overdue", "Below zero", "Of cancelled"] as const;

export const CREDIT_KINDS = ["Credit", "Write-off"] as const;

/** What of a list of documents is shown: all of it stands in the address. */
export type DocumentSearch = ListSearch & {
  /** What the number begins with. */
  readonly number?: string | undefined;
  readonly status?: (typeof DOCUMENT_STATUSES)[number] | undefined;
  /** Open: something of a posted document is left; Overdue: and its due day has passed. */
  readonly left?: (typeof LEFT)[number] | undefined;
  /** Of credit memos: whether one gives back, or gives up. */
  readonly kind?: (typeof CREDIT_KINDS)[number] | undefined;
  readonly currency?: string | undefined;
  /** Its own day and its due day, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly dueFrom?: string | undefined;
  readonly dueTo?: string | undefined;
};

export const documentSearch = (search: SearchParams): DocumentSearch => ({
  number: textIn(search, "number"),
  status: oneIn(search, "status", DOCUMENT_STATUSES),
  left: oneIn(search, "left", LEFT),
  kind: oneIn(search, "kind", CREDIT_KINDS),
  currency: textIn(search, "currency"),
  from: dayIn(search, "from"),
  to: dayIn(search, "to"),
  dueFrom: dayIn(search, "dueFrom"),
  dueTo: dayIn(search, "dueTo"),
  ...listSearch(search),
});

/** As Object Query is asked. */
export function documentFilter(
  kind: DocumentKind,
  search: DocumentSearch,
  today: string,
): string[] {
  const { number, status, left, currency, from, to, dueFrom, dueTo } = search;
  const { number: numberField, date, isDue } = KINDS[kind];
  return [
    ...(number ? [`${numberField.toLowerCase()}.SW:${number}`] : []),
    ...(status ? [`status.EQ:${status}`] : left ? ["status.EQ:Posted"] : []),
    ...(left ? LEFT_FILTERS[left] : []),
    ...(left === "Overdue" && isDue ? [`duedate.LT:${today}`] : []),
    ...(currency ? [`currency.EQ:${currency}`] : []),
    ...(from ? [`${date.toLowerCase()}.GE:${from}`] : []),
    ...(to ? [`${date.toLowerCase()}.LE:${to}`] : []),
    ...(dueFrom && isDue ? [`duedate.GE:${dueFrom}`] : []),
    ...(dueTo && isDue ? [`duedate.LE:${dueTo}`] : []),
    ...(search.kind && kind === "CreditMemo"
      ? [`iswriteoff.EQ:${search.kind === "Write-off"}`]
      : []),
  ];
}

const LEFT_FILTERS: Readonly<Record<(typeof LEFT)[number], readonly string[]>> = {
  ...{ Open: ["balance.GT:0"], Overdue: ["balance.GT:0"], "Below zero": ["balance.LT:0"] },
  "Of cancelled": ["balance.GT:0", "isofcancelled.EQ:true"],
};

export function documentWords(search: DocumentSearch): string[] {
  const { number, status, left, kind, currency, from, to, dueFrom, dueTo } = search;
  const [dated, due] = [daysInWords("dated", from, to), daysInWords("due", dueFrom, dueTo)];
  return [
    ...(number ? [`number begins with ${number}`] : []),
    ...(status ? [status] : []),
    ...(left ? [left.toLowerCase()] : []),
    ...(kind ? [kind.toLowerCase()] : []),
    ...(currency ? [currency] : []),
    ...(dated ? [dated] : []),
    ...(due ? [due] : []),
  ];
}
