import { throughDatesBefore } from "#engine/billing/through-dates-before.ts";
import { type DateRange, isEmpty } from "#engine/values/date-range.ts";
import { isZero, sum } from "#engine/values/decimal.ts";
import { earlier, later } from "#engine/values/plain-date.ts";
import {
  type DatesToRestore,
  type DocumentKeys,
  type ItemOfBilling,
  listItemsOfBilling,
  listStandingSegments,
  restoreThroughDates,
  type SegmentKey,
} from "#store/billed-by-documents.ts";
import { addItemCredits } from "#store/billed-items.ts";
import type { Transaction } from "#store/database.ts";
import { reopenScheduleItems } from "#store/invoice-schedules.ts";
import { forgetBilledLineItems } from "#store/order-line-items.ts";
import { forgetPrepaidMoves } from "#store/prepaid.ts";
import { coverByDates } from "#store/scheduled-charges.ts";
import { forgetRatings } from "#store/usage-to-bill.ts";

/**
 * Makes due again what documents have billed, and owed again what they have credited: the next billing
 * finds both, and makes the same items. To be called before the documents are cancelled or deleted, in
 * the same transaction; their accounts are locked. Whoever makes documents that move something else
 * moves it back here.
 *
 * An account where something was billed or credited since is left as it is: its documents have to stay.
 *
 * @returns the accounts that are left, by id, each with the reason
 */
export async function takeBackBilling(
  tx: Transaction,
  documents: DocumentKeys,
): Promise<ReadonlyMap<string, string>> {
  const items = await listItemsOfBilling(tx, documents);
  const inTheWay = new Map<string, string>();
  const creditsHere = Map.groupBy(items, ({ creditedItem }) => creditedItem?.itemId);
  for (const item of items) {
    if (isCreditedElsewhere(item, creditsHere.get(item.itemId) ?? [])) {
      inTheWay.set(item.accountId, `${nameOf(item)} was credited since`);
    }
  }
  const dates = await datesToRestore(tx, documents, items, inTheWay);
  const free = items.filter(({ accountId }) => !inTheWay.has(accountId));
  await addItemCredits(tx, free.flatMap(creditBackOf));
  await forgetBilledLineItems(tx, free);
  await forgetRatings(tx, usageIn(free));
  await forgetPrepaidMoves(
    tx,
    free.map(({ itemId }) => itemId),
  );
  await restoreThroughDates(
    tx,
    dates.filter(({ key }) => !inTheWay.has(key.accountId)),
  );
  await coverByDates(tx, free.flatMap(scheduledCreditOf));
  const accountIds = documents.accountIds.filter((accountId) => !inTheWay.has(accountId));
  await reopenScheduleItems(tx, accountIds, documents.invoiceIds);
  return inTheWay;
}

/** No bill run bills what a schedule does, whatever was credited of it. */
const scheduledCreditOf = ({
  accountId,
  chargeNumber,
  isScheduled,
  creditedItem,
}: ItemOfBilling) =>
  isScheduled && creditedItem && chargeNumber !== null ? [{ accountId, chargeNumber }] : [];

const usageIn = (items: readonly ItemOfBilling[]): string[] =>
  items.flatMap(({ chargeType, itemId }) => (chargeType === "Usage" ? itemId : []));

const nameOf = ({ chargeNumber, service }: ItemOfBilling): string =>
  `what was billed of ${chargeNumber === null ? "an order line item" : `charge '${chargeNumber}'`} from ${service.start}`;

/** By a document that stays. */
const isCreditedElsewhere = (item: ItemOfBilling, here: readonly ItemOfBilling[]): boolean =>
  !isZero(item.creditedAmount.plus(sum(here.map(({ amount }) => amount))));

/** What it takes back of another item is not taken back any more. */
const creditBackOf = ({ creditedItem, amount }: ItemOfBilling) =>
  creditedItem ? [{ ...creditedItem, amount }] : [];

/** @param inTheWay  is told of accounts where the dates have moved on */
async function datesToRestore(
  tx: Transaction,
  documents: DocumentKeys,
  items: readonly ItemOfBilling[],
  inTheWay: Map<string, string>,
): Promise<DatesToRestore[]> {
  const standing = await listStandingSegments(tx, segmentsOf(items), documents);
  return standing.flatMap(({ key, invoiceOwnerId, ...segment }) => {
    const { accountId, chargeNumber, subscriptionNumber } = key;
    if (invoiceOwnerId !== accountId) {
      inTheWay.set(accountId, `subscription '${subscriptionNumber}' was transferred since`);
      return [];
    }
    const before = throughDatesBefore(segment);
    if (before === undefined) {
      inTheWay.set(accountId, `charge '${chargeNumber}' was billed or credited since`);
      return [];
    }
    return before === null ? [] : [{ key, from: segment.chargedThroughDate, ...before }];
  });
}

function segmentsOf(items: readonly ItemOfBilling[]): SegmentKey[] {
  const segments = new Map<string, SegmentKey>();
  for (const item of items) {
    const { accountId, subscriptionNumber, chargeNumber, segment } = item;
    if (item.isDiscount || item.isBilledAgain || item.isScheduled) continue;
    if (subscriptionNumber === null || chargeNumber === null || segment === null) continue;
    const id = `${accountId} ${segment} ${chargeNumber}`;
    const known = segments.get(id) ?? {
      accountId,
      subscriptionNumber,
      chargeNumber,
      segment,
      charged: null,
      credited: null,
    };
    const kind = item.creditedItem ? "credited" : "charged";
    segments.set(id, { ...known, [kind]: spanning(known[kind], item.service) });
  }
  return [...segments.values()];
}

const spanning = (known: DateRange | null, service: DateRange): DateRange =>
  known === null || isEmpty(known)
    ? service
    : { start: earlier(known.start, service.start), end: later(known.end, service.end) };
