/** The path of the page that follows, of lists that count from `start`. */
export function following(
  url: string,
  { start, limit }: { readonly start: number; readonly limit: number },
): string {
  const [path = "", search = ""] = url.split("?", 2);
  const next = new URLSearchParams(search);
  next.set("start", String(start + limit));
  next.set("limit", String(limit));
  return `${path.replace(/^\/v1(?=\/)/, "")}?${next}`;
}
