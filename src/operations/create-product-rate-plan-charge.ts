import { type ChargeDefinition, newCharge } from "#engine/catalog/charge.ts";
import { checkDiscountClass } from "#engine/catalog/discount.ts";
import { BillingError } from "#engine/errors.ts";
import type { ProductRatePlanCharge } from "#engine/model/product.ts";
import {
  findProductRatePlan,
  findProductRatePlanCharge,
  saveProductRatePlanCharge,
} from "#store/catalog.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { nextNumber } from "#store/numbers.ts";
import { findBillingRules } from "#store/settings.ts";
import { checkAccountingCodes } from "./accounting-codes.ts";
import type { Context } from "./context.ts";

export type NewProductRatePlanCharge = ChargeDefinition & {
  /** Id or number. */
  readonly productRatePlanKey: string;
  /** Null: the next number. */
  readonly productRatePlanChargeNumber?: string | null | undefined;
};

/**
 * Adds a charge to a product rate plan. Subscriptions that have the plan keep the charges they have.
 *
 * Errors: those of newCharge; ENTITY_NOT_FOUND for the rate plan; NUMBER_IN_USE.
 */
export async function createProductRatePlanCharge(
  context: Context,
  wanted: NewProductRatePlanCharge,
): Promise<ProductRatePlanCharge> {
  const { productRatePlanKey: key, productRatePlanChargeNumber, ...definition } = wanted;
  return inTransaction(context.database, context.entityId, async (tx) => {
    const plan = await findProductRatePlan(tx, key);
    if (!plan) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const number = await numberFor(tx, productRatePlanChargeNumber ?? null);
    const keys = { productRatePlanChargeId: newId(), productRatePlanChargeNumber: number };
    const charge = newCharge(keys, definition);
    await checkReferences(tx, charge);
    await saveProductRatePlanCharge(tx, plan, charge, context.userId);
    return charge;
  });
}

/**
 * Errors: INVALID_VALUE for a discount class that the tenant does not have; those of
 * checkAccountingCodes.
 */
export async function checkReferences(
  tx: Transaction,
  { discount, otherFields }: ProductRatePlanCharge,
): Promise<void> {
  if (discount) checkDiscountClass(discount, await findBillingRules(tx));
  const { accountingCode, deferredRevenueAccount, recognizedRevenueAccount } = otherFields;
  const codes = [accountingCode, deferredRevenueAccount, recognizedRevenueAccount];
  await checkAccountingCodes(
    tx,
    codes.map((code) => (code ? String(code) : null)),
  );
}

async function numberFor(tx: Transaction, wanted: string | null): Promise<string> {
  if (wanted === null) return nextNumber(tx, "product_rate_plan_charge");
  if (await findProductRatePlanCharge(tx, wanted)) {
    const details = { field: "ProductRatePlanChargeNumber", number: wanted };
    throw new BillingError("NUMBER_IN_USE", details);
  }
  return wanted;
}
