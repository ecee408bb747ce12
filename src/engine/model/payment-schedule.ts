import type { Decimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { CustomFields } from "./custom-fields.ts";
import type { Invoice } from "./document.ts";

export type PaymentPeriod = "Monthly" | "Weekly" | "BiWeekly";

/** A document that is paid by a schedule. */
export type ScheduledDocument = {
  readonly type: Invoice["documentType"];
  readonly id: string;
  readonly number: string;
};

/** Processing: its gateway has not answered yet. */
export type PaymentScheduleItemStatus =
  | "Pending"
  | "Processing"
  | "Processed"
  | "Error"
  | "Canceled";

/** One payment that is to be collected on a day. */
export type PaymentScheduleItem = {
  readonly paymentScheduleItemId: string;
  /** From 1 in its schedule. */
  readonly number: number;
  readonly scheduledDate: PlainDate;
  /** 0 to 23, in the entity's time zone. */
  readonly runHour: number;
  readonly amount: Decimal;
  readonly currency: string;
  /** Null: the account's default when it is collected. */
  readonly paymentMethodId: string | null;
  /** Null: that of the method, of the account, or the default. */
  readonly paymentGatewayId: string | null;
  readonly description: string | null;
  readonly billingDocuments: readonly ScheduledDocument[];
  readonly status: PaymentScheduleItemStatus;
  readonly errorMessage: string | null;
  /** Of the latest try. */
  readonly paymentId: string | null;
  readonly linkedPaymentIds: readonly string[];
  readonly cancellationReason: string | null;
  readonly customFields: CustomFields;
};

/** Payments of an account that are to be collected. */
export type PaymentSchedule = {
  readonly accountId: string;
  readonly paymentScheduleId: string;
  readonly paymentScheduleNumber: string;
  readonly description: string | null;
  /** Null: a custom one, each item of which has a day of its own. */
  readonly period: PaymentPeriod | null;
  readonly runHour: number;
  readonly startDate: PlainDate;
  /** From which its payments are counted: another day once it was moved. */
  readonly periodStartDate: PlainDate;
  /** Its payments are settled elsewhere and pay no documents. */
  readonly isStandalone: boolean;
  readonly billingDocuments: readonly ScheduledDocument[];
  readonly customFields: CustomFields;
  /** By number. */
  readonly items: readonly PaymentScheduleItem[];
};
