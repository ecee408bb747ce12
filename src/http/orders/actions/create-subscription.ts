import { z } from "zod";
import * as wire from "../../wire.ts";
import { newAccount } from "../new-account.ts";
import { prepaidOverrides } from "../prepaid-fields.ts";
import { pricing } from "../pricing-fields.ts";
import { subscribedRatePlanToWire } from "../subscribed-to-wire.ts";
import { periods, periodType } from "../terms.ts";
import { orderAction, type ToWire } from "./order-action.ts";

/** Of charges without a product of the catalog, which there are none of. */
const STANDALONE_CHARGE = [
  "accountReceivableAccountingCode",
  "adjustmentLiabilityAccountingCode",
  "adjustmentRevenueAccountingCode",
  "chargeModel",
  "chargeType",
  "contractAssetAccountingCode",
  "contractLiabilityAccountingCode",
  "contractRecognizedRevenueAccountingCode",
  "deferredRevenueAccountingCode",
  "name",
  "pobPolicy",
  "productCategory",
  "productClass",
  "productFamily",
  "productLine",
  "recognizedRevenueAccountingCode",
  "unBilledReceivablesAccountingCode",
] as const;

/** Documented, and refused by name until the engine has them. */
export const NOT_YET = {
  subscription: [
    "communicationProfileId",
    "invoiceGroupNumber",
    "invoiceTemplateId",
    "subscribeToProducts",
  ],
  ratePlan: [
    "clearingExistingFeatures",
    "externallyManagedPlanId",
    "isFromExternalCatalog",
    "productOfferId",
    "productOfferNumber",
    "ratePlanName",
    "ratePlanOverrides",
    "subscriptionOfferUniqueToken",
    "subscriptionProductFeatures",
  ],
  charge: [
    ...STANDALONE_CHARGE,
    "excludeItemBillingFromRevenueAccounting",
    "excludeItemBookingFromRevenueAccounting",
    "isAllocationEligible",
    "isPrepaid",
    "isUnbilled",
    "revRecCode",
    "revRecTriggerCondition",
    "revenueRecognitionRuleName",
    "upsellOriginChargeNumber",
  ],
} as const;

const terms = wire.looseBody({
  initialTerm: wire.looseBody({
    termType: z.enum(["TERMED", "EVERGREEN"]),
    period: periods.optional(),
    periodType: periodType.optional(),
    startDate: wire.billingDate.optional(),
  }),
  autoRenew: wire.boolean.optional(),
  renewalSetting: z.enum(["RENEW_WITH_SPECIFIC_TERM", "RENEW_TO_EVERGREEN"]).optional(),
  renewalTerms: z
    .array(wire.looseBody({ period: periods.optional(), periodType: periodType.optional() }))
    .max(1)
    .optional(),
});

export const startDate = wire.looseBody({
  triggerEvent: z
    .enum(["ContractEffective", "ServiceActivation", "CustomerAcceptance", "SpecificDate"])
    .optional(),
  specificTriggerDate: wire.billingDate
    .optional()
    .describe("Without it a charge with trigger event SpecificDate is pending."),
  startDatePolicy: z
    .enum([
      "AlignToApplyToCharge",
      "SpecificDate",
      "EndOfLastInvoicePeriodOfApplyToCharge",
      "FixedPeriodAfterApplyToChargeStartDate",
    ])
    .optional()
    .describe("Of a discount: when it starts, by a charge that it applies to."),
  startPeriodsType: z.enum(["Days", "Weeks", "Months", "Years"]).optional(),
  periodsAfterChargeStart: wire.intBetween(0, 65_535).optional(),
});

export const endDate = wire.looseBody({
  endDateCondition: z.enum(["Subscription_End", "Fixed_Period", "Specific_End_Date"]).optional(),
  specificEndDate: wire.billingDate.optional(),
  upToPeriods: wire.intBetween(1, 65_535).optional(),
  upToPeriodsType: z.enum(["Billing_Periods", "Days", "Weeks", "Months", "Years"]).optional(),
  endDatePolicy: z
    .enum(["AlignToApplyToCharge", "SpecificEndDate", "FixedPeriod"])
    .optional()
    .describe("Of a discount: when it ends."),
});

export const billing = wire.looseBody({
  billCycleDay: wire.intBetween(1, 31).optional(),
  billCycleType: z
    .enum([
      "DefaultFromCustomer",
      "SpecificDayofMonth",
      "SubscriptionStartDay",
      "ChargeTriggerDay",
      "SpecificDayofWeek",
      "TermStartDay",
    ])
    .optional(),
  billingPeriod: z
    .enum([
      "Month",
      "Quarter",
      "Semi_Annual",
      "Annual",
      "Eighteen_Months",
      "Two_Years",
      "Three_Years",
      "Five_Years",
      "Specific_Months",
      "Subscription_Term",
      "Week",
      "Specific_Weeks",
    ])
    .optional(),
  billingPeriodAlignment: z
    .enum(["AlignToCharge", "AlignToSubscriptionStart", "AlignToTermStart"])
    .optional(),
  billingTiming: z.enum(["IN_ADVANCE", "IN_ARREARS"]).optional(),
  specificBillingPeriod: wire.intBetween(1, 999).optional(),
  weeklyBillCycleDay: z
    .enum(["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"])
    .optional(),
});

const uniqueToken = wire
  .requiredText(50)
  .describe("A name of the caller's, for later actions of the same order.");

const prorationOption = z
  .enum(["NoProration", "TimeBasedProration", "DefaultFromTenantSetting", "ChargeFullPeriod"])
  .describe(
    "What a partial period costs: the first two of usage, the others of recurring charges.",
  );

const chargeOverride = wire.looseBody(
  {
    productRatePlanChargeId: wire.key.optional(),
    productRatePlanChargeNumber: wire.key.optional(),
    chargeNumber: wire.chosenNumber(50).optional(),
    uniqueToken: uniqueToken.optional(),
    customFields: wire.customFields.optional(),
    description: wire.orderText(500).optional(),
    startDate: startDate.optional(),
    endDate: endDate.optional(),
    estimatedStartDate: wire.billingDate
      .optional()
      .describe("When a pending charge is expected to start: inside the term."),
    billing: billing.optional(),
    pricing: pricing.optional(),
    prorationOption: prorationOption.optional(),
    taxCode: wire.requiredText(64).optional().describe("Instead of the catalog's."),
    taxMode: z.enum(["TaxExclusive", "TaxInclusive"]).optional(),
    ...prepaidOverrides,
    ...wire.notYet(NOT_YET.charge),
  },
  wire.makes("RatePlanCharge"),
);

/** A rate plan of the catalog that is subscribed to. */
export const ratePlanOverride = wire.looseBody(
  {
    productRatePlanId: wire.key.optional(),
    productRatePlanNumber: wire.key.optional(),
    externalCatalogPlanId: wire.key.optional().describe("Another system's id of the rate plan."),
    subscriptionRatePlanNumber: wire.chosenNumber(100).optional(),
    uniqueToken: uniqueToken.optional(),
    chargeOverrides: z.array(chargeOverride).optional(),
    isAddingSubsetCharges: wire.boolean
      .optional()
      .describe("Only the charges that 'chargeOverrides' names, instead of all."),
    customFields: wire.customFields.optional(),
    ...wire.notYet(NOT_YET.ratePlan),
  },
  wire.makes("RatePlan"),
);

export const createSubscription = orderAction({
  type: z.literal("CreateSubscription"),
  createSubscription: wire.looseBody({
    subscriptionNumber: wire.chosenNumber(100).optional(),
    terms,
    subscribeToRatePlans: z.array(ratePlanOverride).default([]),
    invoiceSeparately: wire.boolean.optional(),
    notes: wire.orderText(500).optional(),
    currency: z.string().length(3).optional(),
    paymentTerm: wire.orderText(100).optional(),
    billToContactId: wire.key.optional(),
    soldToContactId: wire.key.optional(),
    shipToContactId: wire.key.optional(),
    sequenceSetId: wire.key.optional().describe("Numbers what is billed of the subscription."),
    subscriptionOwnerAccountNumber: wire.key
      .optional()
      .describe("Who owns the subscription; the account that orders when absent."),
    newSubscriptionOwnerAccount: newAccount
      .optional()
      .describe("The same, and comes into being with the order."),
    invoiceOwnerAccountNumber: wire.key
      .optional()
      .describe("Who is billed for it: the account that orders."),
    ...wire.notYet(NOT_YET.subscription),
  }),
});

/** The term begins on the day that came of the trigger dates, where none was given. */
export const toWire: ToWire<"CreateSubscription"> = (action, made) => ({
  billToContactId: action.billToContactId,
  currency: action.currency,
  invoiceSeparately: action.invoiceSeparately,
  notes: action.notes,
  paymentTerm: action.paymentTerm,
  sequenceSetId: action.sequenceSetId ?? null,
  shipToContactId: action.shipToContactId ?? null,
  soldToContactId: action.soldToContactId ?? null,
  subscribeToRatePlans: action.ratePlans.map((ratePlan, index) =>
    subscribedRatePlanToWire(ratePlan, made.added[index]),
  ),
  subscriptionNumber: made.subscription?.subscriptionNumber ?? action.subscriptionNumber,
  subscriptionOwnerAccountNumber: action.subscriptionOwnerAccountNumber ?? made.accountNumber,
  terms: {
    autoRenew: action.autoRenew,
    initialTerm: {
      ...(action.initialTerm.termType === "TERMED" && {
        period: action.initialTerm.period,
        periodType: action.initialTerm.periodType,
      }),
      startDate: action.initialTerm.startDate ?? made.subscription?.subscriptionStartDate ?? null,
      termType: action.initialTerm.termType,
    },
    renewalSetting: action.renewalSetting,
    renewalTerms: action.renewalTerm ? [action.renewalTerm] : [],
  },
});
