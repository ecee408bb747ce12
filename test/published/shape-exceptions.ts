/** Where an answer is another than is published, on purpose, and why. */
import type { PublishedShape } from "./shapes.ts";

type Exception = {
  /** Of these operations; of all when left out. */
  readonly of?: RegExp;
  /** What `differencesFromPublished` or `declaredDifferences` say of it. */
  readonly says: RegExp;
  readonly why: string;
};

const EXCEPTIONS: readonly Exception[] = [
  {
    says: /\binvoiceSeparately is .*boolean, not string/,
    why: "Measured: a boolean on all answers of production.",
  },
  {
    of: /^GET \/v1\/subscriptions\//,
    says: /\bupToPeriods is .*number.*, not string/,
    why: "Measured: a number. The same answer by account has it as a number in its publication.",
  },
  {
    of: /invoice-schedules/,
    says: /^specificSubscriptions\.chargeNumbers is .*array, not string/,
    why: "It is a list in the request, and in its own description.",
  },
  {
    of: /^(POST|GET) \/v1\/(orders|async-jobs)/,
    says: /\bpaidAmount is number, not string/,
    why: "The published sample of activating an order has a number, as all amounts are.",
  },
  {
    of: /\/v1\/subscriptions\//,
    says: /^chargeMetrics\.(dmrr|dtcv|mrr|tcv) is number, not string/,
    why: "Amounts are numbers, as those of the same name are that orders preview.",
  },
  {
    of: /billing-preview$/,
    says: /^creditMemoItems\.quantity is number, not string/,
    why: "Measured beside it, on items of invoices: a number.",
  },
  {
    says: /transferredToAccounting is string( or null)?, not boolean/,
    why: "Its values are Processing, Yes, No, Error and Ignore; a few samples print false.",
  },
  {
    of: /bill-runs/,
    says: /\bbillCycleDay is string( or null)?, not number/,
    why: "A text: it may be AllBillCycleDays. A sample prints a number bare.",
  },
  {
    of: /\/summary$/,
    says: /creditCardExpiration(Month|Year) is (of type )?string( or null)?, not number/,
    why: "A text by its publication, which may begin with a zero. A sample prints a number bare.",
  },
  {
    of: /contact-snapshots/,
    says: /^(fax|homePhone|postalCode) is string( or null)?, not number/,
    why: "Texts by their publication, of which a sample prints the digits bare.",
  },
  {
    of: /external-id/,
    says: /productRatePlanNumber is string, not number/,
    why: "A text such as PRP-00000001 everywhere else.",
  },
  {
    of: /catalog\/products/,
    says: /productRatePlans is (of type )?array, not string/,
    why: "The address of the rate plans, from version 230 on; before, and without a version, they are.",
  },
  {
    of: /payment-schedules/,
    says: /^items\.number is number, not string/,
    why: "The place of the item in its schedule; the other answers have it as a number.",
  },
  {
    of: /payment-schedule/,
    says: /paymentId is (never null|absent, not null)/,
    why: "From version 337.0 on `psiPayments` alone has it; before, it is null without a payment.",
  },
  {
    of: /^GET \/v1\/accounting-periods$/,
    says: /endDate is never null/,
    why: "A period ends. What the sample shows without an end could not be closed.",
  },
  {
    of: /^POST .*(creditmemos|debitmemos|invoices)$/,
    says: /^comments? is never null/,
    why: "Without a comment it is an empty text, as reads answer it.",
  },
  {
    of: /debitmemos|^POST \/v1\/invoices$/,
    says: /paymentTerm is never null/,
    why: "It is the term by which the due date was reckoned: there always is one.",
  },
  {
    of: /product-rate-plan/,
    says: /(drawdownRate|drawdownUom|prepaid\w+) is (never null|absent, not null)/,
    why: "Of a charge that has nothing to do with prepaid units they are absent, as measured.",
  },
  {
    of: /product-rate-plan/,
    says: /pricing\.includedUnits is never null/,
    why: "Measured: a number in all prices of the catalog.",
  },
  {
    of: /product-rate-plan/,
    says: /productRatePlanChargeNumber is never null/,
    why: "Null of charges from before there were numbers; here each has one.",
  },
];

/** What is left of differences when those that are decided are taken away. */
export const unexcepted = (shape: PublishedShape, differences: readonly string[]): string[] =>
  differences.filter(
    (difference) =>
      !EXCEPTIONS.some(
        ({ of, says }) => (of === undefined || of.test(shape.of)) && says.test(difference),
      ),
  );

/** The same of what was measured, as `wrongOfMeasured` says it. */
const DECIDED: readonly Pick<Exception, "says" | "why">[] = [
  {
    says: /^GET \/v1\/accounts\/\S+: billToContact is not null$/,
    why: "The accounts that were measured have none; here each active account has one.",
  },
  {
    says: /basicInfo: (crmId|invoiceTemplateId) is null$/,
    why: "Set on all that were measured. Here nobody has set them, and there is no default template.",
  },
  {
    says: /billingAndPayment: (paymentGateway|paymentGatewayNumber|defaultPaymentMethodId) is null$/,
    why: "The accounts that were measured pay by a card; gateways have no numbers here.",
  },
  {
    says: /^GET \/v1\/catalog\/products products: description is null$/,
    why: "Set on all that were measured; without one it is null, as that of a rate plan is.",
  },
  {
    says: /(subscriptionEndDate|effectiveEndDate|[tT]erm\w*|totalContractedValue|d?tcv) is null$/,
    why: "Of evergreen subscriptions, of which none was measured: no term, no end, and no value of it.",
  },
  {
    says: /data\.invoices: templateId is null$/,
    why: "There is one layout of documents, which is no template with an id.",
  },
];

export const isDecided = (difference: string): boolean =>
  DECIDED.some(({ says }) => says.test(difference));
