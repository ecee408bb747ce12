/** The billing rules that decide how much: in plain words, and what follows of each. */
import type { RuleGroup } from "./rule.ts";

export const PRORATION: RuleGroup = {
  title: "Parts of a period",
  about: "What a customer pays for a month, a quarter or a week that he is not there for whole.",
  rules: [
    {
      name: "proratePeriodOfRecurringCharge",
      label: "Prorate periods",
      help: "A part of a period costs its part. Off: a part at the start is left out, one at the end costs the whole period.",
    },
    {
      name: "prorateRecurringMonthlyCharges",
      label: "Prorate months by days",
      help: "Off: a part of a month at the start is left out, one at the end costs the whole month. Takes prorated periods.",
    },
    {
      name: "prorateRecurringWeeklyCharges",
      label: "Prorate weeks by days",
      help: "Off: a part of a week is not billed at all.",
    },
    {
      name: "daysInMonth",
      label: "Days of a month",
      options: [
        ["UseActualDays", "As many as it has"],
        ["Assume30Days", "30, at most a whole month"],
        ["Assume30DaysStrict", "30, February and the 31st too"],
      ],
    },
    {
      name: "prorationUnit",
      label: "Measure a part of a longer period",
      options: [
        ["ProrateByDay", "In days of the period"],
        ["ProrateByMonthFirst", "In whole months, then days"],
      ],
    },
  ],
};

export const CREDITS: RuleGroup = {
  title: "Credits",
  about: "What comes back when a subscription is cancelled or made less.",
  rules: [
    {
      name: "recurringCreditProrationOption",
      label: "Reckon a credit",
      options: [
        ["BilledPeriodAmountMinusChargedAmount", "Billed, less the days kept"],
        ["EffectiveDateToEndOfBillingPeriod", "The price of the days given back"],
      ],
    },
    {
      name: "oneTimeCreditBack",
      label: "Credit one-time charges",
      help: "A set-up fee comes back whole when its subscription is cancelled or its rate plan removed.",
    },
    {
      name: "useSystemDefaultSuffixForCreditItems",
      label: "Name credits as such",
      help: "“Silver -- Proration Credit”. Off: like the charge.",
    },
    {
      name: "creditMemoMirroringInvoiceItemsRule",
      label: "Rows of the credit memo of a write-off",
      options: [
        ["Yes", "As on the invoice"],
        ["YesExceptForZeroItems", "As on the invoice, none of 0.00"],
        ["No", "Only what is written off"],
      ],
    },
    {
      name: "availableToCreditValidationLevel",
      label: "Refuse to credit more than was invoiced",
      options: [
        ["HeaderLevel", "Of the invoice"],
        ["HeaderAndItemLevel", "Of the invoice and of each item"],
        ["None", "Never refuse"],
      ],
    },
    {
      name: "availableToCreditIncludingRbeCreditMemo",
      label: "Count credit that billing has made",
      help: "Towards what may still be credited by a person.",
    },
  ],
};

export const USAGE: RuleGroup = {
  title: "Usage",
  rules: [
    {
      name: "prorateUsageMonthlyCharges",
      label: "Bill usage of a part of a month at the start",
      help: "Off: it is never billed. At the end it always is.",
    },
    {
      name: "prorateUsageWeeklyCharges",
      label: "Bill usage of a part of a week",
    },
    {
      name: "rateUsageIndividually",
      label: "Price and round each record of usage by itself",
      help: "Off: all records of a billing period together.",
    },
    {
      name: "includeChildUsage",
      label: "Count usage of the accounts below an account",
    },
  ],
};

export const DISCOUNTS: RuleGroup = {
  title: "Discounts",
  rules: [
    {
      name: "discountCreditProration",
      label: "Take back fixed discounts with the credit",
      help: "By its share. Off: the discount is kept as far as it goes.",
    },
    {
      name: "percentageDiscountTakenOf",
      label: "Take a percentage of",
      options: [
        ["RoundedAmount", "The amount on the item"],
        ["UnroundedAmount", "What was rounded to it"],
      ],
    },
    {
      name: "stackedDiscountClassApplyRule",
      label: "Stacked percentages come first",
      options: [
        ["Ignore", "Before all other discounts"],
        ["Follow", "Within their discount class"],
      ],
    },
    {
      name: "discountClasses",
      label: "Discount classes",
      help: "One a line, the highest first.",
    },
  ],
};

export const TAXES: RuleGroup = {
  title: "Taxes",
  rules: [
    {
      name: "taxAddressOwner",
      label: "Tax by the address of",
      options: [
        ["SubscriptionOwner", "Who has the subscription"],
        ["InvoiceOwner", "Who gets the invoice"],
      ],
    },
    {
      name: "taxInclusiveRoundingRule",
      label: "Where a price includes its taxes, round",
      options: [
        ["RoundingNetAmount", "What is left without them"],
        ["RoundingTaxAmount", "The taxes"],
      ],
    },
    {
      name: "taxRateChangeOption",
      label: "Where a rate changes within a service",
      options: [
        ["OneTaxItem", "One tax, by its tax date"],
        ["MultipleTaxItems", "A tax for each rate"],
      ],
    },
    {
      name: "debookRebookSupportable",
      label: "After a change, tax only what is added or returned",
    },
    {
      name: "zuoraTaxRoundingDiffDispersion",
      label: "Taxes of a document sum to the tax of their sum",
      help: "The difference of a cent is spread over the items.",
    },
    {
      name: "taxPreview",
      label: "Ask an outside tax engine before it is known what is an invoice",
    },
    {
      name: "notSendZeroItemsForTax",
      label: "Send nothing to an outside tax engine that costs nothing",
    },
  ],
};
