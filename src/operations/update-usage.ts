import { BillingError } from "#engine/errors.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { instantOf } from "#engine/usage/instant-of.ts";
import type { Decimal } from "#engine/values/decimal.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { deleteUsageRecord, findUsage, type StoredUsage, updateUsageRecord } from "#store/usage.ts";
import type { Context } from "./context.ts";

/** What is absent stays. */
export type UsageUpdate = {
  readonly unitOfMeasure?: string | undefined;
  readonly quantity?: Decimal | undefined;
  readonly startDateTime?: string | undefined;
  readonly endDateTime?: string | undefined;
  readonly customFields: CustomFields;
};

/** Changes a record that nothing has billed. Errors: ENTITY_NOT_FOUND, USAGE_PROCESSED, INVALID_VALUE. */
export const updateUsage = (context: Context, key: string, update: UsageUpdate): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { timeZone, userId, now } = context;
    const before = await usageNamed(tx, key);
    const { startDateTime, endDateTime } = update;
    const start = startDateTime && instantOf(startDateTime, timeZone, "StartDateTime");
    const end = endDateTime && instantOf(endDateTime, timeZone, "EndDateTime");
    const changes = {
      unitOfMeasure: update.unitOfMeasure ?? before.unitOfMeasure,
      quantity: update.quantity ?? before.quantity,
      startAt: start ? start.at : before.startAt,
      startDate: start ? start.day : before.startDate,
      endAt: end ? end.at : before.endAt,
      customFields: { ...before.customFields, ...update.customFields },
    };
    const author = { userId, now: now.toString() };
    if (await updateUsageRecord(tx, before.usageId, changes, author)) return before.usageId;
    throw new BillingError("USAGE_PROCESSED", { key });
  });

/** Errors: ENTITY_NOT_FOUND, USAGE_PROCESSED. */
export const deleteUsage = (context: Context, key: string): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { usageId } = await usageNamed(tx, key);
    if (await deleteUsageRecord(tx, usageId)) return usageId;
    throw new BillingError("USAGE_PROCESSED", { key });
  });

async function usageNamed(tx: Transaction, key: string): Promise<StoredUsage> {
  const found = await findUsage(tx, key);
  if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return found;
}
