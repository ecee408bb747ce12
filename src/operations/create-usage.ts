import { BillingError } from "#engine/errors.ts";
import { inTransaction } from "#store/database.ts";
import { findUsageByKey, saveUsage, type UsageRecord } from "#store/usage.ts";
import { findUsageTargets } from "#store/usage-targets.ts";
import { authorOf, type Context } from "./context.ts";
import { type GivenUsage, namesIn, usageRecord } from "./usage-record.ts";

/**
 * Keeps a record of usage, to be billed with its billing period. The same record sent again with the
 * same unique key is the one that there is.
 *
 * Errors: those of usageRecord, USAGE_KEY_IN_USE. Nothing is written then.
 *
 * @returns its id
 */
export const createUsage = (context: Context, given: GivenUsage): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const targets = await findUsageTargets(tx, namesIn([given]));
    const record = usageRecord(given, targets, context.timeZone);
    const author = authorOf(context);
    const saved = await saveUsage(tx, [record], author);
    if (saved.has(record.usageId)) return record.usageId;
    const uniqueKey = record.uniqueKey ?? "";
    const existing = await findUsageByKey(tx, uniqueKey);
    if (existing && isSame(existing, record)) return existing.usageId;
    throw new BillingError("USAGE_KEY_IN_USE", { uniqueKey });
  });

const isSame = (one: UsageRecord, other: UsageRecord): boolean =>
  one.accountId === other.accountId &&
  one.unitOfMeasure === other.unitOfMeasure &&
  one.quantity.eq(other.quantity) &&
  one.startAt.equals(other.startAt) &&
  one.subscriptionNumber === other.subscriptionNumber &&
  one.chargeNumber === other.chargeNumber;
