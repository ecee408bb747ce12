import type { Decimal } from "../values/decimal.ts";

/**
 * A condition on an object, as callers write it for event triggers, filter rules and scheduled events:
 * the part of JEXL that the field documents for these. What it means to a record is said where it
 * becomes SQL (src/store/conditions): nothing is ever run as code.
 */
export type Condition =
  | { readonly type: "value"; readonly value: ConditionValue }
  /** A field, with the objects on the way to it: ["Invoice", "Account", "Name"]; or a parameter. */
  | { readonly type: "path"; readonly names: readonly string[] }
  | { readonly type: "list"; readonly values: readonly ConditionValue[] }
  | { readonly type: "call"; readonly name: FunctionName; readonly of: Condition }
  | { readonly type: "not"; readonly of: Condition }
  | { readonly type: "and" | "or"; readonly of: readonly Condition[] }
  | {
      readonly type: "compare";
      readonly operator: Comparison;
      readonly left: Condition;
      readonly right: Condition;
    }
  | {
      readonly type: "reckon";
      readonly operator: Arithmetic;
      readonly left: Condition;
      readonly right: Condition;
    };

export type ConditionValue = string | boolean | null | Decimal;

export const FUNCTIONS = ["size", "empty", "toLocalDate"] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

export type Arithmetic = "+" | "-" | "*" | "/" | "%";

/** `=~` is "one of", `=^` "starts with", `=$` "ends with"; with `!` for "not". */
export const COMPARISONS = [
  "==",
  "!=",
  "<=",
  ">=",
  "<",
  ">",
  "=~",
  "!~",
  "=^",
  "!^",
  "=$",
  "!$",
] as const;
export type Comparison = (typeof COMPARISONS)[number];
