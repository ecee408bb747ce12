/**
 * Spellings of a path that mean the same, because clients in the wild send them: "/rest/v1/…", a
 * trailing slash, doubled slashes. The query stays as it is.
 */
export function rewriteUrl(url: string): string {
  const end = url.indexOf("?");
  const path = end === -1 ? url : url.slice(0, end);
  const plain = path.replace(/\/{2,}/g, "/").replace(/(?<=.)\/$/, "");
  const rewritten = /^\/rest\/v1(?=\/|$)/.test(plain) ? plain.slice("/rest".length) : plain;
  return end === -1 ? rewritten : rewritten + url.slice(end);
}
