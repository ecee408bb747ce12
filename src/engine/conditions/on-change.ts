import type { Condition, ConditionValue } from "./condition.ts";

export const CHANGE_TYPES = ["INSERT", "UPDATE", "DELETE"] as const;
export type ChangeType = (typeof CHANGE_TYPES)[number];

/**
 * What is left of a condition once it is known how an object was changed: most conditions name the
 * changes that they are about, and for the others nobody needs to look at the object.
 */
export function onChange(condition: Condition, changeType: ChangeType): Condition {
  const known = (part: Condition): Condition => onChange(part, changeType);
  switch (condition.type) {
    case "path":
      return condition.names.join(".") === "changeType" ? value(changeType) : condition;
    case "not": {
      const of = known(condition.of);
      return isYesOrNo(of) ? value(!of.value) : { type: "not", of };
    }
    case "and":
      return joined("and", condition.of.map(known), false);
    case "or":
      return joined("or", condition.of.map(known), true);
    case "compare": {
      const compared = { ...condition, left: known(condition.left), right: known(condition.right) };
      const outcome = outcomeOf(compared);
      return outcome === undefined ? compared : value(outcome);
    }
    case "call":
      return { ...condition, of: known(condition.of) };
    case "reckon":
      return { ...condition, left: known(condition.left), right: known(condition.right) };
    case "value":
    case "list":
      return condition;
  }
}

const value = (given: ConditionValue): Condition => ({ type: "value", value: given });

type YesOrNo = { readonly type: "value"; readonly value: boolean };

const isYesOrNo = (condition: Condition): condition is YesOrNo =>
  condition.type === "value" && typeof condition.value === "boolean";

/** @param decides  the value of a part that decides for all */
function joined(type: "and" | "or", parts: readonly Condition[], decides: boolean): Condition {
  if (parts.some((part) => isYesOrNo(part) && part.value === decides)) return value(decides);
  const of = parts.filter((part) => !isYesOrNo(part));
  const [only] = of;
  if (!only) return value(!decides);
  return of.length === 1 ? only : { type, of };
}

/** Of two texts that are both known; undefined for all else. */
function outcomeOf(compared: Condition & { readonly type: "compare" }): boolean | undefined {
  const { operator, left, right } = compared;
  if (left.type !== "value" || typeof left.value !== "string") return undefined;
  if (right.type === "list") {
    const isIn = right.values.includes(left.value);
    return operator === "=~" ? isIn : !isIn;
  }
  if (right.type !== "value" || typeof right.value !== "string") return undefined;
  if (operator === "==") return left.value === right.value;
  return operator === "!=" ? left.value !== right.value : undefined;
}
