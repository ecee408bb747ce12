/** Parts of a text that are about the request itself: `{{Request.Body}}`. */
export type RequestPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "body" }
  | { readonly type: "signed" }
  | { readonly type: "header"; readonly name: string };

const REQUEST = /\{\{\s*Request\.(?:(Body)|(HMAC\.Signed)|Headers\.([A-Za-z0-9-]+))\s*\}\}/g;

/** A text cut where it names the request; what is left may have merge fields. */
export function requestParts(text: string): RequestPart[] {
  const parts: RequestPart[] = [];
  let end = 0;
  for (const match of text.matchAll(REQUEST)) {
    if (match.index > end) parts.push({ type: "text", text: text.slice(end, match.index) });
    end = match.index + match[0].length;
    const [, body, signed, header] = match;
    if (body !== undefined) parts.push({ type: "body" });
    else if (signed !== undefined) parts.push({ type: "signed" });
    else parts.push({ type: "header", name: header ?? "" });
  }
  if (end < text.length) parts.push({ type: "text", text: text.slice(end) });
  return parts;
}
