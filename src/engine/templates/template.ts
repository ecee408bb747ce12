import { BillingError } from "../errors.ts";

/** What a text with merge fields is made of. */
export type TemplatePart =
  | { readonly type: "text"; readonly text: string }
  /** `{{Invoice.Amount}}`; in angle brackets what the system knows of itself: `<Event.Name>`. */
  | {
      readonly type: "field";
      readonly names: readonly string[];
      readonly isInAngles: boolean;
    }
  /** Once for each of what its path stands for; inverted: where that is nothing. */
  | {
      readonly type: "section";
      readonly names: readonly string[];
      readonly isInverted: boolean;
      readonly parts: readonly TemplatePart[];
    };

/** As much as an e-mail may hold. */
const LONGEST = 500_000;
const DEEPEST = 10;

const TAG = /\{\{\{|\{\{([\s\S]*?)\}\}|<((?:DataSource *\. *)?[A-Z]\w*(?: *\. *\w+)+)>/g;

/** Errors: INVALID_VALUE for sections that do not fit, NOT_SUPPORTED for what is more than a merge field. */
export function parseTemplate(text: string): TemplatePart[] {
  if (text.length > LONGEST) throw invalid(`is longer than ${LONGEST} characters`);
  const open: Open[] = [{ path: "", names: [], isInverted: false, parts: [] }];
  let end = 0;
  for (const match of text.matchAll(TAG)) {
    const here = open.at(-1);
    if (!here) break;
    if (match.index > end) here.parts.push({ type: "text", text: text.slice(end, match.index) });
    end = match.index + match[0].length;
    if (match[0] === "{{{") throw unsupported("'{{{', which would not be escaped");
    const [, tag, angled] = match;
    if (angled !== undefined) {
      here.parts.push({ type: "field", names: namesOf(angled), isInAngles: true });
    } else readTag((tag ?? "").trim(), open);
  }
  const [root, unclosed] = open;
  if (unclosed) throw invalid(`has no '{{/${unclosed.path}}}'`);
  const rest = text.slice(end);
  return [...(root?.parts ?? []), ...(rest === "" ? [] : [{ type: "text", text: rest } as const])];
}

type Open = {
  readonly path: string;
  readonly names: readonly string[];
  readonly isInverted: boolean;
  readonly parts: TemplatePart[];
};

function readTag(tag: string, open: Open[]): void {
  const here = open.at(-1);
  const kind = /^[#^/!&>=]/.exec(tag)?.[0];
  const path = kind === undefined ? tag : tag.slice(1).trim();
  if (kind === "!" || !here) return;
  if (kind === "&" || kind === ">" || kind === "=") throw unsupported(`'{{${kind}'`);
  if (kind === "/") {
    if (open.length === 1 || here.path !== path) throw invalid(`has '{{/${path}}}' out of place`);
    const { names, isInverted, parts } = here;
    open.pop();
    open.at(-1)?.parts.push({ type: "section", names, isInverted, parts });
    return;
  }
  const names = namesOf(path);
  if (kind === undefined) here.parts.push({ type: "field", names, isInAngles: false });
  else open.push({ path, names, isInverted: kind === "^", parts: [] });
  if (open.length > DEEPEST) throw invalid("has sections that are nested too deeply");
}

function namesOf(path: string): string[] {
  const [, called] = /\|\s*(\w+)/.exec(path) ?? [];
  if (called !== undefined) throw unsupported(`the function '${called}'`);
  const names = path.split(".").map((name) => name.trim());
  const [root = ""] = names;
  if (/^(Wp|Cmd)_/.test(root)) throw unsupported(`'${root}'`);
  if (names.some((name) => !/^\w+$/.test(name)))
    throw invalid(`has '${path}', which names nothing`);
  return names;
}

const invalid = (what: string): BillingError =>
  new BillingError("INVALID_VALUE", { message: `The template ${what}.` });

const unsupported = (what: string): BillingError =>
  new BillingError("NOT_SUPPORTED", {
    message: `The template has ${what}: this version of Quittance does not support it.`,
  });
