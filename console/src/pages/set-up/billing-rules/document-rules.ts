/** The billing rules about documents and bill runs, and those that are only kept. */
import type { RuleGroup } from "./rule.ts";

export const DOCUMENTS: RuleGroup = {
  title: "Documents",
  rules: [
    {
      name: "legalDocumentGeneratingRule",
      label: "Charges and credits of one billing",
      help: "Which of them are on an invoice, and which on a credit memo.",
      options: [
        ["GroupByTotalAmountSign", "One document, by their sum"],
        ["GroupByOriginalSRPC", "If below zero: by charge"],
        ["GroupbyChargedAmountSign", "Credits on a credit memo"],
        ["GroupbyChargedAmountSignWithZeroCredits", "Credits, also of 0.00, on a memo"],
      ],
    },
    {
      name: "consolidateInvoices",
      label: "Line items of orders on invoices of subscriptions",
      help: "Where a bill run bills both.",
    },
    {
      name: "takeContactSnapshot",
      label: "Keep contacts as they are when a document is posted",
      help: "It is printed with them from then on.",
    },
    {
      name: "preGenerateInvoicePdf",
      label: "Make the PDF when an invoice is posted",
      help: "Otherwise when somebody first asks for it.",
    },
    {
      name: "invoiceSplit",
      label: "Allow drafts of invoices to be split",
    },
    {
      name: "sequentialInvoiceNumber",
      label: "Number invoices and memos without gaps",
      help: "One after the other in each sequence set.",
    },
    {
      name: "numberAssignmentTiming",
      label: "Give a number without gaps",
      help: "Until a draft is posted it may have a temporary one.",
      options: [
        ["Generating", "When a document is made"],
        ["Posting", "When it is posted"],
      ],
    },
  ],
};

export const BILL_RUNS: RuleGroup = {
  title: "Bill runs",
  rules: [
    {
      name: "allowAutoPostBillRun",
      label: "Allow bill runs that post by themselves",
    },
    {
      name: "catchUpBillRun",
      label: "Allow bill runs that catch up",
    },
  ],
};

const STYLES = [
  ["Advanced", "In advance"],
  ["Arrears", "In arrears"],
  ["DependsOnRatePlan", "As the rate plan says"],
] as const;

const HOURS = Array.from({ length: 24 }, (_, hour) => [String(hour), `${hour}:00`] as const);

export const KEPT: RuleGroup = {
  title: "Kept, and not followed",
  about:
    "Clients of the API read and write these. This server keeps what they say; nothing is billed by it.",
  rules: [
    { name: "recurringChargeStyle", label: "Style of recurring charges", options: STYLES },
    { name: "autoPostBillRunDefaultValue", label: "A new bill run posts by itself" },
    { name: "autoRenewalBillRun", label: "A bill run renews subscriptions" },
    { name: "billToTermEndWhenAutoRenew", label: "Bill to the end of the term on renewal" },
    { name: "invoicePastEndOfTerm", label: "Invoice past the end of the term" },
    { name: "includeNegativeInvoice", label: "Include invoices below zero" },
    { name: "transactionOnSubscription", label: "Transactions on subscriptions" },
    { name: "customerHierarchy", label: "Hierarchy of customers" },
    { name: "discountConsolidated", label: "Consolidated discounts" },
    { name: "allowIndistinctMapping", label: "Indistinct mapping" },
    { name: "copyBillingAttributesFromAccount", label: "Copy billing attributes of the account" },
    {
      name: "copyBillingAttributesFromAccountForStandaloneInvoice",
      label: "The same for standalone invoices",
    },
    { name: "useAvalaraTaxCalculationForIIA", label: "Avalara for invoice item adjustments" },
    { name: "zuoraNumberFormatForMergeField", label: "Number format of merge fields" },
    { name: "timeOfDailyInvoice", label: "Hour of daily invoices", options: HOURS },
  ],
};
