import type { Call } from "./route.ts";

/**
 * The address of the page after this one, undefined on the last page. It has the host that the
 * caller used: clients refuse to follow a link to another one.
 */
export function nextPage(
  call: Pick<Call<never>, "baseUrl" | "url">,
  page: { readonly page: number; readonly pageSize: number },
  hasMore: boolean,
): string | undefined {
  if (!hasMore) return undefined;
  const [path = "", search = ""] = call.url.split("?", 2);
  const query = new URLSearchParams(search);
  query.set("page", String(page.page + 1));
  query.set("pageSize", String(page.pageSize));
  return `${call.baseUrl}${path}?${query}`;
}

/** A page of a list that is at hand as a whole. */
export const pageOf = <Item>(
  items: readonly Item[],
  { page, pageSize }: { readonly page: number; readonly pageSize: number },
): { readonly shown: readonly Item[]; readonly hasMore: boolean } => ({
  shown: items.slice((page - 1) * pageSize, page * pageSize),
  hasMore: items.length > page * pageSize,
});
