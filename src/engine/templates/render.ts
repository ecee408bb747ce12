import type { TemplatePart } from "./template.ts";

/** What a path stands for: a text, or things with fields of their own. */
export type Found<Scope> = string | readonly Scope[];

/**
 * The text with its merge fields filled in. What a path stands for is looked up in the innermost section
 * first.
 *
 * @param write  how a value is written where it stands: escaped, in HTML
 */
export function render<Scope>(
  parts: readonly TemplatePart[],
  lookUp: (part: TemplatePart & { names: unknown }, scopes: readonly Scope[]) => Found<Scope>,
  write: (value: string) => string,
  scopes: readonly Scope[] = [],
): string {
  const written = parts.map((part): string => {
    if (part.type === "text") return part.text;
    const found = lookUp(part, scopes);
    if (part.type === "field") return typeof found === "string" ? write(found) : "";
    const things = typeof found === "string" ? (isTrue(found) ? [undefined] : []) : found;
    const inner = (scope: Scope | undefined): string =>
      render(part.parts, lookUp, write, scope === undefined ? scopes : [...scopes, scope]);
    if (part.isInverted) return things.length === 0 ? inner(undefined) : "";
    return things.map(inner).join("");
  });
  return written.join("");
}

const isTrue = (text: string): boolean => text !== "" && text !== "false";

/** As HTML text, also between quotes. */
export const escapedForHtml = (text: string): string =>
  text.replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);

export const asWritten = (text: string): string => text;

/** Of a subject, a name, an address: nothing that begins another header. */
export const onOneLine = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
