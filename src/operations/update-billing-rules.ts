import { BillingError } from "#engine/errors.ts";
import { inTransaction } from "#store/database.ts";
import { numberingOf, saveNumbering } from "#store/sequence-sets.ts";
import {
  billingRulesOf,
  lockSetting,
  type SettingValue,
  saveBillingRules,
} from "#store/settings.ts";
import type { Context } from "./context.ts";

/**
 * Changes the billing rules that are given.
 *
 * @returns all that was ever changed, these included.
 * Errors: NOT_ALLOWED for rules that contradict each other.
 */
export async function updateBillingRules(
  context: Context,
  changed: SettingValue,
): Promise<SettingValue> {
  return inTransaction(context.database, context.entityId, async (tx) => {
    const next = { ...(await lockSetting(tx, "billing-rules")), ...changed };
    refuseContradiction(next);
    await saveBillingRules(tx, changed);
    if (NUMBERING.some((rule) => rule in changed)) await saveNumbering(tx, numberingOf(next));
    return next;
  });
}

const NUMBERING = ["sequentialInvoiceNumber", "numberAssignmentTiming"];

/** Days of a month cannot be billed where the period that they are part of is billed whole. */
function refuseContradiction(next: SettingValue): void {
  const rules = billingRulesOf(next);
  if (!rules.prorateRecurringMonthlyCharges || rules.proratePeriodOfRecurringCharge) return;
  throw new BillingError("NOT_ALLOWED", {
    message:
      "prorateRecurringMonthlyCharges may not be true while proratePeriodOfRecurringCharge is false.",
  });
}
