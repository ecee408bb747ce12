/**
 * What is published in error: no client can send it or read it, so it is not missing. Each with what
 * shows the error. docs/COVERAGE.md prints them.
 */

export type Erratum = {
  /** "GET /v1/orders"; all operations when left out. */
  readonly of?: string;
  readonly part: "query" | "request" | "response";
  /** Dotted, as published; what it has goes with it, and after a "<" whatever there is. */
  readonly fields: readonly string[];
  readonly why: string;
};

const INSIDE_A_LIST =
  "`success` is of the whole answer. Where a sample has it in the last entry of a list, the end of the sample lacks it.";

export const ERRATA: readonly Erratum[] = [
  {
    of: "GET /v1/attachments/{object-type}/{object-key}",
    part: "response",
    fields: ["attachments.success"],
    why: INSIDE_A_LIST,
  },
  { of: "GET /v1/orders", part: "response", fields: ["orders.success"], why: INSIDE_A_LIST },
  {
    of: "GET /v1/orders/subscription/{subscription-key}/pending",
    part: "response",
    fields: ["orders.success"],
    why: INSIDE_A_LIST,
  },
  {
    of: "GET /v1/payment-runs",
    part: "response",
    fields: ["paymentRuns.success"],
    why: INSIDE_A_LIST,
  },
  {
    of: "GET /v1/invoices/{invoiceKey}/items",
    part: "response",
    fields: ["invoiceItems.success"],
    why: INSIDE_A_LIST,
  },
  {
    of: "GET /v1/contact-snapshots/{contact-snapshot-id}",
    part: "query",
    fields: ["page", "pageSize"],
    why: "One snapshot is asked for by its id and answered by itself: there are no pages.",
  },
  {
    of: "GET /v1/notification-history/callout",
    part: "response",
    fields: ["calloutHistories.eventContext.<"],
    why: "Names of merge fields that a callout may be told of, and not of fields of the answer.",
  },
  {
    of: "GET /v1/async-jobs/{jobId}",
    part: "response",
    fields: ["result.invoiceId", "result.processId", "result.reasons"],
    why: "The list is `invoiceIds`, as in the answer of the order itself; a job that fails has no result, and says why in `errors`.",
  },
  {
    of: "GET /system-health/api-requests/volume-summary",
    part: "response",
    fields: ["data.api"],
    why: "An older name of `path`, which the published sample has.",
  },
  {
    of: "GET /v1/debitmemos/{debitMemoKey}/items",
    part: "response",
    fields: [
      "items.taxItems.appliedAmount",
      "items.taxItems.refundAmount",
      "items.taxItems.unappliedAmount",
    ],
    why: "Those of a credit memo. The same taxes of one item have `balance`, `creditAmount` and `paymentAmount`.",
  },
  {
    of: "POST /v1/order-line-items/bulk",
    part: "response",
    fields: ["orderLineItem"],
    why: "What reading one item answers. The published sample has the list `orderLineItems`.",
  },
  {
    of: "PUT /v1/payment-runs/{paymentRunKey}",
    part: "response",
    fields: ["rundate"],
    why: "Beside `runDate`, which has the same description.",
  },
  {
    of: "PUT /v1/debit-memos/{debitMemoKey}/write-off",
    part: "request",
    fields: ["property name*additional property"],
    why: "How the reference prints that custom fields are taken, which they are.",
  },
  {
    part: "response",
    fields: [
      "deliverySchedule.wendesday",
      "productRatePlans.productRatePlanCharges.deliverySchedule.wendesday",
    ],
    why: "A slip for `wednesday`, as requests and the other answers have it.",
  },
];

/**
 * What the field's own answers leave out of whatever can come about here: it is not missing either.
 * docs/COVERAGE.md prints them as well.
 */
export const LEFT_OUT: readonly Erratum[] = [
  {
    of: "GET /v1/accounts/{account-key}",
    part: "response",
    fields: ["einvoiceProfile", "metricsData", "metrics.reservedPaymentAmount"],
    why: "Only with electronic invoicing, accounts of several currencies and prepaid cash. Absent on all answers of production that were measured.",
  },
  ...[
    { of: "GET /v1/invoices/pdf-status", list: "invoiceFiles" },
    { of: "GET /v1/credit-memos/pdf-status", list: "creditMemoFiles" },
    { of: "GET /v1/debit-memos/pdf-status", list: "debitMemoFiles" },
  ].map(({ of, list }) => ({
    of,
    part: "response" as const,
    fields: [`${list}.errorCode`, `${list}.errorMessage`],
    why: "Only of status Error. Printing is done at once: where it fails, its own call says so, and there is no file to ask about.",
  })),
];

/** Whether an error of the publication, or what is rightly left out, is all that a field is. */
export const isErratum = (field: {
  readonly of: string;
  readonly part: Erratum["part"];
  readonly field: string;
}): boolean =>
  [...ERRATA, ...LEFT_OUT].some(
    ({ of, part, fields }) =>
      (of === undefined || of === field.of) &&
      part === field.part &&
      fields.some((name) => isOf(field.field, name)),
  );

/** Whether a field is the one that is named, or a part of it. */
export const isOf = (field: string, name: string): boolean =>
  field === name || field.startsWith(name.endsWith("<") ? name : `${name}.`);
