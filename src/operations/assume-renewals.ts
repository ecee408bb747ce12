import { BillingError } from "#engine/errors.ts";
import { NO_TRIGGER_DATES } from "#engine/model/nothing-given.ts";
import { UNBILLED } from "#engine/model/processing-options.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import { renewalsUntil } from "#engine/own-changes/renewals-until.ts";
import { addDays, earlier, type PlainDate } from "#engine/values/plain-date.ts";
import { inSavepoint, type Transaction } from "#store/database.ts";
import type { Context } from "./context.ts";
import { executeOrder } from "./create-order.ts";
import { orderedAction, orderOfOne } from "./order-of-one.ts";

/** None: terms end as they do. Autorenew: those that renew by themselves are renewed. All: all are. */
export type AssumedRenewal = "None" | "Autorenew" | "All";

/**
 * Renews subscriptions of an account until their terms end after a day, to look ahead: the caller takes
 * it back. What cannot be renewed, for want of a renewal term, ends with its term.
 */
export async function assumeRenewals(
  tx: Transaction,
  context: Context,
  subscriptions: readonly Subscription[],
  { accountId, through, assumed }: Assumption,
): Promise<void> {
  for (const subscription of subscriptions) {
    if (!isRenewed(subscription, through, assumed)) continue;
    const { subscriptionNumber, currentTerm } = subscription;
    const times = renewalsUntil(subscription, addDays(through, 1));
    const renewal = orderedAction({ type: "RenewSubscription" }, NO_TRIGGER_DATES);
    const order = orderOfOne({
      accountKey: accountId,
      orderDate: earlier(currentTerm.end, context.today()),
      subscriptionNumber,
      customFields: {},
      orderActions: Array.from({ length: times }, () => renewal),
      billing: UNBILLED,
    });
    try {
      await inSavepoint(tx, () => executeOrder(tx, context, order));
    } catch (error) {
      if (!(error instanceof BillingError)) throw error;
    }
  }
}

export type Assumption = {
  readonly accountId: string;
  /** The last day that is looked at. */
  readonly through: PlainDate;
  readonly assumed: AssumedRenewal;
};

const isRenewed = (
  { status, termType, autoRenew, currentTerm }: Subscription,
  through: PlainDate,
  assumed: AssumedRenewal,
): boolean =>
  status === "Active" &&
  termType === "TERMED" &&
  currentTerm.end <= through &&
  (assumed === "All" || (assumed === "Autorenew" && autoRenew));
