import type { AppStore, RatePlan, Subscription, Term } from "#engine/model/subscription.ts";
import { NO_END } from "#engine/values/date-range.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Columns, RowOf } from "./insert-rows.ts";

/** A row of subscriptions: one version. */
export type SubscriptionRow = {
  account_id: string;
  subscription_id: string;
  original_id: string;
  subscription_number: string;
  subscription_owner_id: string;
  earlier_invoice_owner_ids: string[];
  version: number;
  status: Subscription["status"];
  currency: string;
  term_type: Subscription["termType"];
  initial_term: number | null;
  initial_term_period_type: Term["periodType"] | null;
  renewal_term: number | null;
  renewal_term_period_type: Term["periodType"] | null;
  renewal_setting: Subscription["renewalSetting"];
  auto_renew: boolean;
  term_start_date: PlainDate;
  term_end_date: PlainDate | null;
  contract_effective_date: PlainDate;
  service_activation_date: PlainDate | null;
  customer_acceptance_date: PlainDate | null;
  subscription_start_date: PlainDate;
  cancelled_date: PlainDate | null;
  cancel_reason: string | null;
  scheduled_cancel_date: PlainDate | null;
  scheduled_suspend_date: PlainDate | null;
  scheduled_resume_date: PlainDate | null;
  last_booking_date: PlainDate;
  notes: string | null;
  invoice_separately: boolean;
  payment_term: string | null;
  bill_to_contact_id: string | null;
  sold_to_contact_id: string | null;
  ship_to_contact_id: string | null;
  sequence_set_id: string | null;
  externally_managed_by: AppStore | null;
  custom_fields: Record<string, unknown>;
  ramp: Subscription["ramp"];
  status_history: Subscription["statusHistory"];
};

export type RatePlanRow = {
  subscription_id: string;
  rate_plan_id: string;
  original_rate_plan_id: string;
  subscription_rate_plan_number: string;
  product_rate_plan_id: string;
  name: string;
  last_change_type: RatePlan["lastChangeType"];
  custom_fields: Record<string, unknown>;
};

export const toTerm = (
  period: number | null,
  periodType: Term["periodType"] | null,
): Term | null => (period === null || periodType === null ? null : { period, periodType });

export const toSubscription = (
  row: SubscriptionRow,
  ratePlans: readonly RatePlan[],
): Subscription => ({
  subscriptionId: row.subscription_id,
  originalId: row.original_id,
  subscriptionNumber: row.subscription_number,
  subscriptionOwnerId: row.subscription_owner_id,
  invoiceOwnerId: row.account_id,
  earlierInvoiceOwnerIds: row.earlier_invoice_owner_ids,
  version: row.version,
  status: row.status,
  currency: row.currency,
  termType: row.term_type,
  initialTerm: toTerm(row.initial_term, row.initial_term_period_type),
  renewalTerm: toTerm(row.renewal_term, row.renewal_term_period_type),
  renewalSetting: row.renewal_setting,
  autoRenew: row.auto_renew,
  currentTerm: { start: row.term_start_date, end: row.term_end_date ?? NO_END },
  contractEffectiveDate: row.contract_effective_date,
  serviceActivationDate: row.service_activation_date,
  customerAcceptanceDate: row.customer_acceptance_date,
  subscriptionStartDate: row.subscription_start_date,
  cancelledDate: row.cancelled_date,
  cancelReason: row.cancel_reason,
  scheduledCancelDate: row.scheduled_cancel_date,
  scheduledSuspendDate: row.scheduled_suspend_date,
  scheduledResumeDate: row.scheduled_resume_date,
  lastBookingDate: row.last_booking_date,
  notes: row.notes,
  invoiceSeparately: row.invoice_separately,
  paymentTerm: row.payment_term,
  billToContactId: row.bill_to_contact_id,
  soldToContactId: row.sold_to_contact_id,
  shipToContactId: row.ship_to_contact_id,
  sequenceSetId: row.sequence_set_id,
  externallyManagedBy: row.externally_managed_by,
  customFields: row.custom_fields,
  ramp: row.ramp,
  statusHistory: row.status_history,
  ratePlans,
});

export const SUBSCRIPTION_COLUMNS = {
  account_id: "uuid",
  subscription_id: "uuid",
  original_id: "uuid",
  previous_subscription_id: "uuid",
  subscription_number: "text",
  subscription_owner_id: "uuid",
  earlier_invoice_owner_ids: "jsonb",
  version: "integer",
  is_latest_version: "boolean",
  status: "text",
  currency: "text",
  term_type: "text",
  initial_term: "integer",
  initial_term_period_type: "text",
  renewal_term: "integer",
  renewal_term_period_type: "text",
  renewal_setting: "text",
  auto_renew: "boolean",
  term_start_date: "date",
  term_end_date: "date",
  contract_effective_date: "date",
  service_activation_date: "date",
  customer_acceptance_date: "date",
  subscription_start_date: "date",
  cancelled_date: "date",
  cancel_reason: "text",
  scheduled_cancel_date: "date",
  scheduled_suspend_date: "date",
  scheduled_resume_date: "date",
  last_booking_date: "date",
  notes: "text",
  invoice_separately: "boolean",
  payment_term: "text",
  bill_to_contact_id: "uuid",
  sold_to_contact_id: "uuid",
  ship_to_contact_id: "uuid",
  sequence_set_id: "uuid",
  externally_managed_by: "text",
  custom_fields: "jsonb",
  ramp_number: "text",
  ramp: "jsonb",
  status_history: "jsonb",
  order_id: "uuid",
  created_by_id: "uuid",
  created_at: "timestamptz",
  original_created_at: "timestamptz",
  updated_by_id: "uuid",
  updated_at: "timestamptz",
} as const satisfies Columns;

/** What a stored version has besides the engine's Subscription. */
export type VersionOrigin = {
  readonly previousSubscriptionId: string | null;
  readonly originalCreatedAt: string;
  readonly orderId: string;
  readonly userId: string;
  /** ISO instant. */
  readonly now: string;
};

export const fromSubscription = (
  subscription: Subscription,
  origin: VersionOrigin,
): RowOf<typeof SUBSCRIPTION_COLUMNS> => ({
  account_id: subscription.invoiceOwnerId,
  subscription_id: subscription.subscriptionId,
  original_id: subscription.originalId,
  previous_subscription_id: origin.previousSubscriptionId,
  subscription_number: subscription.subscriptionNumber,
  subscription_owner_id: subscription.subscriptionOwnerId,
  earlier_invoice_owner_ids: subscription.earlierInvoiceOwnerIds,
  version: subscription.version,
  is_latest_version: true,
  status: subscription.status,
  currency: subscription.currency,
  term_type: subscription.termType,
  initial_term: subscription.initialTerm?.period ?? null,
  initial_term_period_type: subscription.initialTerm?.periodType ?? null,
  renewal_term: subscription.renewalTerm?.period ?? null,
  renewal_term_period_type: subscription.renewalTerm?.periodType ?? null,
  renewal_setting: subscription.renewalSetting,
  auto_renew: subscription.autoRenew,
  term_start_date: subscription.currentTerm.start,
  term_end_date: subscription.currentTerm.end === NO_END ? null : subscription.currentTerm.end,
  contract_effective_date: subscription.contractEffectiveDate,
  service_activation_date: subscription.serviceActivationDate,
  customer_acceptance_date: subscription.customerAcceptanceDate,
  subscription_start_date: subscription.subscriptionStartDate,
  cancelled_date: subscription.cancelledDate,
  cancel_reason: subscription.cancelReason,
  scheduled_cancel_date: subscription.scheduledCancelDate,
  scheduled_suspend_date: subscription.scheduledSuspendDate,
  scheduled_resume_date: subscription.scheduledResumeDate,
  last_booking_date: subscription.lastBookingDate,
  notes: subscription.notes,
  invoice_separately: subscription.invoiceSeparately,
  payment_term: subscription.paymentTerm,
  bill_to_contact_id: subscription.billToContactId,
  sold_to_contact_id: subscription.soldToContactId,
  ship_to_contact_id: subscription.shipToContactId,
  sequence_set_id: subscription.sequenceSetId,
  externally_managed_by: subscription.externallyManagedBy ?? null,
  custom_fields: subscription.customFields,
  ramp_number: subscription.ramp?.rampNumber ?? null,
  ramp: subscription.ramp,
  status_history: subscription.statusHistory,
  order_id: origin.orderId,
  created_by_id: origin.userId,
  created_at: origin.now,
  original_created_at: origin.originalCreatedAt,
  updated_by_id: origin.userId,
  updated_at: origin.now,
});

export const RATE_PLAN_COLUMNS = {
  account_id: "uuid",
  subscription_id: "uuid",
  rate_plan_id: "uuid",
  original_rate_plan_id: "uuid",
  subscription_rate_plan_number: "text",
  product_rate_plan_id: "uuid",
  name: "text",
  last_change_type: "text",
  custom_fields: "jsonb",
} as const satisfies Columns;

export const fromRatePlan = (
  accountId: string,
  subscriptionId: string,
  ratePlan: RatePlan,
): RowOf<typeof RATE_PLAN_COLUMNS> => ({
  account_id: accountId,
  subscription_id: subscriptionId,
  rate_plan_id: ratePlan.ratePlanId,
  original_rate_plan_id: ratePlan.originalRatePlanId,
  subscription_rate_plan_number: ratePlan.subscriptionRatePlanNumber,
  product_rate_plan_id: ratePlan.productRatePlanId,
  name: ratePlan.name,
  last_change_type: ratePlan.lastChangeType,
  custom_fields: ratePlan.customFields,
});
