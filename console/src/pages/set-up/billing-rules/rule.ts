import type { Answered } from "../../../api/exactly.ts";

export type Rules = Answered<"getBillingRules">;
export type RuleName = keyof Rules & string;
export type RuleValue = Rules[RuleName];

export type Rule = {
  readonly name: RuleName;
  readonly label: string;
  readonly help?: string;
  /** Value and words, of what is neither a switch nor a list. */
  readonly options?: readonly (readonly [value: string, words: string])[];
};

export type RuleGroup = {
  readonly title: string;
  readonly about?: string;
  readonly rules: readonly Rule[];
};
