/** Subscriptions as the wire writes them. */

import type { z } from "zod";
import { shownFields } from "#engine/custom-fields/shown-fields.ts";
import { netMetrics } from "#engine/metrics/net-metrics.ts";
import { contractedMrr, contractedValue, mrrOn } from "#engine/metrics/subscription-metrics.ts";
import type { Account } from "#engine/model/account.ts";
import {
  chargesOf,
  type RatePlan,
  type StatusHistoryEntry,
  type Subscription,
} from "#engine/model/subscription.ts";
import { lengthOfCurrentTerm } from "#engine/model/terms-of.ts";
import { currency, roundToCurrency } from "#engine/values/currency.ts";
import type { Decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Context } from "#operations/context.ts";
import type { SubscriptionPage } from "#store/subscription-pages.ts";
import { toContact } from "../contacts/to-wire.ts";
import { timestamp } from "../timestamps.ts";
import { chargesOnPage } from "./charge-detail.ts";
import { endDate, toCharge } from "./charge-to-wire.ts";
import type { PageQuery } from "./contract.ts";
import type { subscription as wireSubscription } from "./subscription-fields.ts";

type Answer = z.input<typeof wireSubscription>;
type RatePlanAnswer = Answer["ratePlans"][number];

export function toSubscription(page: SubscriptionPage, query: PageQuery, context: Context): Answer {
  const { subscription } = page;
  const today = context.today();
  const ratePlans = subscription.ratePlans
    .map((ratePlan) => toRatePlan(page, ratePlan, query, today))
    .filter(
      ({ ratePlanCharges }) =>
        ratePlanCharges.length > 0 || !query["exclude-rate-plans-with-no-charges"],
    );
  return {
    ...toOwnership(page),
    subscriptionNumber: subscription.subscriptionNumber,
    version: subscription.version,
    revision: `${subscription.version}.0`,
    ...toTerms(subscription),
    currency: subscription.currency,
    contractedMrr: rounded(contractedMrr(subscription, today), subscription),
    totalContractedValue: rounded(contractedValue(subscription), subscription),
    ...detailedMetrics(subscription, page, query, today),
    notes: subscription.notes,
    status: subscription.status,
    ...shownFields("Subscription", subscription.customFields),
    billToContact: page.billToContact && toContact(page.billToContact),
    paymentTerm: subscription.paymentTerm,
    invoiceTemplateId: null,
    invoiceTemplateName: null,
    sequenceSetId: subscription.sequenceSetId,
    sequenceSetName: page.sequenceSetName,
    soldToContact: page.soldToContact && toContact(page.soldToContact),
    isLatestVersion: page.isLatestVersion,
    cancelReason: subscription.cancelReason,
    ratePlans,
    orderNumber: page.orderNumber,
    externallyManagedBy: subscription.externallyManagedBy ?? null,
    statusHistory: subscription.statusHistory.map(toHistoryEntry),
    invoiceGroupNumber: null,
    createTime: timestamp(page.createdAt, context.timeZone),
    updateTime: timestamp(page.updatedAt, context.timeZone),
    scheduledCancelDate: subscription.scheduledCancelDate,
    scheduledSuspendDate: subscription.scheduledSuspendDate,
    scheduledResumeDate: subscription.scheduledResumeDate,
    communicationProfileId: null,
    totalNumberOfChargeSegments: chargesOf(subscription).length,
  };
}

const toOwnership = ({
  subscription,
  owner,
  invoiceOwner,
  organizationLabel,
}: SubscriptionPage) => ({
  id: subscription.subscriptionId,
  accountId: owner.accountId,
  accountNumber: owner.accountNumber,
  accountName: owner.name,
  invoiceOwnerAccountId: invoiceOwner.accountId,
  invoiceOwnerAccountNumber: invoiceOwner.accountNumber,
  invoiceOwnerAccountName: invoiceOwner.name,
  // The field has it with the feature Multi-Org only.
  ...(organizationLabel !== null && { organizationLabel }),
});

export function toTerms(subscription: Subscription) {
  const { initialTerm, renewalTerm, currentTerm } = subscription;
  const current = lengthOfCurrentTerm(subscription);
  const end = endDate(currentTerm.end);
  return {
    termType: subscription.termType,
    invoiceSeparately: subscription.invoiceSeparately,
    contractEffectiveDate: subscription.contractEffectiveDate,
    serviceActivationDate: subscription.serviceActivationDate,
    customerAcceptanceDate: subscription.customerAcceptanceDate,
    subscriptionStartDate: subscription.subscriptionStartDate,
    subscriptionEndDate: end,
    lastBookingDate: subscription.lastBookingDate,
    termStartDate: currentTerm.start,
    termEndDate: end,
    initialTerm: initialTerm?.period ?? null,
    initialTermPeriodType: initialTerm?.periodType ?? null,
    currentTerm: current?.period ?? null,
    currentTermPeriodType: current?.periodType ?? null,
    autoRenew: subscription.autoRenew,
    renewalSetting: subscription.renewalSetting,
    // A subscription that renews for no time is printed so, rather than with null.
    renewalTerm: renewalTerm?.period ?? 0,
    renewalTermPeriodType: renewalTerm?.periodType ?? initialTerm?.periodType ?? "Month",
  };
}

const toHistoryEntry = ({ startDate, endDate: end, status }: StatusHistoryEntry) => ({
  startDate,
  endDate: end,
  status,
});

function toRatePlan(
  page: SubscriptionPage,
  ratePlan: RatePlan,
  query: PageQuery,
  today: PlainDate,
): RatePlanAnswer {
  const { subscription, catalog } = page;
  const names = catalog.ratePlans.get(ratePlan.productRatePlanId);
  const part = { ...subscription, ratePlans: [ratePlan] };
  return {
    id: ratePlan.ratePlanId,
    ...(ratePlan.lastChangeType && { lastChangeType: ratePlan.lastChangeType }),
    productId: names?.productId ?? "",
    productName: names?.productName ?? "",
    productSku: names?.productSku ?? "",
    productRatePlanId: ratePlan.productRatePlanId,
    productRatePlanNumber: names?.productRatePlanNumber ?? null,
    ratePlanName: ratePlan.name,
    subscriptionProductFeatures: [],
    externallyManagedPlanId: null,
    subscriptionRatePlanNumber: ratePlan.subscriptionRatePlanNumber,
    isFromExternalCatalog: false,
    ...shownFields("RatePlan", ratePlan.customFields),
    ratePlanCharges: chargesOnPage(ratePlan.charges, query, today).map((charge) =>
      toCharge(page, charge),
    ),
    originalRatePlanId: ratePlan.originalRatePlanId,
    ...(query.getDetailedMetrics && {
      contractedMrr: rounded(contractedMrr(part, today), subscription),
    }),
    ...detailedMetrics(part, page, query, today),
  };
}

function detailedMetrics(
  part: Subscription,
  { subscription, discountRules }: SubscriptionPage,
  { getDetailedMetrics, asOfDay }: PageQuery,
  today: PlainDate,
) {
  if (!getDetailedMetrics) return {};
  const days = { today, asOfDay: asOfDay ?? today };
  const net = netMetrics(part, subscription, discountRules, days);
  return {
    contractedNetMrr: rounded(net.contractedNetMrr, subscription),
    asOfDayGrossMrr: rounded(mrrOn(part, days.asOfDay), subscription),
    asOfDayNetMrr: rounded(net.asOfDayNetMrr, subscription),
    netTotalContractedValue: rounded(net.netTotalContractedValue, subscription),
  };
}

function rounded(value: Decimal, of: Subscription): Decimal;
function rounded(value: Decimal | null, of: Subscription): Decimal | null;
function rounded(value: Decimal | null, of: Subscription): Decimal | null {
  return value && roundToCurrency(value, currency(of.currency));
}

export const toOwnerDetails = (account: Account): NonNullable<Answer["accountOwnerDetails"]> => ({
  accountNumber: account.accountNumber,
  batch: account.batch,
  communicationProfileId: account.communicationProfileId,
  crmId: account.crmId,
  id: account.accountId,
  invoiceTemplateId: account.invoiceTemplateId,
  name: account.name,
  notes: account.notes,
  partnerAccount: account.partnerAccount,
  profileNumber: account.profileNumber,
  salesRep: account.salesRep,
  sequenceSetId: account.sequenceSetId,
  status: account.status,
  summaryStatementTemplateId: account.summaryStatementTemplateId,
  purchaseOrderNumber: account.purchaseOrderNumber,
});
