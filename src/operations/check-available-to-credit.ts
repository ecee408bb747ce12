import type { Invoice } from "#engine/model/document.ts";
import { refuseOverCredit, type WantedCredit } from "#engine/settlement/over-credit.ts";
import { listCreditsOfInvoice } from "#store/credit-memo-changes.ts";
import type { Transaction } from "#store/database.ts";
import { findBillingRules } from "#store/settings.ts";

/**
 * Refuses credit of an invoice that is more than what it billed and no posted memo has credited yet,
 * as closely as the entity watches it. The account is locked. Errors: CREDITS_TOO_MUCH.
 */
export async function checkAvailableToCredit(
  tx: Transaction,
  invoice: Invoice,
  wanted: WantedCredit,
): Promise<void> {
  const rules = await findBillingRules(tx);
  const level = rules.availableToCreditValidationLevel;
  if (level === "None") return;
  const includeBilling = rules.availableToCreditIncludingRbeCreditMemo;
  const earlier = await listCreditsOfInvoice(tx, invoice, { includeBilling });
  refuseOverCredit(invoice, wanted, earlier, level);
}
