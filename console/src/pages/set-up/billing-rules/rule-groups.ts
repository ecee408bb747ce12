/** All billing rules, in the order in which they are shown, and their values in words. */
import { CREDITS, DISCOUNTS, PRORATION, TAXES, USAGE } from "./amount-rules.ts";
import { BILL_RUNS, DOCUMENTS, KEPT } from "./document-rules.ts";
import type { Rule, RuleGroup, RuleName } from "./rule.ts";

export const RULE_GROUPS: readonly RuleGroup[] = [
  ...[PRORATION, CREDITS, DOCUMENTS, USAGE, DISCOUNTS, TAXES, BILL_RUNS, KEPT],
];

const BY_NAME: ReadonlyMap<string, Rule> = new Map(
  RULE_GROUPS.flatMap(({ rules }) => rules).map((rule) => [rule.name, rule]),
);

export const isRule = (name: string): name is RuleName => BY_NAME.has(name);

/** In what the API calls it where it is no rule of ours: a newer server has more of them. */
export const labelOf = (name: string): string => BY_NAME.get(name)?.label ?? name;

/** "As many as it has", "on", "Silver, Gold" */
export function inWords(name: string, value: unknown): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  const options = BY_NAME.get(name)?.options ?? [];
  return options.find(([known]) => known === String(value))?.[1] ?? String(value);
}
