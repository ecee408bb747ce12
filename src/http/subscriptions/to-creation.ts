import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { CreateSubscriptionAction, InitialTerm } from "#engine/model/order.ts";
import type { Term } from "#engine/model/subscription.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { SubscriptionToCreate } from "#operations/create-subscription.ts";
import { orderedAction, orderOfOne } from "#operations/order-of-one.ts";
import { withoutCustomFields } from "../custom-fields.ts";
import { refuseFields } from "../refuse-field.ts";
import {
  type createSubscription,
  NOT_YET,
  type newSubscriptionFields,
  type renewalFields,
} from "./create-contract.ts";
import { BY_DEFAULT_METHOD, toBilling } from "./to-billing.ts";
import { toSubscribed, toTriggerDates } from "./to-subscribed.ts";

type Body = z.output<typeof createSubscription.request>;

/**
 * The order that creates the subscription. What it bills is collected unless the body says otherwise: by
 * the method that it names, else by the account's default where there is one.
 *
 * Errors: MISSING_FIELD, NOT_ALLOWED,
 * NOT_SUPPORTED.
 */
export function toCreation(body: Body, today: PlainDate): SubscriptionToCreate {
  const { fields, customFields } = withoutCustomFields(body);
  refuseFields(fields, NOT_YET);
  const billing = toBilling(fields, { billsByDefault: true });
  const { paymentMethodId = null, gatewayId: gatewayKey = null } = fields;
  const asked = fields.collect ?? fields.invoiceCollect;
  const collects = asked ?? billing.runBilling;
  refuseMethodOfNothing(fields, collects);
  const action: CreateSubscriptionAction = {
    ...toNewSubscription(fields),
    ...toOwner(fields),
    ...(fields.externallyManagedBy && { externallyManagedBy: fields.externallyManagedBy }),
    subscriptionNumber: fields.subscriptionNumber ?? null,
    autoRenew: fields.autoRenew ?? false,
    renewalSetting: fields.renewalSetting ?? "RENEW_WITH_SPECIFIC_TERM",
    renewalTerm: toRenewalTerm(fields),
    invoiceSeparately: fields.invoiceSeparately ?? false,
  };
  const order = orderOfOne({
    accountKey: fields.invoiceOwnerAccountKey ?? fields.accountKey,
    orderDate: fields.lastBookingDate ?? today,
    subscriptionNumber: null,
    customFields,
    orderActions: [orderedAction(action, toTriggerDates(fields))],
    billing: {
      ...billing,
      collectPayment: collects ? { ...BY_DEFAULT_METHOD, paymentMethodId, gatewayKey } : undefined,
    },
  });
  const isAsked = asked !== undefined || paymentMethodId !== null || gatewayKey !== null;
  return { order, collectsByDefault: !isAsked };
}

/** Errors: NOT_ALLOWED: who names a way to pay expects to be paid. */
function refuseMethodOfNothing({ paymentMethodId, gatewayId }: Body, collects: boolean): void {
  const field = paymentMethodId === undefined ? "gatewayId" : "paymentMethodId";
  if (collects || (paymentMethodId ?? gatewayId) === undefined) return;
  throw new BillingError("NOT_ALLOWED", { message: `'${field}' needs 'collect' true.` });
}

/** Whoever pays orders; whose subscription it is has to be said then. */
export const toOwner = ({
  accountKey,
  invoiceOwnerAccountKey: payer,
}: {
  readonly accountKey?: string | undefined;
  readonly invoiceOwnerAccountKey?: string | undefined;
}): Pick<CreateSubscriptionAction, "subscriptionOwnerAccountNumber"> =>
  payer === undefined || accountKey === undefined
    ? {}
    : { subscriptionOwnerAccountNumber: accountKey };

type NewSubscriptionBody = z.output<z.ZodObject<typeof newSubscriptionFields>>;

/** Errors: MISSING_FIELD, NOT_ALLOWED, NOT_SUPPORTED. */
export const toNewSubscription = (body: NewSubscriptionBody): CreateSubscriptionAction => ({
  type: "CreateSubscription",
  subscriptionNumber: null,
  initialTerm: toInitialTerm(body),
  autoRenew: false,
  renewalSetting: "RENEW_WITH_SPECIFIC_TERM",
  renewalTerm: null,
  ratePlans: body.subscribeToRatePlans.map(toSubscribed),
  invoiceSeparately: false,
  notes: body.notes ?? null,
  paymentTerm: null,
  billToContactId: null,
  currency: null,
});

function toInitialTerm(body: NewSubscriptionBody): InitialTerm {
  const { termType, termStartDate: startDate = null, initialTerm: period } = body;
  if (termType === "EVERGREEN") return { termType, startDate };
  if (period === undefined) throw new BillingError("MISSING_FIELD", { field: "initialTerm" });
  return { termType, startDate, period, periodType: body.initialTermPeriodType ?? "Month" };
}

type RenewalBody = z.output<z.ZodObject<typeof renewalFields>>;

/** Null for none: what renews for no time does not renew. */
export const toRenewalTerm = ({
  renewalTerm: period,
  renewalTermPeriodType: periodType = "Month",
}: RenewalBody): Term | null => (period ? { period, periodType } : null);
