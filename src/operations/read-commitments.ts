import { eligibleCharges } from "#engine/commitments/commitment-charges.ts";
import { type Commitment, commitmentsOf } from "#engine/commitments/commitments-of.ts";
import { BillingError } from "#engine/errors.ts";
import { findAccount, findAccountNumbers } from "#store/accounts.ts";
import { listBilledItems } from "#store/billed-items.ts";
import {
  findCommittedSubscription,
  findOriginOrders,
  listCommittedSubscriptions,
  type OriginOrder,
} from "#store/commitments.ts";
import type { Transaction } from "#store/database.ts";
import { findOrderSettings } from "#store/settings.ts";
import type { StoredSubscription } from "#store/subscriptions.ts";

/** A commitment with where it comes from. */
export type FoundCommitment = Commitment & {
  readonly accountId: string;
  readonly accountNumber: string;
  readonly order: OriginOrder | undefined;
};

/** Of an account, by its number or id. Errors: ENTITY_NOT_FOUND. */
export async function listCommitments(
  tx: Transaction,
  accountKey: string,
): Promise<FoundCommitment[]> {
  const account = await findAccount(tx, accountKey);
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key: accountKey });
  return withOrigins(tx, await listCommittedSubscriptions(tx, account.accountId));
}

/** By its id or number. Errors: ENTITY_NOT_FOUND. */
export async function findCommitment(tx: Transaction, key: string): Promise<FoundCommitment> {
  const stored = await findCommittedSubscription(tx, key);
  const found = await withOrigins(tx, stored ? [stored] : []);
  const commitment = found.find(
    ({ charge }) => charge.chargeNumber === key || charge.originalChargeId === key.toLowerCase(),
  );
  if (!commitment) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return commitment;
}

async function withOrigins(
  tx: Transaction,
  stored: readonly StoredSubscription[],
): Promise<FoundCommitment[]> {
  const charges = stored.flatMap(({ subscription }) => eligibleOf(subscription));
  const billed = await listBilledItems(tx, charges, { isDiscounted: true });
  const items = [...billed.values()].flat();
  const owners = stored.map(({ subscription }) => subscription.subscriptionOwnerId);
  const accountNumbers = await findAccountNumbers(tx, owners);
  const commitments: Commitment[] = [];
  const byCurrency = Map.groupBy(stored, ({ subscription }) => subscription.currency);
  for (const [code, own] of byCurrency) {
    const { currency } = await findOrderSettings(tx, code);
    for (const { subscription } of own) {
      commitments.push(...commitmentsOf(subscription, items, currency));
    }
  }
  const numbers = commitments.map(({ charge }) => charge.chargeNumber);
  const orders = await findOriginOrders(tx, numbers);
  return commitments.map((commitment) => {
    const { subscriptionOwnerId: accountId } = commitment.subscription;
    const accountNumber = accountNumbers.get(accountId) ?? "";
    const order = orders.get(commitment.charge.chargeNumber);
    return { ...commitment, accountId, accountNumber, order };
  });
}

/** All that was ever billed for usage that counts. */
const eligibleOf = (subscription: StoredSubscription["subscription"]) =>
  eligibleCharges(subscription).flatMap(({ chargeNumber }) =>
    [...subscription.earlierInvoiceOwnerIds, subscription.invoiceOwnerId].map((accountId) => ({
      accountId,
      chargeNumber,
      from: subscription.subscriptionStartDate,
    })),
  );
