import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import {
  COMPARISON_OPERATORS,
  type ComparisonOperator,
  type FilterCondition,
} from "#engine/model/bill-run-filter.ts";
import type { RequestedFilter } from "#operations/check-bill-run-filters.ts";
import type { BillRunRequest } from "#operations/create-bill-run.ts";
import type { condition } from "./bill-run-fields.ts";
import type { createBillRun } from "./contract.ts";

export type BillRunBody = z.output<typeof createBillRun.request>;

/**
 * A bill run of the wire as the operation takes it.
 *
 * Errors: NOT_SUPPORTED for what is documented and not done yet, MISSING_FIELD, INVALID_VALUE.
 */
export function toBillRun(body: BillRunBody): BillRunRequest {
  const { schedule, billRunFilters, ...request } = body;
  return {
    ...request,
    billRunFilters: billRunFilters?.map(toFilter),
    schedule: schedule && {
      ...schedule,
      repeatTo: schedule.repeatTo ?? null,
      weeklyOnDay: schedule.weeklyOnDay ?? [],
    },
  };
}

type FilterBody = NonNullable<BillRunBody["billRunFilters"]>[number];

/** Errors: NOT_SUPPORTED, MISSING_FIELD, INVALID_VALUE. */
export function toFilter(body: FilterBody, index: number): RequestedFilter {
  const { filterType, accountId, subscriptionId, objectType } = body;
  const field = (name: string) => `billRunFilters[${index}].${name}`;
  if (filterType === "InvoiceSchedule") refuse("'filterType' InvoiceSchedule");
  if (filterType === "FilterCondition") {
    if (!objectType) throw new BillingError("MISSING_FIELD", { field: field("objectType") });
    if (!body.condition) throw new BillingError("MISSING_FIELD", { field: field("condition") });
    return { filterType, objectType, condition: toCondition(body.condition, field("condition")) };
  }
  if (body.condition || objectType) {
    const message = "'condition' and 'objectType' are for filterType FilterCondition";
    throw new BillingError("INVALID_VALUE", { field: field("condition"), message });
  }
  if (accountId === undefined) {
    throw new BillingError("MISSING_FIELD", { field: field("accountId") });
  }
  return { filterType, accountId, subscriptionId };
}

type ConditionBody = z.output<typeof condition>;
type Body = Pick<ConditionBody, "field" | "operator" | "value" | "relation"> & {
  readonly conditions?: readonly Body[] | null | undefined;
};

/** A comparison has a field, a group has conditions; either may say null for the rest. */
function toCondition(body: Body, place: string): FilterCondition {
  const { field, operator, value, relation, conditions } = body;
  if (typeof field !== "string") {
    const inner = (conditions ?? []).map((each, index) =>
      toCondition(each, `${place}.conditions[${index}]`),
    );
    return { relation: relation ?? "and", conditions: inner };
  }
  return { field, operator: toOperator(operator ?? "eq", place), value: toText(value) };
}

const OTHER_SPELLINGS: Readonly<Record<string, ComparisonOperator>> = {
  "=": "eq",
  neq: "ne",
  "!=": "ne",
  ge: "gte",
  le: "lte",
  notin: "nin",
  startswith: "sw",
  is_null: "isNull",
  null: "isNull",
  is_not_null: "isNotNull",
  notnull: "isNotNull",
};

function toOperator(text: string, place: string): ComparisonOperator {
  const lower = text.toLowerCase();
  const known = COMPARISON_OPERATORS.find((each) => each.toLowerCase() === lower);
  const operator = known ?? OTHER_SPELLINGS[lower];
  if (operator) return operator;
  const message = `'${place}.operator' value should be one of: ${COMPARISON_OPERATORS.join(", ")}`;
  throw new BillingError("INVALID_VALUE", { field: `${place}.operator`, message });
}

const toText = (value: Body["value"]): string =>
  Array.isArray(value) ? value.join(",") : String(value ?? "");

function refuse(what: string): never {
  throw new BillingError("NOT_SUPPORTED", {
    message: `${what} is not supported by this version of Quittance.`,
  });
}
