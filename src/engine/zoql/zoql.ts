/** A query in the field's small language: `select Id, Name from Account where Status = 'Active'`. */
export type Zoql = {
  /** As the caller spells them: the language does not regard case. */
  readonly fields: readonly string[];
  readonly object: string;
  /**
   * Any of these must hold, of each all its conditions: `and` binds more than `or`, and there are no
   * parentheses. Empty without `where`.
   */
  readonly where: readonly (readonly ZoqlCondition[])[];
};

export type ZoqlCondition = {
  readonly field: string;
  readonly operator: ZoqlOperator;
  readonly value: ZoqlValue;
};

export const ZOQL_OPERATORS = ["=", "!=", "<", ">", "<=", ">=", "like"] as const;
export type ZoqlOperator = (typeof ZOQL_OPERATORS)[number];

export type ZoqlValue =
  /** Between single quotes; days and moments mostly are. */
  | { readonly type: "text"; readonly text: string }
  /** A number, a day or a moment without quotes, as it is written. */
  | { readonly type: "literal"; readonly text: string }
  | { readonly type: "boolean"; readonly is: boolean }
  | { readonly type: "null" };
