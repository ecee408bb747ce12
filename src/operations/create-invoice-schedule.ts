import { dueLines } from "#engine/billing/due-lines.ts";
import type { ScheduledCharge } from "#engine/billing/invoice-schedule.ts";
import { usedDiscounts } from "#engine/billing/used-discounts.ts";
import { BillingError } from "#engine/errors.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { NO_END } from "#engine/values/date-range.ts";
import { isPositive, sum } from "#engine/values/decimal.ts";
import { lockAccount } from "#store/accounts.ts";
import { restoreThroughDates } from "#store/billed-by-documents.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { listAccountDiscounts } from "#store/discounts.ts";
import { newId } from "#store/ids.ts";
import {
  type InvoiceSchedule,
  type SpecificSubscription,
  saveNewSchedule,
} from "#store/invoice-schedules.ts";
import { nextNumber } from "#store/numbers.ts";
import {
  findSubscriptionsOfOrder,
  listRecurringCharges,
  listScheduledCharges,
} from "#store/scheduled-charges.ts";
import { authorOf, type Context } from "./context.ts";
import { type LoadedCharges, loadCharges } from "./load-schedule.ts";
import { scheduleItems, type WantedItem } from "./schedule-items.ts";

export type ScheduleRequest = {
  readonly accountKey: string;
  readonly orders: readonly string[];
  readonly specificSubscriptions: readonly SpecificSubscription[];
  readonly invoiceSeparately: boolean;
  readonly notes: string | null;
  readonly customFields: CustomFields;
  readonly items: readonly WantedItem[];
};

/**
 * Makes a schedule of the recurring charges of orders, or of those that are named. From now on no bill
 * run bills them: what is left of them is billed by the items of the schedule.
 *
 * Errors: ENTITY_NOT_FOUND; INVALID_VALUE for items that do not sum to what is to be billed; NOT_ALLOWED
 * for a charge that was billed, has no end or is in a schedule; NOT_SUPPORTED for discounts.
 */
export const createInvoiceSchedule = (
  context: Context,
  request: ScheduleRequest,
): Promise<InvoiceSchedule> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const account = await lockAccount(tx, { key: request.accountKey });
    if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key: request.accountKey });
    const { accountId } = account;
    const wanted = await chargesToSchedule(tx, accountId, request);
    const loaded = await loadCharges(
      tx,
      accountId,
      wanted.map(({ chargeNumber }) => chargeNumber),
    );
    await refuseCharges(tx, accountId, wanted, loaded);
    const totalAmount = sum(loaded.charges.map(({ due }) => due));
    const schedule: InvoiceSchedule = {
      accountId,
      invoiceScheduleId: newId(),
      invoiceScheduleNumber: await nextNumber(tx, "invoice_schedule"),
      notes: request.notes,
      invoiceSeparately: request.invoiceSeparately,
      isPaused: false,
      orders: request.orders,
      specificSubscriptions: request.specificSubscriptions,
      totalAmount,
      customFields: request.customFields,
      items: scheduleItems(request.items, { total: totalAmount, left: totalAmount }, loaded),
      chargeNumbers: wanted.map(({ chargeNumber }) => chargeNumber),
    };
    await saveNewSchedule(tx, schedule, wanted, authorOf(context));
    await restoreThroughDates(tx, loaded.charges.map(billedThroughItsEnd(accountId)));
    return schedule;
  });

type WantedCharge = { readonly chargeNumber: string; readonly subscriptionNumber: string };

async function chargesToSchedule(
  tx: Transaction,
  accountId: string,
  { orders, specificSubscriptions }: ScheduleRequest,
): Promise<WantedCharge[]> {
  const wanted: WantedCharge[] = [];
  const add = async (subscriptionNumber: string, only?: readonly string[]) => {
    const own = await listRecurringCharges(tx, accountId, subscriptionNumber);
    const missing = only?.find((chargeNumber) => !own.includes(chargeNumber));
    if (own.length === 0) throw new BillingError("ENTITY_NOT_FOUND", { key: subscriptionNumber });
    if (missing !== undefined) throw new BillingError("ENTITY_NOT_FOUND", { key: missing });
    for (const chargeNumber of only && only.length > 0 ? only : own) {
      wanted.push({ chargeNumber, subscriptionNumber });
    }
  };
  for (const key of orders) {
    const subscriptions = await findSubscriptionsOfOrder(tx, accountId, key);
    if (!subscriptions) throw new BillingError("ENTITY_NOT_FOUND", { key });
    for (const subscriptionNumber of subscriptions) await add(subscriptionNumber);
  }
  for (const { subscriptionKey, chargeNumbers } of specificSubscriptions) {
    await add(subscriptionKey, chargeNumbers);
  }
  if (wanted.length === 0) {
    const message = "'orders' or 'specificSubscriptions' should name what is billed.";
    throw new BillingError("INVALID_VALUE", { field: "orders", message });
  }
  return [...new Map(wanted.map((charge) => [charge.chargeNumber, charge])).values()];
}

async function refuseCharges(
  tx: Transaction,
  accountId: string,
  wanted: readonly WantedCharge[],
  { subscriptions, charges }: LoadedCharges,
): Promise<void> {
  const numbers = wanted.map(({ chargeNumber }) => chargeNumber);
  const [scheduled] = await listScheduledCharges(tx, accountId, numbers);
  if (scheduled !== undefined) refuse(scheduled, "it is in an invoice schedule");
  for (const { chargeNumber } of wanted) {
    const charge = charges.find((each) => each.segment.charge.chargeNumber === chargeNumber);
    if (!charge) refuse(chargeNumber, "it is not active, or has begun on no day yet");
    const { segment, billed } = charge;
    if (segment.billable.end === NO_END) refuse(chargeNumber, "it has no end");
    if (isPositive(billed) || wasBilled(subscriptions, chargeNumber)) {
      refuse(chargeNumber, "it has been billed");
    }
  }
  const discounted = [
    ...subscriptions.flatMap(usedDiscounts),
    ...(await listAccountDiscounts(tx, accountId)).flatMap(usedDiscounts),
  ];
  if (discounted.length === 0) return;
  const message = "Charges that discounts reduce cannot be billed by an invoice schedule.";
  throw new BillingError("NOT_SUPPORTED", { message });
}

const wasBilled = (subscriptions: LoadedCharges["subscriptions"], chargeNumber: string): boolean =>
  subscriptions.some(({ ratePlans }) =>
    ratePlans.some(({ charges }) =>
      charges.some(
        (charge) =>
          charge.chargeNumber === chargeNumber &&
          (charge.chargedThroughDate !== null || charge.segment !== 1),
      ),
    ),
  );

function refuse(chargeNumber: string, reason: string): never {
  const message = `Charge '${chargeNumber}' cannot be billed by an invoice schedule: ${reason}.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

/** So that nothing of it is due for bill runs, and what is cut of it is credited. */
const billedThroughItsEnd =
  (accountId: string) =>
  ({ segment }: ScheduledCharge) => ({
    key: {
      accountId,
      subscriptionNumber: segment.subscription.subscriptionNumber,
      chargeNumber: segment.charge.chargeNumber,
      segment: segment.charge.segment,
      charged: null,
      credited: null,
    },
    from: null,
    chargedThroughDate: dueLines(segment).at(-1)?.service.end ?? segment.billable.end,
    processedThroughDate: segment.billable.end,
  });
