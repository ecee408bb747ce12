import type { SearchParams } from "../../../ui/search-params.ts";
import { isRule } from "./rule-groups.ts";

export type Tried = Readonly<Record<string, boolean | string | readonly string[]>>;

/** How the currency of the example is rounded, where that is tried too. */
export type TriedRounding = {
  readonly roundingMode?: string | undefined;
  readonly roundingIncrement?: string | undefined;
};

/** What is different from the example that everybody begins with. */
export type TriedExample = {
  readonly price?: string | undefined;
  readonly billingPeriod?: string | undefined;
  readonly subscriptionStartDate?: string | undefined;
  readonly targetDate?: string | undefined;
  readonly cancellationDate?: string | undefined;
};

/** What somebody tries stands in the address: a colleague sees the same before it is saved. */
export type RulesSearch = {
  readonly rules?: Tried | undefined;
  readonly currency?: string | undefined;
  readonly rounding?: TriedRounding | undefined;
  readonly example?: TriedExample | undefined;
};

export const rulesSearch = (search: SearchParams): RulesSearch => ({
  rules: triedIn(search.rules),
  currency: typeof search.currency === "string" ? search.currency : undefined,
  rounding: textsIn(search.rounding, ["roundingMode", "roundingIncrement"]),
  example: textsIn(search.example, [
    ...(["price", "billingPeriod", "subscriptionStartDate", "targetDate"] as const),
    "cancellationDate",
  ]),
});

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function triedIn(value: unknown): Tried | undefined {
  if (!isObject(value)) return undefined;
  const tried = Object.entries(value).filter(
    ([name, each]) =>
      isRule(name) &&
      (typeof each === "boolean" ||
        typeof each === "string" ||
        (Array.isArray(each) && each.every((part) => typeof part === "string"))),
  );
  return tried.length === 0 ? undefined : (Object.fromEntries(tried) as Tried);
}

function textsIn<const Name extends string>(
  value: unknown,
  names: readonly Name[],
): { readonly [Each in Name]?: string | undefined } | undefined {
  if (!isObject(value)) return undefined;
  const texts = names.flatMap((name) => {
    const each = value[name];
    return typeof each === "string" && each !== "" ? [[name, each] as const] : [];
  });
  if (texts.length === 0) return undefined;
  return Object.fromEntries(texts) as { readonly [Each in Name]?: string };
}
