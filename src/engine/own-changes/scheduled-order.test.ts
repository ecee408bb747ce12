import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { triggeredOn } from "#test/support/order-context.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import type { OrderAction } from "../model/order.ts";
import { type PlainDate, plainDate } from "../values/plain-date.ts";
import { scheduledDateOf } from "./scheduled-order.ts";

const TODAY = plainDate("2024-01-04");

/** "Suspend 2024-01-05", "Resume SuspendDate", "AddProduct". */
function actionOf(text: string): OrderAction {
  const [type, policy = ""] = text.split(" ");
  const isDay = /^\d/.test(policy);
  const day = isDay ? (policy as PlainDate) : TODAY;
  const common = isDay ? "SpecificDate" : policy;
  const action = {
    type,
    ...(type === "Suspend" && { suspendPolicy: common, suspendSpecificDate: day }),
    ...(type === "Resume" && { resumePolicy: common, resumeSpecificDate: day }),
    ...(type === "CancelSubscription" && {
      cancellationPolicy: common,
      cancellationEffectiveDate: day,
    }),
  };
  return action as OrderAction;
}

/** "51 AddProduct" or "AddProduct, RemoveProduct". */
function actionsOf(text: string): OrderAction[] {
  const [count, type] = text.split(" ");
  if (/^\d+$/.test(count ?? "")) {
    return Array.from({ length: Number(count) }, () => actionOf(type ?? ""));
  }
  return text.split(", ").map(actionOf);
}

describe("scheduling", () => {
  for (const row of workedExamples("docs/spec/scheduled-orders.md", "Scheduling")) {
    test(`${row.id}: ${row["scheduled for"]}, ${row.actions}`, () => {
      const day = row["scheduled for"] ?? "-";
      const schedulingOptions =
        day === "-"
          ? null
          : { scheduledDate: plainDate(day), scheduledDatePolicy: "SpecificDate" as const };
      const orderActions = actionsOf(row.actions ?? "").map((action) => ({
        action,
        triggerDates: triggeredOn(TODAY),
        changeReason: null,
        customFields: {},
      }));
      const ordered = { subscriptionNumber: "A-S1", customFields: {}, orderActions };
      const subscriptions = Array.from({ length: Number(row.subscriptions) }, () => ordered);
      const schedule = () => scheduledDateOf({ schedulingOptions, subscriptions }, TODAY);
      if (row.outcome?.startsWith("20")) assert.equal(schedule(), row.outcome);
      else {
        assert.throws(
          schedule,
          (error) => error instanceof BillingError && error.code === row.outcome,
        );
      }
    });
  }
});
