import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import { deleteSubscription } from "#operations/delete-subscription.ts";
import {
  type SubscriptionCustomFields,
  updateSubscriptionCustomFields,
} from "#operations/update-subscription-custom-fields.ts";
import type { ChargeKey } from "#store/subscription-details.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

/** What changes of a subscription without an order, or takes its orders back. */
export const subscriptionUpkeepRoutes: readonly Route[] = [
  route(contract.updateSubscriptionCustomFields, async (context, { params, body }) => {
    const { subscriptionNumber } = params;
    await updateSubscriptionCustomFields(context, subscriptionNumber, null, toFields(body));
    return {};
  }),
  route(contract.updateSubscriptionCustomFieldsOfVersion, async (context, { params, body }) => {
    const { subscriptionNumber, version } = params;
    await updateSubscriptionCustomFields(context, subscriptionNumber, version, toFields(body));
    return {};
  }),
  route(contract.deleteSubscription, async (context, { params }) => {
    await deleteSubscription(context, params.subscriptionKey);
    return {};
  }),
];

type Body = z.output<typeof contract.updateSubscriptionCustomFields.request>;

const toFields = ({ customFields, ratePlans }: Body): SubscriptionCustomFields => ({
  customFields,
  ratePlans: ratePlans.map(({ charges, ...ratePlan }) => ({
    ...ratePlan,
    charges: charges.map((charge) => ({
      key: toChargeKey(charge),
      customFields: charge.customFields,
    })),
  })),
});

/** Errors: MISSING_FIELD, NOT_ALLOWED: one of the two, as documented. */
function toChargeKey({
  chargeId,
  chargeNumber,
}: Body["ratePlans"][number]["charges"][number]): ChargeKey {
  if (chargeId !== undefined && chargeNumber !== undefined) {
    const message = "Only one of 'chargeId' and 'chargeNumber' may be given.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (chargeId !== undefined) return { chargeId };
  if (chargeNumber !== undefined) return { chargeNumber };
  throw new BillingError("MISSING_FIELD", { field: "chargeNumber" });
}
