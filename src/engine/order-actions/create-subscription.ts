import { BillingError } from "../errors.ts";
import type { CreateSubscriptionAction } from "../model/order.ts";
import type { RatePlan } from "../model/subscription.ts";
import { knownTriggers } from "../rate-plans/effective-triggers.ts";
import { subscribedRatePlan } from "../rate-plans/subscribed-rate-plan.ts";
import { type DateRange, NO_END } from "../values/date-range.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { accountNamed } from "./account-named.ts";
import type { Creation, OrderContext } from "./order-action.ts";
import { startingStatus } from "./starting-status.ts";
import { termFrom } from "./term-from.ts";

/**
 * Begins a subscription: termed or evergreen, with the charges of its rate plans as the catalog and
 * the overrides say. Trigger dates that are not given follow from the one before: contract effective
 * from the order date, service activation from it, customer acceptance from that.
 *
 * A charge that starts on a day that is not known yet is pending: it has no days of service until the
 * day is given. Where that is required, so is the subscription (start-subscription.ts).
 *
 * Errors: RATE_PLAN_NOT_FOUND, RATE_PLAN_NOT_ON_SALE, CHARGE_NOT_IN_RATE_PLAN,
 * PRICE_NOT_IN_CURRENCY, ENTITY_NOT_FOUND (the subscription owner), MISSING_FIELD, INVALID_VALUE,
 * NOT_ALLOWED. Worked examples:
 * docs/spec/create-subscription.md.
 */
export const createSubscription: Creation<"CreateSubscription"> = (action, context) => {
  const { supply, orderDate } = context;
  const triggers = knownTriggers(context.triggerDates, orderDate, context.requiredDates);
  const currentTerm = firstTerm(action, triggers.ContractEffective);
  const currency = currencyOf(action, context);
  const subscriptionId = supply.newId();
  const start = { currentTerm, triggers, currency, orderDate };
  const ratePlans: RatePlan[] = [];
  for (const plan of action.ratePlans) {
    const earlierCharges = ratePlans.flatMap(({ charges }) => charges);
    ratePlans.push(subscribedRatePlan(plan, { ...start, earlierCharges }, context));
  }
  const status = startingStatus(triggers, ratePlans, context.pendingCharges);

  return {
    subscriptionId,
    originalId: subscriptionId,
    subscriptionNumber: action.subscriptionNumber ?? supply.subscriptionNumber(),
    ...ownersOf(action, currency, context),
    version: 1,
    status,
    currency,
    termType: action.initialTerm.termType,
    initialTerm: action.initialTerm.termType === "TERMED" ? termOf(action.initialTerm) : null,
    renewalTerm: action.renewalTerm,
    renewalSetting: action.renewalSetting,
    autoRenew: action.autoRenew,
    currentTerm,
    contractEffectiveDate: triggers.ContractEffective,
    serviceActivationDate: triggers.ServiceActivation,
    customerAcceptanceDate: triggers.CustomerAcceptance,
    subscriptionStartDate: currentTerm.start,
    cancelledDate: null,
    cancelReason: null,
    scheduledCancelDate: null,
    scheduledSuspendDate: null,
    scheduledResumeDate: null,
    lastBookingDate: orderDate,
    notes: action.notes,
    invoiceSeparately: action.invoiceSeparately,
    paymentTerm: action.paymentTerm,
    billToContactId: action.billToContactId,
    soldToContactId: action.soldToContactId ?? null,
    shipToContactId: action.shipToContactId ?? null,
    sequenceSetId: action.sequenceSetId ?? null,
    externallyManagedBy: action.externallyManagedBy ?? null,
    customFields: {},
    ramp: null,
    statusHistory: [{ status, startDate: currentTerm.start, endDate: null }],
    ratePlans,
  };
};

/** Errors: those of accountNamed; NOT_ALLOWED for an invoice owner that does not order. */
function ownersOf(action: CreateSubscriptionAction, currency: string, context: OrderContext) {
  const { subscriptionOwnerAccountNumber, invoiceOwnerAccountNumber: payer } = action;
  const { accountId, accounts } = context;
  if (payer !== undefined && accounts.get(payer)?.accountId !== accountId) {
    const message = `The invoice owner of a new subscription is the account that orders it, not '${payer}'.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const owner = accountNamed(subscriptionOwnerAccountNumber, currency, context);
  return {
    subscriptionOwnerId: owner?.accountId ?? accountId,
    invoiceOwnerId: accountId,
    earlierInvoiceOwnerIds: [],
  };
}

function firstTerm({ initialTerm }: CreateSubscriptionAction, effective: PlainDate): DateRange {
  const start = initialTerm.startDate ?? effective;
  if (initialTerm.termType === "EVERGREEN") return { start, end: NO_END };
  return termFrom(start, initialTerm, "initial term");
}

const termOf = ({
  period,
  periodType,
}: {
  period: number;
  periodType: "Month" | "Year" | "Day" | "Week";
}) => ({
  period,
  periodType,
});

function currencyOf(action: CreateSubscriptionAction, { accountCurrency }: OrderContext): string {
  const { currency } = action;
  if (currency !== null && currency !== accountCurrency) {
    const message = `The subscription's currency ${currency} is not the account's, ${accountCurrency}.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return accountCurrency;
}
