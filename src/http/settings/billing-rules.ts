/**
 * The fields of the billing rules: what each may be, and what a new tenant has. Those of
 * engine/model/billing-rules.ts change how the engine bills; the others are kept and shown.
 * Source: the vendor's schema and sample of GET /settings/billing-rules, and its page of UI texts.
 */
import { z } from "zod";
import { type BillingRules, DEFAULT_BILLING_RULES } from "#engine/model/billing-rules.ts";
import * as wire from "../wire.ts";

/** One of `values`, in whatever case: the vendor itself writes both Groupby and GroupBy. */
function literal<const Values extends readonly string[]>(values: Values) {
  const canonical = new Map(values.map((value) => [value.toLowerCase(), value]));
  const spell = (value: unknown) =>
    typeof value === "string" ? (canonical.get(value.toLowerCase()) ?? value) : value;
  return z.preprocess(spell, z.enum(values)).meta({ type: "string", enum: [...values] });
}

const rule = wire.boolean;

/** What the engine follows. */
const followed = {
  oneTimeCreditBack: rule,
  proratePeriodOfRecurringCharge: rule,
  prorateRecurringMonthlyCharges: rule,
  prorateRecurringWeeklyCharges: rule,
  prorateUsageMonthlyCharges: rule,
  prorateUsageWeeklyCharges: rule,
  rateUsageIndividually: rule,
  includeChildUsage: rule,
  daysInMonth: literal(["UseActualDays", "Assume30Days", "Assume30DaysStrict"]),
  prorationUnit: literal(["ProrateByDay", "ProrateByMonthFirst"]),
  recurringCreditProrationOption: literal([
    "BilledPeriodAmountMinusChargedAmount",
    "EffectiveDateToEndOfBillingPeriod",
  ]),
  legalDocumentGeneratingRule: literal([
    "GroupByTotalAmountSign",
    "GroupByOriginalSRPC",
    "GroupbyChargedAmountSign",
    "GroupbyChargedAmountSignWithZeroCredits",
  ]),
  creditMemoMirroringInvoiceItemsRule: literal(["Yes", "YesExceptForZeroItems", "No"]),
  useSystemDefaultSuffixForCreditItems: rule,
  consolidateInvoices: rule,
  debookRebookSupportable: rule,
  notSendZeroItemsForTax: rule,
  taxAddressOwner: literal(["SubscriptionOwner", "InvoiceOwner"]),
  taxInclusiveRoundingRule: literal(["RoundingNetAmount", "RoundingTaxAmount"]),
  taxPreview: rule,
  taxRateChangeOption: literal(["OneTaxItem", "MultipleTaxItems"]),
  zuoraTaxRoundingDiffDispersion: rule,
  discountCreditProration: rule,
  stackedDiscountClassApplyRule: literal(["Ignore", "Follow"]),
  percentageDiscountTakenOf: literal(["RoundedAmount", "UnroundedAmount"]),
  discountClasses: z
    .array(wire.requiredText(100))
    .max(100)
    .readonly()
    .refine((names) => new Set(names).size === names.length, "should not repeat a name")
    .describe("Names of discount classes, the highest first. Of this server only."),
  availableToCreditIncludingRbeCreditMemo: rule,
  availableToCreditValidationLevel: literal(["HeaderLevel", "HeaderAndItemLevel", "None"]),
  takeContactSnapshot: rule.describe(
    "What the contacts of a document are when it is posted is kept, and printed. Default: false.",
  ),
  preGenerateInvoicePdf: rule.describe(
    "A PDF file is made of each invoice soon after it is posted. Default: false.",
  ),
} satisfies Record<keyof BillingRules, z.ZodType>;

/** How documents are numbered. */
const numbering = {
  sequentialInvoiceNumber: rule.describe(
    "Invoices and memos are numbered without gaps, one after the other in each sequence set.",
  ),
  numberAssignmentTiming: literal(["Generating", "Posting"]).describe(
    "With `sequentialInvoiceNumber`: on Posting, a draft has a temporary number until it is posted.",
  ),
};

/** What is kept and shown. */
const kept = {
  allowAutoPostBillRun: rule,
  allowIndistinctMapping: rule,
  autoPostBillRunDefaultValue: rule,
  autoRenewalBillRun: rule,
  billToTermEndWhenAutoRenew: rule,
  catchUpBillRun: rule,
  copyBillingAttributesFromAccount: rule,
  copyBillingAttributesFromAccountForStandaloneInvoice: rule,
  customerHierarchy: rule,
  discountConsolidated: rule,
  includeNegativeInvoice: rule,
  invoicePastEndOfTerm: rule,
  invoiceSplit: rule,
  recurringChargeStyle: literal(["Advanced", "Arrears", "DependsOnRatePlan"]),
  timeOfDailyInvoice: wire.intBetween(0, 23),
  transactionOnSubscription: rule,
  useAvalaraTaxCalculationForIIA: rule,
  zuoraNumberFormatForMergeField: rule,
};

export const billingRuleFields = { ...followed, ...numbering, ...kept };

export type AllBillingRules = z.output<z.ZodObject<typeof billingRuleFields>>;

/** A new tenant's: the documented default, else the vendor's sample. */
export const DEFAULTS: AllBillingRules = {
  ...DEFAULT_BILLING_RULES,
  allowAutoPostBillRun: true,
  allowIndistinctMapping: false,
  autoPostBillRunDefaultValue: true,
  autoRenewalBillRun: true,
  billToTermEndWhenAutoRenew: false,
  catchUpBillRun: false,
  copyBillingAttributesFromAccount: true,
  copyBillingAttributesFromAccountForStandaloneInvoice: false,
  customerHierarchy: false,
  discountConsolidated: false,
  includeNegativeInvoice: true,
  invoicePastEndOfTerm: false,
  invoiceSplit: false,
  numberAssignmentTiming: "Generating",
  recurringChargeStyle: "Advanced",
  sequentialInvoiceNumber: false,
  timeOfDailyInvoice: 0,
  transactionOnSubscription: false,
  useAvalaraTaxCalculationForIIA: false,
  zuoraNumberFormatForMergeField: false,
};
