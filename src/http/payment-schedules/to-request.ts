import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type {
  PaymentScheduleRequest,
  WantedDocument,
  WantedRecurrence,
  WantedScheduleItem,
} from "#operations/create-payment-schedule.ts";
import type { Linking } from "#operations/link-payments.ts";
import type { PaymentScheduleChange } from "#operations/update-payment-schedule.ts";
import { refuseFields } from "../refuse-field.ts";
import { customFieldsOf } from "../wire.ts";
import type {
  linkedPayments,
  scheduleChanges,
  wantedItem,
  wantedSchedule,
} from "./schedule-fields.ts";

type Schedule = z.output<typeof wantedSchedule>;
type Item = z.output<typeof wantedItem>;
type Document = NonNullable<Item["billingDocument"]>;

/** Errors: MISSING_FIELD, INVALID_VALUE, NOT_SUPPORTED. */
export function toScheduleRequest(body: Schedule): PaymentScheduleRequest {
  refuseFields(body, ["prepayment", "paymentOption"]);
  const accountKey = body.accountId ?? body.accountNumber;
  if (accountKey === undefined) missing("accountId");
  const documents = [
    ...(body.billingDocument ? [body.billingDocument] : []),
    ...(body.billingDocuments ?? []),
  ];
  return {
    accountKey,
    paymentScheduleNumber: body.paymentScheduleNumber,
    description: body.description ?? null,
    isStandalone: body.standalone,
    documents: documents.map(toDocument),
    customFields: customFieldsOf(body),
    payments: body.items && body.items.length > 0 ? body.items.map(toWantedItem) : recurring(body),
  };
}

export function toWantedItem(item: Item): WantedScheduleItem {
  refuseFields(item, ["paymentOption"]);
  return {
    ...termsOf(item),
    scheduledDate: item.scheduledDate,
    runHour: item.runHour,
    amount: item.amount,
    description: item.description ?? null,
    document: item.billingDocument && toDocument(item.billingDocument),
    customFields: customFieldsOf(item),
  };
}

/** Errors: NOT_SUPPORTED. */
export function toScheduleChange(body: z.output<typeof scheduleChanges>): PaymentScheduleChange {
  refuseFields(body, ["paymentOption"]);
  return {
    description: body.description,
    customFields: customFieldsOf(body),
    amount: body.amount,
    currency: body.currency,
    paymentMethodId: body.paymentMethodId,
    paymentGatewayId: body.paymentGatewayId,
    runHour: body.runHour,
    period: body.period,
    periodStartDate: body.periodStartDate,
    occurrences: body.occurrences,
  };
}

type Linked = z.output<typeof linkedPayments>;

export function toLinking(body: {
  readonly linkPayments?: Linked | undefined;
  readonly unlinkPayments?: Linked | undefined;
  readonly paymentId?: string | undefined;
}): Linking {
  const keysOf = (payments: Linked = []) =>
    payments.map((each) => (typeof each === "string" ? each : each.paymentId));
  const { paymentId } = body;
  return {
    link: [...keysOf(body.linkPayments), ...(paymentId === undefined ? [] : [paymentId])],
    unlink: keysOf(body.unlinkPayments),
  };
}

function recurring(body: Schedule): WantedRecurrence {
  const { period, startDate, occurrences, runHour, amount, totalAmount } = body;
  if (period === undefined) missing("period");
  if (startDate === undefined) missing("startDate");
  if (occurrences === undefined) missing("occurrences");
  const common = { ...termsOf(body), period, startDate, occurrences, runHour };
  if (amount !== undefined && totalAmount !== undefined) {
    const message = "'amount' and 'totalAmount' should not be given both";
    throw new BillingError("INVALID_VALUE", { field: "amount", message });
  }
  if (totalAmount !== undefined) return { ...common, totalAmount };
  if (amount === undefined) missing("amount");
  return { ...common, amount };
}

const termsOf = ({ currency, paymentMethodId, paymentGatewayId }: Item | Schedule) => ({
  currency: currency ?? null,
  paymentMethodId: paymentMethodId ?? null,
  paymentGatewayId: paymentGatewayId ?? null,
});

function toDocument({ id, number, type }: Document): WantedDocument {
  const key = id ?? number;
  if (key === undefined) missing("billingDocument.id");
  return { type, key };
}

function missing(field: string): never {
  throw new BillingError("MISSING_FIELD", { field });
}
