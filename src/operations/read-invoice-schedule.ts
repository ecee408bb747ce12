import { leftOf } from "#engine/billing/invoice-schedule.ts";
import { BillingError } from "#engine/errors.ts";
import { type Decimal, minimum, sum, ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction } from "#store/database.ts";
import { findSchedule, type InvoiceSchedule, type ScheduleItem } from "#store/invoice-schedules.ts";
import type { Context } from "./context.ts";
import { loadCharges } from "./load-schedule.ts";

/** A schedule with how far it is. */
export type ScheduleState = InvoiceSchedule & {
  readonly currency: string;
  readonly status: "Pending" | "PartiallyProcessed" | "Paused" | "FullyProcessed";
  readonly billedAmount: Decimal;
  readonly unbilledAmount: Decimal;
  readonly nextRunDate: PlainDate | null;
  /** What each item will bill, as its charges are now; nothing of those that are processed. */
  readonly actualAmounts: ReadonlyMap<string, Decimal>;
};

/** Errors: ENTITY_NOT_FOUND, NOT_ALLOWED where the account is not active any more. */
export const readInvoiceSchedule = (
  { database, entityId }: Pick<Context, "database" | "entityId">,
  key: string,
): Promise<ScheduleState> =>
  inTransaction(database, entityId, async (tx) => {
    const schedule = await findSchedule(tx, key);
    if (!schedule) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { account, charges } = await loadCharges(tx, schedule.accountId, schedule.chargeNumbers);
    const waiting = schedule.items.filter(({ isProcessed }) => !isProcessed);
    let left = sum(charges.map(leftOf));
    const unbilledAmount = left;
    const actualAmounts = new Map<string, Decimal>();
    for (const { invoiceScheduleItemId, amount } of waiting) {
      const actual = minimum(amount, left);
      actualAmounts.set(invoiceScheduleItemId, actual);
      left = left.minus(actual);
    }
    return {
      ...schedule,
      currency: account.currency,
      status: statusOf(schedule, waiting),
      billedAmount: sum(charges.map(({ billed }) => billed)),
      unbilledAmount: waiting.length === 0 ? ZERO : unbilledAmount,
      nextRunDate: waiting[0]?.runDate ?? null,
      actualAmounts,
    };
  });

function statusOf(
  { isPaused, items }: InvoiceSchedule,
  waiting: readonly ScheduleItem[],
): ScheduleState["status"] {
  if (waiting.length === 0) return "FullyProcessed";
  if (isPaused) return "Paused";
  return waiting.length === items.length ? "Pending" : "PartiallyProcessed";
}
