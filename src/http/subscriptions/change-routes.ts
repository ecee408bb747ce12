import { BillingError } from "#engine/errors.ts";
import type { ResumeAction } from "#engine/model/order.ts";
import { lastDateOf } from "#engine/model/subscription.ts";
import { NO_END } from "#engine/values/date-range.ts";
import { roundToDecimals } from "#engine/values/decimal.ts";
import { type ChangedSubscription, changeSubscription } from "#operations/change-subscription.ts";
import { withoutCustomFields } from "../custom-fields.ts";
import { toResume } from "../orders/to-resume.ts";
import { toSuspend } from "../orders/to-suspend.ts";
import { type Call, type Route, route } from "../route.ts";
import * as contract from "./change-contract.ts";
import { toOrderOfOne } from "./to-order-of-one.ts";
import { toPaid } from "./to-paid.ts";

/** Orders of one subscription that the API knows as calls of their own. */
export const subscriptionChangeRoutes: readonly Route[] = [
  route(contract.renewSubscription, async (context, { params, body }) => {
    const { fields, customFields } = withoutCustomFields(body);
    const ordered = toOrderOfOne(fields, customFields);
    const actions = [{ type: "RenewSubscription" }] as const;
    const changed = await changeSubscription(context, params.subscriptionKey, actions, ordered);
    return {
      ...toChanged(changed),
      termStartDate: changed.subscription.currentTerm.start,
      totalDeltaMrr: roundToDecimals(changed.totalDeltaMrr, 9),
    };
  }),
  route(contract.suspendSubscription, async (context, call) => {
    const { fields, customFields } = withoutCustomFields(call.body);
    const ordered = toOrderOfOne(fields, customFields);
    const actions = [
      { ...toSuspend(fields), ...bookedOn(fields) },
      ...toResumeAsWell(fields),
    ] as const;
    const { subscriptionKey } = call.params;
    const changed = await changeSubscription(context, subscriptionKey, actions, ordered);
    const { subscription } = changed;
    const suspendDate = lastDateOf("Suspended", subscription);
    const resumeDate = lastDateOf("Active", subscription) ?? subscription.subscriptionStartDate;
    return {
      ...toChanged(changed),
      // Resumed on the suspend date, it has not been suspended: the history has no such date.
      suspendDate: suspendDate ?? resumeDate,
      resumeDate: fields.resume ? resumeDate : null,
    };
  }),
  route(contract.resumeSubscription, async (context, { params, body }) => {
    const { fields, customFields } = withoutCustomFields(body);
    const ordered = toOrderOfOne(fields, customFields);
    const actions = [{ ...toResume(fields), ...bookedOn(fields) }] as const;
    const changed = await changeSubscription(context, params.subscriptionKey, actions, ordered);
    const { subscription } = changed;
    const resumeDate = lastDateOf("Active", subscription) ?? subscription.subscriptionStartDate;
    return { ...toChanged(changed), resumeDate };
  }),
];

type SuspendBody = Call<typeof contract.suspendSubscription>["body"];

/** Nothing unless it is asked for: then the policy has to be said as well. */
function toResumeAsWell(fields: Omit<SuspendBody, "suspendPolicy">): ResumeAction[] {
  const { resume, resumePolicy } = fields;
  if (!resume) return [];
  if (resumePolicy === undefined)
    throw new BillingError("MISSING_FIELD", { field: "resumePolicy" });
  return [{ ...toResume({ ...fields, resumePolicy }), ...bookedOn(fields) }];
}

const bookedOn = ({ bookingDate }: Pick<SuspendBody, "bookingDate">) =>
  bookingDate === undefined ? {} : { bookingDate };

const toChanged = ({ subscription, totalDeltaTcv, ...made }: ChangedSubscription) => ({
  subscriptionId: subscription.subscriptionId,
  termEndDate: subscription.currentTerm.end === NO_END ? null : subscription.currentTerm.end,
  totalDeltaTcv: totalDeltaTcv && roundToDecimals(totalDeltaTcv, 9),
  invoiceId: made.invoiceId,
  creditMemoId: made.creditMemoId,
  ...toPaid(made.payment),
});
