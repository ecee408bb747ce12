import { BillingError } from "#engine/errors.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { instantOf } from "#engine/usage/instant-of.ts";
import type { Decimal } from "#engine/values/decimal.ts";
import { newId } from "#store/ids.ts";
import type { UsageRecord } from "#store/usage.ts";
import type { UsageTargets } from "#store/usage-targets.ts";

/** A record of usage as a caller describes it; null and undefined are the same. */
export type GivenUsage = {
  /** Id or number. */
  readonly account: string;
  /** Original id or number. */
  readonly subscription?: string | null | undefined;
  /** Original id or number of a usage charge. */
  readonly charge?: string | null | undefined;
  readonly unitOfMeasure: string;
  readonly quantity: Decimal;
  readonly startDateTime: string;
  readonly endDateTime?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly uniqueKey?: string | null | undefined;
  readonly groupId?: string | null | undefined;
  readonly importId?: string | null | undefined;
  readonly customFields: CustomFields;
};

/** What `findUsageTargets` has to look for. */
export const namesIn = (given: readonly GivenUsage[]) => ({
  accounts: given.map(({ account }) => account),
  subscriptions: given.flatMap(({ subscription }) => subscription ?? []),
  charges: given.flatMap(({ charge }) => charge ?? []),
});

/**
 * A record that can be kept: of an account, and of a subscription and a usage charge of its own where
 * it names any.
 *
 * Errors: ENTITY_NOT_FOUND, SUBSCRIPTION_NOT_OF_ACCOUNT, NOT_ALLOWED (a charge of another
 * subscription), INVALID_VALUE (no day).
 */
export function usageRecord(
  given: GivenUsage,
  targets: UsageTargets,
  timeZone: string,
): UsageRecord {
  const accountId = targets.accounts.get(given.account);
  if (!accountId) throw new BillingError("ENTITY_NOT_FOUND", { key: given.account });
  const { subscriptionNumber, chargeNumber } = targetOf(given, accountId, targets);
  const start = instantOf(given.startDateTime, timeZone, "StartDateTime");
  const end = given.endDateTime ? instantOf(given.endDateTime, timeZone, "EndDateTime") : null;
  return {
    usageId: newId(),
    accountId,
    subscriptionNumber,
    chargeNumber,
    unitOfMeasure: given.unitOfMeasure,
    quantity: given.quantity,
    startAt: start.at,
    startDate: start.day,
    endAt: end?.at ?? null,
    description: given.description ?? null,
    uniqueKey: given.uniqueKey ?? null,
    groupId: given.groupId ?? null,
    importId: given.importId ?? null,
    customFields: given.customFields,
  };
}

function targetOf(
  { account, subscription, charge }: GivenUsage,
  accountId: string,
  targets: UsageTargets,
): Pick<UsageRecord, "subscriptionNumber" | "chargeNumber"> {
  const named = subscription ? targets.subscriptions.get(subscription) : undefined;
  if (subscription && !named) throw new BillingError("ENTITY_NOT_FOUND", { key: subscription });
  const charged = charge ? targets.charges.get(charge) : undefined;
  if (charge && !charged) throw new BillingError("ENTITY_NOT_FOUND", { key: charge });
  for (const found of [named, charged]) {
    if (!found || found.ownerId === accountId) continue;
    const { subscriptionNumber } = found;
    const details = { subscriptionNumber, accountNumber: account };
    throw new BillingError("SUBSCRIPTION_NOT_OF_ACCOUNT", details);
  }
  if (named && charged && named.subscriptionNumber !== charged.subscriptionNumber) {
    const message = `Charge '${charge}' is not of subscription '${subscription}'.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return {
    subscriptionNumber: (charged ?? named)?.subscriptionNumber ?? null,
    chargeNumber: charged?.chargeNumber ?? null,
  };
}
