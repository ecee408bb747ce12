import { BillingError } from "#engine/errors.ts";
import type { BillingAttributes, Order } from "#engine/model/order.ts";
import type { Transaction } from "#store/database.ts";
import { findUnknownSequenceSet } from "#store/sequence-sets.ts";

/** Sequence sets that an order gives its subscriptions and line items. Errors: ENTITY_NOT_FOUND. */
export async function checkSequenceSets(
  tx: Transaction,
  { subscriptions, orderLineItems = [] }: Order,
): Promise<void> {
  const wanted = subscriptions.flatMap(({ orderActions }) =>
    orderActions.flatMap(({ action }) => {
      const { sequenceSetId }: BillingAttributes = "sequenceSetId" in action ? action : {};
      return sequenceSetId ?? [];
    }),
  );
  await checkSequenceSetsOf(tx, [
    ...wanted.map((sequenceSetId) => ({ sequenceSetId })),
    ...orderLineItems,
  ]);
}

/** The same of whatever names one. Errors: ENTITY_NOT_FOUND. */
export async function checkSequenceSetsOf(
  tx: Transaction,
  named: readonly { readonly sequenceSetId?: string | undefined }[],
): Promise<void> {
  const wanted = named.flatMap(({ sequenceSetId }) => sequenceSetId ?? []);
  const key = wanted.length > 0 ? await findUnknownSequenceSet(tx, wanted) : undefined;
  if (key !== undefined) throw new BillingError("ENTITY_NOT_FOUND", { key });
}
