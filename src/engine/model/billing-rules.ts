/**
 * How a tenant bills. Names and values are those of GET and PUT /settings/billing-rules; where the
 * field has no published literal, ours is marked (docs/decisions/0002-billing-rule-literals.md).
 */
export type BillingRules = {
  /** Credit a billed one-time charge when it is removed or its subscription cancelled. */
  readonly oneTimeCreditBack: boolean;
  /** Prorate a partial billing period; false bills it whole. */
  readonly proratePeriodOfRecurringCharge: boolean;
  /** Bill a partial month by days; false skips a leading one and bills a trailing one whole. */
  readonly prorateRecurringMonthlyCharges: boolean;
  /** Bill a partial week by days; false bills neither a leading nor a trailing one. */
  readonly prorateRecurringWeeklyCharges: boolean;
  /** Bill usage of a leading partial month; false never bills it. A trailing one always is. */
  readonly prorateUsageMonthlyCharges: boolean;
  /** Bill usage of partial weeks; false bills it neither of a leading nor of a trailing one. */
  readonly prorateUsageWeeklyCharges: boolean;
  /** Price and round each record of usage by itself; false prices a billing period's together. */
  readonly rateUsageIndividually: boolean;
  /** Usage of the accounts below an account is rated by its charges too. */
  readonly includeChildUsage: boolean;
  readonly daysInMonth: DaysInMonth;
  readonly prorationUnit: ProrationUnit;
  readonly recurringCreditProrationOption: RecurringCreditProrationOption;
  readonly legalDocumentGeneratingRule: LegalDocumentGeneratingRule;
  readonly creditMemoMirroringInvoiceItemsRule: CreditMemoMirroringRule;
  /** Name credit items "… -- Proration Credit" and "… Credit" rather than like charges. */
  readonly useSystemDefaultSuffixForCreditItems: boolean;
  /** A bill run puts line items of orders on the invoices of subscriptions. */
  readonly consolidateInvoices: boolean;
  /** Whose address and exemption decide about taxes. */
  readonly taxAddressOwner: "SubscriptionOwner" | "InvoiceOwner";
  /** What is rounded where a price includes its taxes: what is left, or the tax. */
  readonly taxInclusiveRoundingRule: "RoundingNetAmount" | "RoundingTaxAmount";
  /** Whether a service that rates change in has one tax by its tax date, or one for each rate. */
  readonly taxRateChangeOption: "OneTaxItem" | "MultipleTaxItems";
  /** After a change in a billed period, only what is added is taxed anew, only what is returned as before. */
  readonly debookRebookSupportable: boolean;
  /** Taxes of one name and rate on a document sum to the tax of what they tax together. */
  readonly zuoraTaxRoundingDiffDispersion: boolean;
  /** An outside tax engine is asked before it is decided what is an invoice. The own always is. */
  readonly taxPreview: boolean;
  /** What costs nothing is not sent to an outside tax engine. */
  readonly notSendZeroItemsForTax: boolean;
  /** Prorate a fixed-amount discount with the credit of what it discounts; false keeps it as far as it goes. */
  readonly discountCreditProration: boolean;
  readonly stackedDiscountClassApplyRule: StackedDiscountClassApplyRule;
  readonly percentageDiscountTakenOf: PercentageDiscountTakenOf;
  /** Names of discount classes, the highest first. The name of this rule is ours. */
  readonly discountClasses: readonly string[];
  /** How closely it is watched that a person credits no more of an invoice than it billed. */
  readonly availableToCreditValidationLevel: AvailableToCreditValidationLevel;
  /** Whether credit that billing has made counts there too. */
  readonly availableToCreditIncludingRbeCreditMemo: boolean;
  /** Whether what contacts are when a document is posted is kept with it. */
  readonly takeContactSnapshot: boolean;
  /** Whether a PDF file is made of an invoice when it is posted. */
  readonly preGenerateInvoicePdf: boolean;
};

export type AvailableToCreditValidationLevel = "HeaderLevel" | "HeaderAndItemLevel" | "None";

/** `Assume30DaysStrict` is ours. */
export type DaysInMonth = "UseActualDays" | "Assume30Days" | "Assume30DaysStrict";

export type ProrationUnit = "ProrateByDay" | "ProrateByMonthFirst";

/** Both literals are ours: billed minus charged keeps the sum exact, the other is the older way. */
export type RecurringCreditProrationOption =
  | "BilledPeriodAmountMinusChargedAmount"
  | "EffectiveDateToEndOfBillingPeriod";

/** `GroupbyChargedAmountSignWithZeroCredits` is ours. */
export type LegalDocumentGeneratingRule =
  | "GroupbyChargedAmountSign"
  | "GroupbyChargedAmountSignWithZeroCredits"
  | "GroupByOriginalSRPC"
  | "GroupByTotalAmountSign";

export type CreditMemoMirroringRule = "Yes" | "YesExceptForZeroItems" | "No";

/** Whether stacked percentages come first of all, or first within their own discount class. */
export type StackedDiscountClassApplyRule = "Ignore" | "Follow";

/** What a percentage is taken of: the amount on the item, or what was rounded to it. Name and literals are ours. */
export type PercentageDiscountTakenOf = "RoundedAmount" | "UnroundedAmount";

/** A new tenant's rules: docs/spec/billing-rules.md argues each. */
export const DEFAULT_BILLING_RULES: BillingRules = {
  oneTimeCreditBack: false,
  proratePeriodOfRecurringCharge: true,
  prorateRecurringMonthlyCharges: true,
  prorateRecurringWeeklyCharges: true,
  prorateUsageMonthlyCharges: true,
  prorateUsageWeeklyCharges: true,
  rateUsageIndividually: false,
  includeChildUsage: false,
  daysInMonth: "UseActualDays",
  prorationUnit: "ProrateByDay",
  recurringCreditProrationOption: "BilledPeriodAmountMinusChargedAmount",
  legalDocumentGeneratingRule: "GroupByTotalAmountSign",
  creditMemoMirroringInvoiceItemsRule: "Yes",
  useSystemDefaultSuffixForCreditItems: true,
  consolidateInvoices: true,
  taxAddressOwner: "SubscriptionOwner",
  taxInclusiveRoundingRule: "RoundingNetAmount",
  taxRateChangeOption: "OneTaxItem",
  debookRebookSupportable: false,
  zuoraTaxRoundingDiffDispersion: false,
  taxPreview: false,
  notSendZeroItemsForTax: false,
  discountCreditProration: false,
  stackedDiscountClassApplyRule: "Ignore",
  percentageDiscountTakenOf: "RoundedAmount",
  discountClasses: [],
  availableToCreditValidationLevel: "HeaderLevel",
  availableToCreditIncludingRbeCreditMemo: false,
  takeContactSnapshot: false,
  preGenerateInvoicePdf: false,
};
