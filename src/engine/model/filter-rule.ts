import type { ConditionValue } from "../conditions/condition.ts";
import { BillingError } from "../errors.ts";
import { decimal } from "../values/decimal.ts";

/** A value that a condition leaves open: `_NAME`. */
export type RuleParameter = {
  readonly displayName: string | null;
  readonly description: string | null;
  /** What it may be; null: anything of its type. */
  readonly options: readonly string[] | null;
  /** STRING, BIG_DECIMAL, BOOLEAN …; what is no number and no yes or no is a text. */
  readonly valueType: string;
};

/** Which events of its type a notification definition tells of. */
export type FilterRule = {
  readonly condition: string;
  readonly description: string | null;
  readonly parameters: Readonly<Record<string, RuleParameter>>;
};

export type ParameterValues = Readonly<Record<string, string | number | boolean>>;

/**
 * The values of a rule's parameters, as its condition compares them.
 *
 * Errors: MISSING_FIELD for one without a value, INVALID_VALUE for one that is not of its type, not one of
 * its options, or of no parameter.
 */
export function parameterValues(
  parameters: FilterRule["parameters"],
  values: ParameterValues,
  passedOver: readonly string[] = [],
): Record<string, ConditionValue> {
  for (const name of Object.keys(values)) {
    if (Object.hasOwn(parameters, name) || passedOver.includes(name)) continue;
    throw invalid(`'filterRuleParams' has '${name}', which is no parameter of the rule.`);
  }
  const given = Object.entries(parameters).map(([name, parameter]) => {
    if (!/^_\w+$/.test(name)) {
      throw invalid(`'${name}' is no name of a parameter: it begins with '_'.`);
    }
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) {
      throw new BillingError("MISSING_FIELD", { field: `filterRuleParams.${name}` });
    }
    return [name, readValue(name, parameter, value)] as const;
  });
  return Object.fromEntries(given);
}

const NUMBERS = /^(BIG_?DECIMAL|BIG_?INTEGER|INTEGER|LONG|SHORT|DOUBLE|FLOAT|NUMBER|DECIMAL)$/i;

function readValue(
  name: string,
  { options, valueType }: RuleParameter,
  value: string | number | boolean,
): ConditionValue {
  const text = String(value);
  if (options !== null && options.length > 0 && !options.includes(text)) {
    throw invalid(`'filterRuleParams.${name}' should be one of: ${options.join(", ")}.`);
  }
  if (NUMBERS.test(valueType)) {
    if (/^-?\d{1,30}(\.\d{1,30})?$/.test(text)) return decimal(text);
    throw invalid(`'filterRuleParams.${name}' should be a number.`);
  }
  if (!/^BOOLEAN$/i.test(valueType)) return text;
  if (text === "true" || text === "false") return text === "true";
  throw invalid(`'filterRuleParams.${name}' should be true or false.`);
}

const invalid = (message: string): BillingError => new BillingError("INVALID_VALUE", { message });
