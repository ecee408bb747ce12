import { boolean, decimal, integer, text } from "../query-object.ts";

const term = (name: string) => `t.model_terms #>> '{prepaid,${name}}'`;
const isOperation = (operation: "topup" | "drawdown") => `${term("operation")} = '${operation}'`;

const TOPUP = isOperation("topup");
const ROLLOVER = "t.model_terms #> '{prepaid,rollover}'";

/** What a charge is for. */
export const CHARGE_FUNCTION = text(`case ${term("operation")}
  when 'topup' then 'Prepayment' when 'drawdown' then 'Drawdown'
  else coalesce(t.model_terms #>> '{commitment,chargeFunction}', 'Standard') end`);

/**
 * What a charge says of prepaid units, in the catalog or in a subscription; null of those that have
 * none.
 *
 * @param quantity  the column of how many are sold
 */
export const prepaidTerms = (quantity: string) => ({
  creditOption: text(term("creditOption")),
  drawdownRate: decimal(`(${term("rate")})::numeric`),
  drawdownUom: text(`case when ${isOperation("drawdown")} then ${term("unitOfMeasure")} end`),
  isPrepaid: boolean("(t.model_terms #> '{prepaid}' is not null)"),
  isRollover: boolean(`coalesce(jsonb_typeof(${ROLLOVER}) = 'object', false)`),
  prepaidOperationType: text(term("operation")),
  prepaidQuantity: decimal(`case when ${TOPUP} then (${term("quantity")})::numeric end`),
  prepaidTotalQuantity: decimal(
    `case when ${TOPUP} then (${term("quantity")})::numeric * ${quantity} end`,
  ),
  prepaidUom: text(`case when ${TOPUP} then ${term("unitOfMeasure")} end`),
  rolloverApply: text("t.model_terms #>> '{prepaid,rollover,apply}'"),
  rolloverPeriodLength: integer("(t.model_terms #>> '{prepaid,rollover,periodLength}')::integer"),
  rolloverPeriods: integer("(t.model_terms #>> '{prepaid,rollover,periods}')::integer"),
  validityPeriodType: text(
    `coalesce(${term("validityPeriodType")}, t.model_terms #>> '{commitment,validityPeriodType}')`,
  ),
});
