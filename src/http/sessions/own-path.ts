/**
 * Where somebody goes once he has signed in: a path of this server and nothing else, whatever he was told to
 * go to. "//elsewhere" and "/\elsewhere" are other hosts to a browser, and so is either with a tab inside.
 */
export function ownPath(next: unknown): string {
  if (typeof next !== "string" || next.length > 2000) return "/";
  if (!/^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/.test(next)) return "/";
  const { origin, pathname, search, hash } = new URL(next, "http://ours.invalid");
  // "/.//elsewhere" becomes "//elsewhere" as it is resolved.
  const isOurs = origin === "http://ours.invalid" && !pathname.startsWith("//");
  return isOurs && !pathname.startsWith("/sign-in") ? pathname + search + hash : "/";
}
