import { oneIn, type SearchParams, textIn } from "../../ui/search-params.ts";
import { type DocumentKind, KINDS } from "./document-kinds.ts";

export const DOCUMENT_STATUSES = ["Draft", "Posted", "Canceled"] as const;

/** What of a list of documents is shown: all of it stands in the address. */
export type DocumentSearch = {
  /** What the number begins with. */
  readonly number?: string | undefined;
  readonly status?: (typeof DOCUMENT_STATUSES)[number] | undefined;
  /** Open: something of a posted document is left; Overdue: and its due day has passed. */
  readonly left?: "Open" | "Overdue" | undefined;
  readonly sort?: string | undefined;
  readonly cursor?: string | undefined;
};

export const documentSearch = (search: SearchParams): DocumentSearch => ({
  number: textIn(search, "number"),
  status: oneIn(search, "status", DOCUMENT_STATUSES),
  left: oneIn(search, "left", ["Open", "Overdue"]),
  sort: textIn(search, "sort"),
  cursor: textIn(search, "cursor"),
});

/** As Object Query is asked. */
export const documentFilter = (
  kind: DocumentKind,
  { number, status, left }: DocumentSearch,
  today: string,
): string[] => [
  ...(number ? [`${KINDS[kind].number.toLowerCase()}.SW:${number}`] : []),
  ...(status ? [`status.EQ:${status}`] : []),
  ...(left ? ["balance.GT:0", ...(status ? [] : ["status.EQ:Posted"])] : []),
  ...(left === "Overdue" && KINDS[kind].isDue ? [`duedate.LT:${today}`] : []),
];
