/** Conditions of bill run filters in SQL, on tables called accounts, subscriptions and charges. */
import { filterVariable, type RunDates } from "#engine/billing/bill-run-schedule.ts";
import type { Comparison, FilterCondition, FilteredObject } from "#engine/model/bill-run-filter.ts";
import { isPlainDate } from "#engine/values/plain-date.ts";
import { sql } from "./database.ts";
import { idOf } from "./ids.ts";

type Kind = "text" | "numeric" | "date" | "boolean" | "uuid";

/** Fields by which can be filtered, by their names in lower case; and all custom fields. */
const FIELDS: Readonly<Record<FilteredObject, Readonly<Record<string, readonly [string, Kind]>>>> =
  {
    Account: {
      id: ["account_id", "uuid"],
      accountnumber: ["account_number", "text"],
      name: ["name", "text"],
      batch: ["batch", "text"],
      billcycleday: ["bill_cycle_day", "numeric"],
      currency: ["currency", "text"],
      paymentterm: ["payment_term", "text"],
      autopay: ["auto_pay", "boolean"],
      crmid: ["crm_id", "text"],
      parentid: ["parent_id", "uuid"],
      salesrepname: ["sales_rep", "text"],
      customerservicerepname: ["customer_service_rep_name", "text"],
      purchaseordernumber: ["purchase_order_number", "text"],
      invoicedeliveryprefsemail: ["invoice_delivery_prefs_email", "boolean"],
      invoicedeliveryprefsprint: ["invoice_delivery_prefs_print", "boolean"],
      createdbyid: ["created_by_id", "uuid"],
    },
    Subscription: {
      id: ["subscription_id", "uuid"],
      name: ["subscription_number", "text"],
      subscriptionnumber: ["subscription_number", "text"],
      status: ["status", "text"],
      termtype: ["term_type", "text"],
      autorenew: ["auto_renew", "boolean"],
      currency: ["currency", "text"],
      version: ["version", "numeric"],
      invoiceseparately: ["invoice_separately", "boolean"],
      paymentterm: ["payment_term", "text"],
      contracteffectivedate: ["contract_effective_date", "date"],
      serviceactivationdate: ["service_activation_date", "date"],
      contractacceptancedate: ["customer_acceptance_date", "date"],
      subscriptionstartdate: ["subscription_start_date", "date"],
      termstartdate: ["term_start_date", "date"],
      termenddate: ["term_end_date", "date"],
      cancelleddate: ["cancelled_date", "date"],
      createdbyid: ["created_by_id", "uuid"],
    },
    RatePlanCharge: {
      id: ["charge_id", "uuid"],
      chargenumber: ["charge_number", "text"],
      name: ["name", "text"],
      chargetype: ["charge_type", "text"],
      chargemodel: ["charge_model", "text"],
      productrateplanchargeid: ["product_rate_plan_charge_id", "uuid"],
      billingperiod: ["billing_period", "text"],
      billingtiming: ["billing_timing", "text"],
      billcycletype: ["bill_cycle_type", "text"],
      billcycleday: ["bill_cycle_day", "numeric"],
      uom: ["unit_of_measure", "text"],
      quantity: ["quantity", "numeric"],
      price: ["price", "numeric"],
      effectivestartdate: ["effective_start_date", "date"],
      effectiveenddate: ["effective_end_date", "date"],
      chargedthroughdate: ["charged_through_date", "date"],
      processedthroughdate: ["processed_through_date", "date"],
    },
  };

const TABLES = {
  Account: "accounts",
  Subscription: "subscriptions",
  RatePlanCharge: "charges",
} as const;

const CUSTOM_FIELD = /^\w+__c$/i;
const VARIABLE = /\{\{\s*(\w+)\s*\}\}/g;

type Field = { readonly kind: Kind; readonly column: ReturnType<typeof sql> };

function fieldOf(objectType: FilteredObject, name: string): Field | undefined {
  const table = TABLES[objectType];
  const [column, kind] = ownValue(FIELDS[objectType], name.toLowerCase()) ?? [];
  if (column && kind) return { kind, column: sql`${sql.ref(`${table}.${column}`)}` };
  if (!CUSTOM_FIELD.test(name)) return undefined;
  return {
    kind: "text",
    column: sql`(${sql.ref(`${table}.custom_fields`)} ->> ${sql.lit(name)})`,
  };
}

/** Callers choose the name: "constructor" is none of ours. */
const ownValue = <Value>(values: Readonly<Record<string, Value>>, name: string) =>
  Object.hasOwn(values, name) ? values[name] : undefined;

/** What is wrong with a comparison, in words; undefined when it can be made on any day. */
export function wrongWith(
  objectType: FilteredObject,
  { field: name, operator, value }: Comparison,
  dates: RunDates,
): string | undefined {
  const field = fieldOf(objectType, name);
  if (!field) return `${objectType} cannot be filtered by '${name}'`;
  if (operator === "isNull" || operator === "isNotNull") return undefined;
  for (const [, variable = ""] of value.matchAll(VARIABLE)) {
    if (filterVariable(variable, dates) === undefined) return `'{{${variable}}}' is not known`;
  }
  if (operator === "sw" && field.kind !== "text") return `'${name}' is not a text`;
  const wrong = valuesOf(operator, value, dates).find((each) => !isOfKind(field.kind, each));
  return wrong === undefined ? undefined : `'${wrong}' is not a value of '${name}'`;
}

/** A condition that holds when an object is to be billed. Its fields and values have been checked. */
export function conditionSql(
  objectType: FilteredObject,
  condition: FilterCondition,
  dates: RunDates,
): ReturnType<typeof sql> {
  if ("relation" in condition) {
    const parts = condition.conditions.map((each) => conditionSql(objectType, each, dates));
    return sql`(${sql.join(parts, condition.relation === "or" ? sql` or ` : sql` and `)})`;
  }
  return comparisonSql(objectType, condition, dates);
}

const SIGNS = { eq: "=", ne: "<>", gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

function comparisonSql(
  objectType: FilteredObject,
  { field: name, operator, value }: Comparison,
  dates: RunDates,
): ReturnType<typeof sql> {
  const field = fieldOf(objectType, name);
  if (!field) return sql`false`;
  const { column, kind } = field;
  const type = sql.raw(kind);
  const values = valuesOf(operator, value, dates);
  switch (operator) {
    case "isNull":
      return sql`${column} is null`;
    case "isNotNull":
      return sql`${column} is not null`;
    case "in":
      return sql`${column} = any (${values}::${type}[])`;
    case "nin":
      return sql`${column} <> all (${values}::${type}[])`;
    case "sw":
      return sql`starts_with(${column}, ${values[0] ?? ""})`;
    case "eq":
    case "ne":
    case "gt":
    case "gte":
    case "lt":
    case "lte": {
      const [given = ""] = values;
      if (given === "") return operator === "eq" ? isEmptySql(field) : sql`${column} is not null`;
      const sign = sql.raw(SIGNS[operator]);
      const compared = sql`${column} ${sign} ${given}::${type}`;
      return isNumber(given) && CUSTOM_FIELD.test(name)
        ? sql`case when ${column} ~ '^-?[0-9]+([.][0-9]+)?$'
            then ${column}::numeric ${sign} ${given}::numeric else ${compared} end`
        : compared;
    }
  }
}

const isEmptySql = ({ column, kind }: Field) =>
  kind === "text" ? sql`coalesce(${column}, '') = ''` : sql`${column} is null`;

/** More digits than any amount has, and fewer than a numeric refuses. */
const isNumber = (text: string): boolean => /^-?\d{1,40}(\.\d{1,40})?$/.test(text);

function valuesOf(operator: Comparison["operator"], value: string, dates: RunDates): string[] {
  const text = value.replace(VARIABLE, (_, name: string) => filterVariable(name, dates) ?? "");
  const isList = operator === "in" || operator === "nin";
  return isList ? text.split(",").map((each) => each.trim()) : [text];
}

function isOfKind(kind: Kind, value: string): boolean {
  if (value === "") return true;
  switch (kind) {
    case "text":
      return true;
    case "numeric":
      return isNumber(value);
    case "date":
      return isPlainDate(value);
    case "boolean":
      return value === "true" || value === "false";
    case "uuid":
      return idOf(value) !== null;
  }
}
