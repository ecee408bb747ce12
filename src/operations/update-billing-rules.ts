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
import { refuseMoved } from "./refuse-moved.ts";

/**
 * Changes the billing rules that are given.
 *
 * @returns all that was ever changed, these included.
 * Errors: NOT_ALLOWED for rules that contradict each other; SETTINGS_HAVE_MOVED.
 */
export async function updateBillingRules(
  context: Context,
  changed: SettingValue,
  expected: Expected,
): Promise<SettingValue> {
  return inTransaction(context.database, context.entityId, async (tx) => {
    const stored = await lockSetting(tx, "billing-rules");
    refuseMoved({ ...expected.otherwise, ...stored }, expected.ifUnchanged);
    const next = { ...stored, ...changed };
    refuseContradiction(next);
    await saveBillingRules(tx, changed);
    if (NUMBERING.some((rule) => rule in changed)) await saveNumbering(tx, numberingOf(next));
    return next;
  });
}

export type Expected = {
  /** What the caller has seen; undefined: he does not say. */
  readonly ifUnchanged: SettingValue | undefined;
  /** What was never changed. */
  readonly otherwise: SettingValue;
};

const NUMBERING = ["sequentialInvoiceNumber", "numberAssignmentTiming"];

/** Days of a month cannot be billed where the period that they are part of is billed whole. */
export function refuseContradiction(next: SettingValue): void {
  const rules = billingRulesOf(next);
  if (!rules.prorateRecurringMonthlyCharges || rules.proratePeriodOfRecurringCharge) return;
  throw new BillingError("NOT_ALLOWED", {
    message:
      "prorateRecurringMonthlyCharges may not be true while proratePeriodOfRecurringCharge is false.",
  });
}
