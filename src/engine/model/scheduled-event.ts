import { BillingError } from "../errors.ts";
import type { ParameterValues, RuleParameter } from "./filter-rule.ts";

/** An event of the tenant's own that a date of an object is the cause of. */
export type ScheduledEvent = {
  readonly scheduledEventId: string;
  /** Without blanks; no other event of the tenant's or of the field's has it. */
  readonly name: string;
  readonly displayName: string;
  readonly description: string | null;
  /** "Subscription": src/store/conditions/condition-objects.ts. */
  readonly apiObject: string;
  /** "TermEndDate": a day of it, or a moment. */
  readonly apiField: string;
  /** Null: every object. */
  readonly condition: string | null;
  /** When in the day it is told, in the entity's time zone. */
  readonly hours: number;
  readonly minutes: number;
  readonly parameters: Readonly<Record<string, RuleParameter>>;
  readonly active: boolean;
};

/** "0 30 10 ? * *", as the field writes half past ten of every day. */
export const cronExpression = ({ hours, minutes }: ScheduledEvent): string =>
  `0 ${minutes} ${hours} ? * *`;

/** How far from the date somebody wants to be told: below zero before it. */
export type Asked = { readonly days: number; readonly rest: ParameterValues };

const MOST_DAYS = 3650;

/** Whether a parameter of this name says how far from the date. */
export const saysDays = (name: string): boolean => /^_*(days|condition)$/i.test(name);

/**
 * Takes `Days` and `Condition` (Before or After), which the field calls the system filter, out of the
 * parameters of a definition; underscores before them and their case do not matter. Without them it is on
 * the date itself.
 *
 * Errors: INVALID_VALUE.
 */
export function askedDays(given: ParameterValues): Asked {
  let [days, sign] = [0, 1];
  const rest: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!saysDays(name)) rest[name] = value;
    else if (/days$/i.test(name)) days = readDays(value);
    else sign = readSign(value);
  }
  return { days: days === 0 ? 0 : sign * days, rest };
}

function readDays(value: string | number | boolean): number {
  const days = /^\d{1,4}$/.test(String(value)) ? Number(value) : Number.NaN;
  if (days <= MOST_DAYS) return days;
  throw invalid(`'filterRuleParams.Days' should be a whole number from 0 to ${MOST_DAYS}.`);
}

function readSign(value: string | number | boolean): 1 | -1 {
  if (/^before$/i.test(String(value))) return -1;
  if (/^after$/i.test(String(value))) return 1;
  throw invalid("'filterRuleParams.Condition' should be one of: Before, After.");
}

const invalid = (message: string): BillingError => new BillingError("INVALID_VALUE", { message });

/** "3 days before TermEndDate" */
export function daysFromDate(days: number, date: string): string {
  if (days === 0) return date;
  const count = Math.abs(days);
  return `${count} ${count === 1 ? "day" : "days"} ${days < 0 ? "before" : "after"} ${date}`;
}
