import { type PaymentTerm, paymentTermNamed } from "#engine/billing/due-date.ts";
import { BillingError } from "#engine/errors.ts";
import { inTransaction } from "#store/database.ts";
import { idOf, newId } from "#store/ids.ts";
import { lockPaymentTerms, type StoredPaymentTerm, savePaymentTerm } from "#store/payment-terms.ts";
import type { Context } from "./context.ts";

/** Errors: NUMBER_IN_USE for a name that is set up already, or says its days by itself. */
export const createPaymentTerm = (
  context: Context,
  given: Omit<StoredPaymentTerm, "paymentTermId">,
): Promise<StoredPaymentTerm> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const all = await lockPaymentTerms(tx);
    const { name } = given;
    if (paymentTermNamed(name) || all.some((each) => each.name === name)) {
      throw new BillingError("NUMBER_IN_USE", { field: "Payment term", number: name });
    }
    const paymentTerm = { ...given, paymentTermId: newId() };
    await savePaymentTerm(tx, paymentTerm);
    return paymentTerm;
  });

/**
 * Changes what later documents are due by; what was issued keeps its due date.
 *
 * Errors: ENTITY_NOT_FOUND.
 */
export const updatePaymentTerm = (
  context: Context,
  key: string,
  given: { readonly term?: PaymentTerm | undefined; readonly active?: boolean | undefined },
): Promise<StoredPaymentTerm> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const before = (await lockPaymentTerms(tx)).find(
      ({ paymentTermId, name }) => paymentTermId === idOf(key) || name === key,
    );
    if (!before) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { term = before.term, active = before.active } = given;
    const after = { ...before, term, active };
    await savePaymentTerm(tx, after);
    return after;
  });
