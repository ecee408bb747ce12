/** What a bill run bills, where it does not bill everything. Names are the field's. */
export type BillRunFilter =
  | { readonly filterType: "Account"; readonly accountId: string }
  | {
      readonly filterType: "Subscription";
      readonly accountId: string;
      /** Of any version. */
      readonly subscriptionId: string;
    }
  | {
      readonly filterType: "FilterCondition";
      readonly objectType: FilteredObject;
      readonly condition: FilterCondition;
    };

export type FilteredObject = "Account" | "Subscription" | "RatePlanCharge";

/** A comparison of a field, or several that all or of which one must hold. */
export type FilterCondition = Comparison | ConditionGroup;

export type ConditionGroup = {
  readonly relation: "and" | "or";
  readonly conditions: readonly FilterCondition[];
};

export type Comparison = {
  readonly field: string;
  readonly operator: ComparisonOperator;
  /** With variables such as {{TargetDate}}; of `in` several, with commas. Empty: no value. */
  readonly value: string;
};

export const COMPARISON_OPERATORS = [
  "eq",
  "ne",
  "gt",
  "gte",
  "lt",
  "lte",
  "in",
  "nin",
  "sw",
  "isNull",
  "isNotNull",
] as const;

export type ComparisonOperator = (typeof COMPARISON_OPERATORS)[number];
