import { oneIn, type SearchParams, textIn } from "../../ui/search-params.ts";

export const SOLD = ["Sold today", "No longer sold"] as const;

export type ProductSearch = {
  /** What the name begins with. */
  readonly name?: string | undefined;
  readonly sold?: (typeof SOLD)[number] | undefined;
  readonly sort?: string | undefined;
  readonly cursor?: string | undefined;
};

export const productSearch = (search: SearchParams): ProductSearch => ({
  name: textIn(search, "name"),
  sold: oneIn(search, "sold", SOLD),
  sort: textIn(search, "sort"),
  cursor: textIn(search, "cursor"),
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
