/** Policies as the tables in docs/spec write them: "SpecificDate 2023-04-01", "Today". */
import assert from "node:assert/strict";
import type { ResumeAction, SuspendAction } from "#engine/model/order.ts";
import { plainDate } from "#engine/values/plain-date.ts";
import { periodsOf } from "./terms.ts";

/** "FixedPeriodsFromToday 3 Month". */
export function suspendActionOf(text: string): SuspendAction {
  const [policy, ...rest] = text.split(" ");
  const type = "Suspend";
  switch (policy) {
    case "Today":
    case "EndOfLastInvoicePeriod":
      return { type, suspendPolicy: policy };
    case "FixedPeriodsFromToday":
      return { type, suspendPolicy: policy, suspendPeriods: periodsOf(rest.join(" ")) };
    case "SpecificDate":
      return { type, suspendPolicy: policy, suspendSpecificDate: plainDate(rest.join("")) };
    default:
      return assert.fail(`no suspend policy: ${text}`);
  }
}

export function resumeActionOf(text: string, extendsTerm = false): ResumeAction {
  const [policy, ...rest] = text.split(" ");
  const common = { type: "Resume" as const, extendsTerm };
  switch (policy) {
    case "Today":
    case "SuspendDate":
      return { ...common, resumePolicy: policy };
    case "FixedPeriodsFromToday":
    case "FixedPeriodsFromSuspendDate":
      return { ...common, resumePolicy: policy, resumePeriods: periodsOf(rest.join(" ")) };
    case "SpecificDate":
      return { ...common, resumePolicy: policy, resumeSpecificDate: plainDate(rest.join("")) };
    default:
      return assert.fail(`no resume policy: ${text}`);
  }
}
