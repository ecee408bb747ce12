/**
 * Everything that a caller can do wrong, each once. `category` is the field's two-digit error
 * category (it decides the HTTP status), `message` what the caller reads. The resource half of the
 * numeric code comes from the operation that was called (http/errors.ts).
 * Each code has an executable example in test/scenarios (kept by test/tidy).
 */
import { BULK_CANCEL_ERRORS } from "./bulk-cancels/bulk-cancel-errors.ts";
import { type ErrorDetails, type ErrorKind, kind } from "./error-kind.ts";
import { PAYMENT_ERRORS } from "./payment-errors.ts";
import { RECEIVABLES_ERRORS } from "./receivables-errors.ts";
import { USAGE_ERRORS } from "./usage-errors.ts";
import { ZOQL_ERRORS } from "./zoql-errors.ts";

export type { ErrorCategory, ErrorDetails } from "./error-kind.ts";

export const ERRORS = {
  // May not
  NO_PERMISSION: kind(
    10,
    ({ permission, roles }) =>
      `You do not have permission '${permission}'. Standard roles that have it: ${roles}.`,
  ),

  // Found or not
  ENTITY_NOT_FOUND: kind(40, ({ key }) => `Cannot find entity by key: '${key}'.`),
  SUBSCRIPTION_NOT_OF_ACCOUNT: kind(
    30,
    ({ subscriptionNumber, accountNumber }) =>
      `Subscription '${subscriptionNumber}' does not belong to account '${accountNumber}'.`,
  ),

  // Cancelling a subscription
  SUBSCRIPTION_NOT_ACTIVE: kind(20, () => "Only activated subscription can be cancelled."),
  CANCELLATION_DATE_MISSING: kind(
    22,
    () => "'cancellationEffectiveDate' may not be null when cancellationPolicy is SpecificDate",
  ),
  CANCELLATION_BEFORE_START: kind(
    30,
    ({ cancelledDate, subscriptionStartDate }) =>
      `The cancellation effective date ${cancelledDate} is before the subscription starts on ${subscriptionStartDate}.`,
  ),
  CANCELLATION_AFTER_TERM_END: kind(
    30,
    ({ cancelledDate, termEndDate }) =>
      `The cancellation effective date ${cancelledDate} is after the term end date ${termEndDate}.`,
  ),
  EVERGREEN_HAS_NO_TERM_END: kind(
    30,
    ({ subscriptionNumber }) =>
      `Subscription '${subscriptionNumber}' is evergreen: it has no current term to end. Use EndOfLastInvoicePeriod or SpecificDate.`,
  ),
  SUBSCRIPTION_NEVER_INVOICED: kind(
    30,
    ({ subscriptionNumber }) =>
      `Subscription '${subscriptionNumber}' has not been invoiced: there is no last invoice period. Use SpecificDate.`,
  ),

  // Renewing, suspending and resuming a subscription, changing its terms
  ACTIVE_SUBSCRIPTION_NEEDED: kind(
    30,
    ({ subscriptionNumber, status, action }) =>
      `Subscription '${subscriptionNumber}' is ${status}: ${action} needs an active one.`,
  ),
  EVERGREEN_NOT_RENEWED: kind(
    30,
    ({ subscriptionNumber }) =>
      `Subscription '${subscriptionNumber}' is evergreen: it has no term that could be renewed.`,
  ),
  RENEWAL_TERM_MISSING: kind(
    30,
    ({ subscriptionNumber }) =>
      `Subscription '${subscriptionNumber}' has no renewal term: give it 'renewalTerms' first.`,
  ),
  TERM_CHARGE_NEEDS_TERM_END: kind(
    30,
    ({ subscriptionNumber, chargeNumber }) =>
      `Charge '${chargeNumber}' is billed by subscription term or by delivery: subscription '${subscriptionNumber}' cannot become evergreen.`,
  ),
  TERM_START_FIXED: kind(
    30,
    ({ subscriptionNumber, startDate, termStartDate }) =>
      `The current term of subscription '${subscriptionNumber}' starts on ${termStartDate}: it cannot start on ${startDate}.`,
  ),
  TERM_ENDS_BEFORE_START: kind(
    30,
    ({ termStartDate, termEndDate }) =>
      `A term that starts on ${termStartDate} cannot end on ${termEndDate}.`,
  ),
  SUSPEND_BEFORE_START: kind(
    30,
    ({ subscriptionNumber, suspendDate, startDate }) =>
      `The suspend date ${suspendDate} is before ${startDate}, since when subscription '${subscriptionNumber}' is active.`,
  ),
  SUSPEND_AFTER_TERM_END: kind(
    30,
    ({ subscriptionNumber, suspendDate, termEndDate }) =>
      `The suspend date ${suspendDate} is not before the term of subscription '${subscriptionNumber}' ends on ${termEndDate}.`,
  ),
  SUBSCRIPTION_NOT_SUSPENDED: kind(
    30,
    ({ subscriptionNumber, status }) =>
      `Subscription '${subscriptionNumber}' is ${status}: only a suspended one can be resumed.`,
  ),
  RESUME_BEFORE_SUSPEND: kind(
    30,
    ({ subscriptionNumber, resumeDate, suspendDate }) =>
      `The resume date ${resumeDate} is before ${suspendDate}, since when subscription '${subscriptionNumber}' is suspended.`,
  ),
  RESUME_AFTER_TERM_END: kind(
    30,
    ({ subscriptionNumber, resumeDate, termEndDate }) =>
      `The resume date ${resumeDate} is not before the term of subscription '${subscriptionNumber}' ends on ${termEndDate}.`,
  ),
  SCHEDULED_DATE_NOT_AHEAD: kind(
    30,
    ({ field, date, today, subscriptionStartDate }) =>
      `'${field}' ${date} must be after today, ${today}, and not before the subscription starts on ${subscriptionStartDate}.`,
  ),
  SCHEDULED_DATES_IN_DISORDER: kind(
    30,
    ({ later, laterDate, earlier, earlierDate }) =>
      `'${later}' ${laterDate} must be later than '${earlier}' ${earlierDate}.`,
  ),
  SCHEDULED_ORDER_IN_THE_WAY: kind(
    30,
    ({ orderNumber, scheduledDate, reason }) =>
      `Order '${orderNumber}', scheduled for ${scheduledDate}, could not be executed any more: ${reason} Cancel it first.`,
  ),

  // Creating a subscription
  RATE_PLAN_NOT_FOUND: kind(40, ({ key }) => `Cannot find product rate plan by key: '${key}'.`),
  RATE_PLAN_NOT_ON_SALE: kind(
    30,
    ({ key, date }) => `Product rate plan '${key}' is not on sale on ${date}.`,
  ),
  CHARGE_NOT_IN_RATE_PLAN: kind(
    30,
    ({ key }) => `Product rate plan charge '${key}' is not part of the rate plan.`,
  ),
  PRICE_NOT_IN_CURRENCY: kind(
    30,
    ({ chargeName, currency }) => `Charge '${chargeName}' has no price in ${currency}.`,
  ),
  INVALID_VALUE: kind(20, ({ message }) => message ?? "Invalid value."),
  MISSING_FIELD: kind(22, ({ field }) => `'${field}' may not be null`),
  NOT_ALLOWED: kind(30, ({ message }) => message ?? "Not allowed."),
  NOT_SUPPORTED: kind(30, ({ message }) => message ?? "Not supported."),
  VERSION_NEEDED: kind(
    21,
    ({ field, versions, speaks }) =>
      `'${field}' needs Zuora-Version ${versions}: this request speaks ${speaks}.`,
  ),
  NUMBER_IN_USE: kind(30, ({ field, number }) => `${field} '${number}' is already in use.`),

  // Changing the products of a subscription
  RATE_PLAN_NOT_IN_SUBSCRIPTION: kind(
    30,
    ({ key, subscriptionNumber }) =>
      `Rate plan '${key}' is not part of subscription '${subscriptionNumber}'.`,
  ),
  RATE_PLAN_AMBIGUOUS: kind(
    30,
    ({ key, subscriptionNumber }) =>
      `Subscription '${subscriptionNumber}' has several rate plans of product rate plan '${key}': name one by its id or its number.`,
  ),
  PRODUCT_CHANGE_OUTSIDE_TERM: kind(
    30,
    ({ date, subscriptionNumber, startDate, endDate }) =>
      `The date ${date} is outside the term of subscription '${subscriptionNumber}', ${startDate} to ${endDate}.`,
  ),
  RATE_PLAN_NEVER_INVOICED: kind(
    30,
    ({ subscriptionRatePlanNumber }) =>
      `No recurring charge of rate plan '${subscriptionRatePlanNumber}' has been invoiced: there is no billing period to end. Use SpecificDate.`,
  ),
  CHARGE_NOT_IN_SUBSCRIPTION: kind(
    30,
    ({ chargeNumber, subscriptionRatePlanNumber }) =>
      `Charge '${chargeNumber}' is not part of the subscription's rate plan '${subscriptionRatePlanNumber}'.`,
  ),
  CHARGE_NOT_IN_SERVICE: kind(
    30,
    ({ chargeNumber, date }) => `Charge '${chargeNumber}' is not in service on ${date}.`,
  ),
  CHARGE_CHANGES_LATER: kind(
    30,
    ({ chargeNumber, date, laterDate }) =>
      `Charge '${chargeNumber}' changes on ${laterDate} already: an update from ${date} on needs that day as 'specificUpdateDate', and nothing billed of what comes after it.`,
  ),
  ONE_TIME_CHARGE_BILLED: kind(
    30,
    ({ chargeNumber }) => `The one-time charge '${chargeNumber}' has been billed.`,
  ),

  // Line items of an order
  ORDER_LINE_ITEM_STATE: kind(
    30,
    ({ itemNumber, itemState, why, change }) =>
      `Order line item '${itemNumber}' is ${itemState}${why}: it cannot become ${change}.`,
  ),
  ORDER_LINE_ITEM_LOCKED: kind(
    30,
    ({ itemNumber, itemCategory, itemState, field }) =>
      `Order line item '${itemNumber}' of category ${itemCategory} is ${itemState}: '${field}' cannot be changed any more.`,
  ),
  ORDER_LINE_ITEMS_BELOW_ZERO: kind(
    30,
    ({ items }) =>
      `The order line items to bill add up to less than zero, which no document can be: ${items}.`,
  ),

  // Documents and their balances
  ...RECEIVABLES_ERRORS,
  ...USAGE_ERRORS,

  // An order that waits
  ORDER_NOT_WAITING: kind(
    30,
    ({ orderNumber, status, statuses, done }) =>
      `Order '${orderNumber}' is ${status}: only an order that is ${statuses} can be ${done}.`,
  ),

  // Undoing an order
  ORDER_IS_NOT_THE_LATEST: kind(
    30,
    ({ orderNumber, subscriptionNumber }) =>
      `Order '${orderNumber}' is not the latest of subscription '${subscriptionNumber}': undo those after it first.`,
  ),
  ORDER_HAS_BEEN_BILLED: kind(
    30,
    ({ orderNumber, billing }) =>
      `Order '${orderNumber}' cannot be deleted: ${billing} was billed because of it.`,
  ),
  ORDER_CANNOT_BE_UNDONE: kind(
    30,
    ({ orderNumber, reason }) => `Order '${orderNumber}' cannot be undone: ${reason}.`,
  ),

  // Billing
  TOO_MANY_LINES: kind(
    30,
    ({ limit, targetDate }) =>
      `Billing the account through ${targetDate} would make more than ${limit} items at once: choose an earlier target date.`,
  ),

  // Accounting
  ACCOUNTING_PERIOD_CLOSED: kind(
    30,
    ({ period, date }) =>
      `The accounting period '${period}' is closed: nothing can be posted on ${date}.`,
  ),
  TAX_ENGINE_FAILED: kind(30, ({ message }) => message ?? "The tax engine has not answered."),

  // Committing what was previewed
  PREVIEW_NOT_FOUND: kind(
    40,
    ({ previewId }) =>
      `Preview '${previewId}' is unknown, or older than 24 hours, or an order has kept it already.`,
  ),
  PREVIEW_HAS_MOVED: {
    ...kind(30, ({ moved }) => `The order would not do what its preview has said: ${moved}.`),
    status: 409,
  },

  SETTINGS_HAVE_MOVED: {
    ...kind(30, ({ moved }) => `Somebody has changed it meanwhile: ${moved}.`),
    status: 409,
  },

  UNKNOWN_DATA_SOURCE: kind(
    20,
    ({ name }) => `There is no data source '${name}' (noSuchDataSource).`,
  ),

  ...BULK_CANCEL_ERRORS,
  ...PAYMENT_ERRORS,

  ...ZOQL_ERRORS,

  LOCK_CONTENTION: kind(
    50,
    () => "Operation failed due to a lock competition, please retry later.",
  ),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/** A caller's mistake, answered with its code and message; nothing was written. */
export class BillingError extends Error {
  override readonly name = "BillingError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(ERRORS[code].message(details));
    this.code = code;
    this.details = details;
  }
}
