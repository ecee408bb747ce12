import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { CancelSubscriptionAction } from "#engine/model/order.ts";
import type { Cancellation } from "#operations/cancel-subscription.ts";
import { withoutCustomFields } from "../custom-fields.ts";
import type { cancelSubscription } from "./contract.ts";
import { toOrderOfOne } from "./to-order-of-one.ts";

type Body = z.output<typeof cancelSubscription.request>;

/**
 * A cancellation of the wire as the operation takes it.
 *
 * Errors: CANCELLATION_DATE_MISSING, NOT_ALLOWED,
 * NOT_SUPPORTED.
 */
export function toCancellation(body: Body): Cancellation {
  const { fields, customFields } = withoutCustomFields(body);
  return { ...toOrderOfOne(fields, customFields), action: toAction(fields) };
}

/** Other policies than SpecificDate ignore a date, as documented. */
function toAction(body: Body): CancelSubscriptionAction {
  const { cancellationPolicy, cancellationEffectiveDate, bookingDate } = body;
  const common = { type: "CancelSubscription" as const, ...(bookingDate && { bookingDate }) };
  if (cancellationPolicy !== "SpecificDate") return { ...common, cancellationPolicy };
  if (cancellationEffectiveDate === undefined) {
    throw new BillingError("CANCELLATION_DATE_MISSING", { field: "cancellationEffectiveDate" });
  }
  return { ...common, cancellationPolicy, cancellationEffectiveDate };
}
