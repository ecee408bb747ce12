import { BillingError } from "#engine/errors.ts";
import type { Invoice } from "#engine/model/document.ts";
import { type Decimal, maximum, ZERO } from "#engine/values/decimal.ts";
import type { Transaction } from "#store/database.ts";
import { listPaymentsInProcess } from "#store/payments.ts";

/**
 * What gateways are asked for at this moment, by the id of the document that it is to pay. The account
 * is locked already: nobody begins to ask meanwhile (docs/decisions/0532-what-is-being-collected.md).
 */
export type BeingPaid = ReadonlyMap<
  string,
  { readonly amount: Decimal; readonly paymentNumber: string }
>;

export async function findBeingPaid(
  tx: Transaction,
  accountIds: readonly string[],
): Promise<BeingPaid> {
  const beingPaid = new Map<string, { amount: Decimal; paymentNumber: string }>();
  for (const { paymentNumber, intent } of await listPaymentsInProcess(tx, accountIds)) {
    for (const { documentKey, amount } of intent) {
      const before = beingPaid.get(documentKey)?.amount ?? ZERO;
      beingPaid.set(documentKey, { paymentNumber, amount: before.plus(amount) });
    }
  }
  return beingPaid;
}

/** What of a document nobody is collecting. */
export const freeOf = (
  { invoiceId, balance }: Pick<Invoice, "invoiceId" | "balance">,
  beingPaid: BeingPaid,
): Decimal => maximum(ZERO, balance.minus(beingPaid.get(invoiceId)?.amount ?? ZERO));

/** Errors: DOCUMENT_BEING_PAID where `wanted` would settle what is being collected. */
export function refuseWhatIsBeingPaid(
  document: Pick<Invoice, "invoiceId" | "invoiceNumber" | "balance">,
  wanted: Decimal,
  beingPaid: BeingPaid,
): void {
  const paying = beingPaid.get(document.invoiceId);
  if (!paying || wanted.lte(freeOf(document, beingPaid))) return;
  const { invoiceNumber: documentNumber } = document;
  const { paymentNumber } = paying;
  throw new BillingError("DOCUMENT_BEING_PAID", { documentNumber, paymentNumber });
}
