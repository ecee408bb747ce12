/**
 * A subscription as it is answered. Keys, their order, and which of them are null rather than absent
 * are those measured on answers of 2025 and 2026. What this server does not hold yet is null.
 */
import { z } from "zod";
import { contact } from "../contacts/contact-fields.ts";
import { commitmentAnswer } from "../orders/commitment-fields.ts";
import { prepaidAnswer } from "../orders/prepaid-fields.ts";
import { deliveryScheduleAnswer, smoothingAnswer, tierAnswer } from "../orders/tier-fields.ts";
import * as wire from "../wire.ts";

const text = z.string().nullable();
const date = wire.date.nullable();
const int = z.number().nullable();
const money = wire.money.nullable();
const notHeld = z.null();

/** What differs from segment to segment of one charge. */
const segmentShape = {
  segment: z.number(),
  effectiveStartDate: date.describe("Null while the charge is pending."),
  effectiveEndDate: date.describe("First day without service; null for evergreen."),
  processedThroughDate: date,
  chargedThroughDate: date.describe("First day that no invoice covers; null before the first."),
  done: z.boolean().describe("All of the segment is billed."),
  triggerDate: date,
  triggerEvent: z.string(),
  estimatedStartDate: wire.date
    .optional()
    .describe("Of a pending charge whose start was estimated; else absent."),
  endDateCondition: z.string(),
  upToPeriodsType: text,
  upToPeriods: int,
  specificEndDate: date,
  mrr: money,
  dmrc: money,
  tcv: money,
  dtcv: money,
  originalOrderDate: wire.date,
  amendedByOrderOn: date,
  description: z.string(),
  salesPrice: money,
  taxable: z.boolean().nullable().describe("Null: as the catalog says."),
  taxCode: z.string().nullable(),
  taxMode: z.enum(["TaxExclusive", "TaxInclusive"]).nullable(),
  tiers: z.array(tierAnswer).nullable(),
  discountApplyDetails: z
    .array(z.object({ appliedProductRatePlanChargeId: wire.id, appliedProductRatePlanId: wire.id }))
    .nullable()
    .describe("Null where a discount applies to all charges within its level."),
  pricingSummary: z.string(),
  price: money,
  discountAmount: money,
  discountPercentage: money,
  isLastSegment: z.boolean(),
  originalListDiscountAmount: notHeld,
  originalListDiscountPercentage: notHeld,
};

const chargeIdentity = {
  id: wire.id,
  originalChargeId: wire.id,
  productRatePlanChargeId: wire.id,
  number: z.string(),
  name: z.string(),
  productRatePlanChargeNumber: text,
  type: z.string(),
  model: z.string(),
  originalListPrice: notHeld,
  uom: text,
  version: z.number(),
  subscriptionChargeDeliverySchedule: deliveryScheduleAnswer
    .unwrap()
    .extend({ dayOfMonth: notHeld, monthOfYear: notHeld })
    .nullable(),
  numberOfDeliveries: wire.money.nullable(),
  priceChangeOption: text,
  priceIncreasePercentage: money,
  currency: z.string(),
  chargeModelConfiguration: notHeld,
  inputArgumentId: notHeld,
  includedUnits: money,
  overagePrice: money,
  applyDiscountTo: text,
  discountLevel: text,
  discountClass: text,
  applyToBillingPeriodPartially: z.boolean(),
  billingDay: text,
  listPriceBase: text,
  specificListPriceBase: int,
  billingPeriod: text,
  specificBillingPeriod: int,
  billingTiming: text,
  ratingGroup: text,
  billingPeriodAlignment: text,
  quantity: money,
  prorationOption: text,
  isStackedDiscount: z.boolean(),
  reflectDiscountInNetAmount: z.boolean(),
  ...smoothingAnswer,
  unusedUnitsCreditRates: notHeld,
  usageRecordRatingOption: text,
  ...prepaidAnswer,
  ...commitmentAnswer,
};

const charge = z.looseObject({
  ...chargeIdentity,
  ...segmentShape,
  chargeSegments: z
    .array(z.looseObject({ id: wire.id, version: z.number(), quantity: money, ...segmentShape }))
    .optional()
    .describe("With charge-detail=all-segments: every segment, the first one first."),
});

const detailedMetrics = {
  contractedNetMrr: wire.money.optional(),
  asOfDayGrossMrr: wire.money.optional(),
  asOfDayNetMrr: wire.money.optional(),
  netTotalContractedValue: money.optional(),
};

const ratePlan = z.looseObject({
  id: wire.id,
  lastChangeType: z.string().optional().describe("Absent while no later order has changed it."),
  productId: wire.id,
  productName: z.string(),
  productSku: z.string(),
  productRatePlanId: wire.id,
  productRatePlanNumber: text,
  ratePlanName: z.string(),
  subscriptionProductFeatures: z.array(z.never()),
  externallyManagedPlanId: notHeld,
  subscriptionRatePlanNumber: z.string(),
  isFromExternalCatalog: z.boolean(),
  ratePlanCharges: z.array(charge),
  originalRatePlanId: wire.id,
  contractedMrr: wire.money.optional(),
  ...detailedMetrics,
});

const statusHistoryEntry = z.object({ startDate: wire.date, endDate: date, status: z.string() });

/** An account in the answers that ask for its details. */
export const ownerDetails = z.object({
  accountNumber: z.string(),
  batch: z.string(),
  communicationProfileId: text,
  crmId: text,
  id: wire.id,
  invoiceTemplateId: text,
  name: z.string(),
  notes: text,
  partnerAccount: z.boolean(),
  profileNumber: text,
  salesRep: text,
  sequenceSetId: text,
  status: z.string(),
  summaryStatementTemplateId: text,
  purchaseOrderNumber: text,
});

/** Custom fields stand between `status` and `billToContact`. */
export const subscription = z.looseObject({
  id: wire.id,
  accountId: wire.id,
  accountNumber: z.string(),
  accountName: z.string(),
  invoiceOwnerAccountId: wire.id,
  invoiceOwnerAccountNumber: z.string(),
  invoiceOwnerAccountName: z.string(),
  organizationLabel: z
    .string()
    .optional()
    .describe("Of the account that is billed, where it has one."),
  subscriptionNumber: z.string(),
  version: z.number(),
  revision: z.string().describe('"2.0"'),
  termType: z.enum(["TERMED", "EVERGREEN"]),
  invoiceSeparately: z.boolean(),
  contractEffectiveDate: wire.date,
  serviceActivationDate: date,
  customerAcceptanceDate: date,
  subscriptionStartDate: wire.date,
  subscriptionEndDate: date.describe("First day without service; null for evergreen."),
  lastBookingDate: wire.date,
  termStartDate: wire.date,
  termEndDate: date.describe("First day after the term; the cancelled date once cancelled."),
  initialTerm: int,
  initialTermPeriodType: text,
  currentTerm: int,
  currentTermPeriodType: text,
  autoRenew: z.boolean(),
  renewalSetting: z.string(),
  renewalTerm: z.number(),
  renewalTermPeriodType: z.string(),
  currency: z.string(),
  contractedMrr: wire.money,
  totalContractedValue: money.describe("Null for evergreen."),
  ...detailedMetrics,
  notes: text,
  status: z.string(),
  billToContact: contact.nullable().describe("Null where it is the account's."),
  paymentTerm: text.describe("Null where it is the account's."),
  invoiceTemplateId: notHeld,
  invoiceTemplateName: notHeld,
  sequenceSetId: wire.id.nullable().describe("Null where it is the account's."),
  sequenceSetName: text,
  soldToContact: contact.nullable().describe("Null where it is the account's."),
  isLatestVersion: z.boolean(),
  cancelReason: text,
  ratePlans: z.array(ratePlan),
  orderNumber: z.string(),
  externallyManagedBy: text.describe("The store in which it was bought."),
  statusHistory: z.array(statusHistoryEntry),
  invoiceGroupNumber: notHeld,
  createTime: wire.timestamp,
  updateTime: wire.timestamp,
  scheduledCancelDate: date.describe("The day on which it is cancelled by itself."),
  scheduledSuspendDate: date.describe("The day on which it is suspended by itself."),
  scheduledResumeDate: date.describe("The day on which it is resumed by itself."),
  communicationProfileId: notHeld,
  totalNumberOfChargeSegments: z.number(),
  accountOwnerDetails: ownerDetails.optional(),
  invoiceOwnerAccountDetails: ownerDetails.optional(),
});
