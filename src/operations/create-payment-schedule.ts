import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type {
  PaymentPeriod,
  PaymentSchedule,
  PaymentScheduleItem,
  ScheduledDocument,
} from "#engine/model/payment-schedule.ts";
import { installmentAmounts, installmentDate } from "#engine/settlement/installments.ts";
import { isCurrencyCode, isInMinorUnits } from "#engine/values/currency.ts";
import { type Decimal, isPositive } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { findAccount, type LockedAccount, lockAccountsById } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { idOf, newId } from "#store/ids.ts";
import { nextNumber } from "#store/numbers.ts";
import { findPaymentGateway } from "#store/payment-gateways.ts";
import { findPaymentMethod } from "#store/payment-methods.ts";
import { findPaymentSchedule } from "#store/payment-schedule-pages.ts";
import { saveNewPaymentSchedules } from "#store/payment-schedules.ts";
import { lockReceivables } from "#store/receivables.ts";
import { findCurrency } from "#store/settings.ts";
import { authorOf, type Context } from "./context.ts";

export type WantedDocument = {
  readonly type: ScheduledDocument["type"];
  /** Id or number. */
  readonly key: string;
};

/** How an item is paid. Null: as the account says on that day. */
export type ItemTerms = {
  readonly currency: string | null;
  readonly paymentMethodId: string | null;
  readonly paymentGatewayId: string | null;
};

export type WantedScheduleItem = ItemTerms & {
  readonly scheduledDate: PlainDate;
  readonly runHour: number;
  readonly amount: Decimal;
  readonly description: string | null;
  /** Undefined: those of the schedule. */
  readonly document: WantedDocument | undefined;
  readonly customFields: CustomFields;
};

/** Payments that come again; each of `amount`, or together `totalAmount`. */
export type WantedRecurrence = ItemTerms & {
  readonly period: PaymentPeriod;
  readonly startDate: PlainDate;
  readonly occurrences: number;
  readonly runHour: number;
} & ({ readonly amount: Decimal } | { readonly totalAmount: Decimal });

export type PaymentScheduleRequest = {
  /** Id or number. */
  readonly accountKey: string;
  readonly paymentScheduleNumber: string | undefined;
  readonly description: string | null;
  readonly isStandalone: boolean;
  readonly documents: readonly WantedDocument[];
  readonly customFields: CustomFields;
  readonly payments: readonly WantedScheduleItem[] | WantedRecurrence;
};

/**
 * Makes payment schedules, all of them or none: payments that are collected when their days come.
 *
 * Errors: ENTITY_NOT_FOUND; INVALID_VALUE for a currency or amounts that do not fit; NOT_ALLOWED for a
 * cancelled account, a document that is not posted or of another currency, a number that is taken.
 */
export const createPaymentSchedules = (
  context: Context,
  requests: readonly PaymentScheduleRequest[],
): Promise<PaymentSchedule[]> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const accounts = await lockAccountsOf(tx, requests);
    const schedules: PaymentSchedule[] = [];
    for (const [index, request] of requests.entries()) {
      const account = accounts[index];
      if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key: request.accountKey });
      schedules.push(await newSchedule(tx, account, request));
    }
    const numbers = new Set(schedules.map((each) => each.paymentScheduleNumber));
    if (numbers.size < schedules.length) refuseNumber("twice in one request");
    await saveNewPaymentSchedules(tx, schedules, authorOf(context));
    return schedules;
  });

/** In the order of their ids, as everybody locks them. */
async function lockAccountsOf(
  tx: Transaction,
  requests: readonly PaymentScheduleRequest[],
): Promise<LockedAccount[]> {
  const ids: string[] = [];
  for (const { accountKey: key } of requests) {
    const account = await findAccount(tx, key);
    if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
    ids.push(account.accountId);
  }
  const locked = new Map(
    (await lockAccountsById(tx, [...new Set(ids)])).map((each) => [each.accountId, each]),
  );
  return ids.flatMap((id) => locked.get(id) ?? []);
}

async function newSchedule(
  tx: Transaction,
  account: LockedAccount,
  request: PaymentScheduleRequest,
): Promise<PaymentSchedule> {
  if (account.status === "Canceled") {
    throw new BillingError("NOT_ALLOWED", { message: "The account is cancelled." });
  }
  const { payments, isStandalone, description, customFields } = request;
  const billingDocuments = await scheduledDocuments(tx, account, request.documents);
  const recurrence = "period" in payments ? payments : undefined;
  const wanted = "period" in payments ? await itemsOf(tx, account, payments) : payments;
  const items = await newItems(tx, account, wanted, { billingDocuments, isStandalone, after: 0 });
  const [first] = [...items].sort((a, b) => (a.scheduledDate < b.scheduledDate ? -1 : 1));
  const startDate = recurrence?.startDate ?? first?.scheduledDate;
  assert(startDate, "a payment schedule has an item");
  return {
    accountId: account.accountId,
    paymentScheduleId: newId(),
    paymentScheduleNumber: await numberOf(tx, request.paymentScheduleNumber),
    description,
    period: recurrence?.period ?? null,
    runHour: recurrence?.runHour ?? 0,
    startDate,
    periodStartDate: startDate,
    isStandalone,
    billingDocuments,
    customFields,
    items,
  };
}

async function numberOf(tx: Transaction, chosen: string | undefined): Promise<string> {
  if (chosen === undefined) return nextNumber(tx, "payment_schedule");
  if (await findPaymentSchedule(tx, chosen)) refuseNumber("of another payment schedule");
  return chosen;
}

function refuseNumber(whose: string): never {
  const field = "paymentScheduleNumber";
  throw new BillingError("INVALID_VALUE", { field, message: `'${field}' is ${whose}` });
}

async function itemsOf(
  tx: Transaction,
  account: LockedAccount,
  recurrence: WantedRecurrence,
): Promise<WantedScheduleItem[]> {
  const { period, startDate, occurrences, runHour, ...rest } = recurrence;
  const { paymentMethodId, paymentGatewayId, currency } = rest;
  const code = checkedCurrency(currency ?? account.currency);
  const amounts =
    "amount" in rest
      ? Array.from({ length: occurrences }, () => rest.amount)
      : installmentAmounts(rest.totalAmount, occurrences, await findCurrency(tx, code));
  return amounts.map((amount, index) => ({
    paymentMethodId,
    paymentGatewayId,
    currency,
    scheduledDate: installmentDate(startDate, period, index),
    runHour,
    amount,
    description: null,
    document: undefined,
    customFields: {},
  }));
}

export type NewItemsOf = {
  readonly billingDocuments: readonly ScheduledDocument[];
  readonly isStandalone: boolean;
  /** The number of the item before them. */
  readonly after: number;
};

/** Items of an account that is locked. Errors: as of createPaymentSchedules. */
export async function newItems(
  tx: Transaction,
  account: LockedAccount,
  wanted: readonly WantedScheduleItem[],
  { billingDocuments, isStandalone, after }: NewItemsOf,
): Promise<PaymentScheduleItem[]> {
  await refuseTerms(tx, account, wanted);
  const items: PaymentScheduleItem[] = [];
  for (const [index, { document, ...item }] of wanted.entries()) {
    const currency = checkedCurrency(item.currency ?? account.currency);
    const own = document ? await scheduledDocuments(tx, account, [document]) : billingDocuments;
    await refuseAmount(tx, item.amount, currency);
    items.push({
      ...item,
      paymentScheduleItemId: newId(),
      number: after + index + 1,
      currency,
      billingDocuments: own,
      status: "Pending",
      errorMessage: null,
      paymentId: null,
      linkedPaymentIds: [],
      cancellationReason: null,
    });
  }
  const documents = items.flatMap((item) => item.billingDocuments);
  if (isStandalone && documents.length > 0) {
    const message = "Standalone payments are settled elsewhere: they pay no billing documents.";
    throw new BillingError("NOT_ALLOWED", { field: "standalone", message });
  }
  return items;
}

/** Methods and gateways that are named are there, and the account's. Each is looked for once. */
export async function refuseTerms(
  tx: Transaction,
  { accountId }: Pick<LockedAccount, "accountId">,
  items: readonly Pick<ItemTerms, "paymentMethodId" | "paymentGatewayId">[],
): Promise<void> {
  for (const key of new Set(items.flatMap((item) => item.paymentMethodId ?? []))) {
    const method = await findPaymentMethod(tx, key);
    if (!method || (method.accountId !== null && method.accountId !== accountId)) {
      throw new BillingError("ENTITY_NOT_FOUND", { key });
    }
  }
  for (const key of new Set(items.flatMap((item) => item.paymentGatewayId ?? []))) {
    const gateway = await findPaymentGateway(tx, key);
    if (gateway?.gatewayId !== key) throw new BillingError("ENTITY_NOT_FOUND", { key });
  }
}

export async function refuseAmount(tx: Transaction, amount: Decimal, code: string): Promise<void> {
  const rounding = await findCurrency(tx, code);
  if (isPositive(amount) && isInMinorUnits(amount, rounding)) return;
  const what = isPositive(amount)
    ? `has more than the ${rounding.minorUnits} decimals that ${code} has`
    : "should be greater than 0";
  throw new BillingError("INVALID_VALUE", { field: "amount", message: `'amount' ${what}` });
}

export function checkedCurrency(code: string): string {
  if (isCurrencyCode(code)) return code;
  const message = `'${code}' is not a valid currency code`;
  throw new BillingError("INVALID_VALUE", { field: "currency", message });
}

async function scheduledDocuments(
  tx: Transaction,
  { accountId }: LockedAccount,
  wanted: readonly WantedDocument[],
): Promise<ScheduledDocument[]> {
  if (wanted.length === 0) return [];
  const keysOf = (type: WantedDocument["type"]) =>
    wanted.filter((each) => each.type === type).map(({ key }) => key);
  const keys = { invoices: keysOf("Invoice"), debitMemos: keysOf("DebitMemo") };
  const found = await lockReceivables(tx, accountId, keys);
  const documents = wanted.map(({ type, key }) => {
    const document = found.find(
      ({ documentType, invoiceId, invoiceNumber }) =>
        documentType === type && (invoiceNumber === key || invoiceId === idOf(key)),
    );
    if (!document) throw new BillingError("ENTITY_NOT_FOUND", { key });
    if (document.status === "Posted") {
      return { type, id: document.invoiceId, number: document.invoiceNumber };
    }
    const message = `'${document.invoiceNumber}' is not posted: nobody owes it.`;
    throw new BillingError("NOT_ALLOWED", { message });
  });
  return [...new Map(documents.map((document) => [document.id, document])).values()];
}
