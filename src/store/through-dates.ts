import type { ThroughDates } from "#engine/billing/bill-subscriptions.ts";
import type { Transaction } from "./database.ts";
import { updateRows } from "./insert-rows.ts";

/** New through dates of a charge of a subscription's latest version. */
export type ChargeThroughDates = ThroughDates & {
  readonly accountId: string;
  readonly subscriptionId: string;
};

/** Moves the through dates of charges that were billed, in place: no new version. */
export const saveThroughDates = (
  tx: Transaction,
  throughDates: readonly ChargeThroughDates[],
): Promise<void> =>
  updateRows(
    tx,
    "rate_plan_charges",
    { keys: KEYS, sets: SETS },
    throughDates.map((dates) => ({
      account_id: dates.accountId,
      subscription_id: dates.subscriptionId,
      charge_id: dates.chargeId,
      charged_through_date: dates.chargedThroughDate,
      processed_through_date: dates.processedThroughDate,
    })),
  );

const KEYS = { account_id: "uuid", subscription_id: "uuid", charge_id: "uuid" } as const;
const SETS = { charged_through_date: "date", processed_through_date: "date" } as const;
