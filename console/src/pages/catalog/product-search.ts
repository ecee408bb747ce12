import { type ListSearch, listSearch } from "../../ui/list/list-search.ts";
import { oneIn, type SearchParams, textIn } from "../../ui/search-params.ts";

export const SOLD = ["Sold today", "No longer sold"] as const;

export type ProductSearch = ListSearch & {
  /** What the name begins with. */
  readonly name?: string | undefined;
  readonly sold?: (typeof SOLD)[number] | undefined;
};

export const productSearch = (search: SearchParams): ProductSearch => ({
  name: textIn(search, "name"),
  sold: oneIn(search, "sold", SOLD),
  ...listSearch(search),
});

/** As Object Query is asked. */
export function productFilter({ name, sold }: ProductSearch, today: string): string[] {
  return [
    ...(name ? [`name.SW:${name}`] : []),
    ...(sold === "Sold today"
      ? [`effectivestartdate.LE:${today}`, `effectiveenddate.GE:${today}`]
      : []),
    ...(sold === "No longer sold" ? [`effectiveenddate.LT:${today}`] : []),
  ];
}

export const productWords = ({ name, sold }: ProductSearch): string[] => [
  ...(name ? [`name begins with ${name}`] : []),
  ...(sold ? [sold] : []),
];
