import { BillingError } from "#engine/errors.ts";
import { cutShort } from "#engine/order-actions/cut-short.ts";
import type { DecidedOrder } from "#engine/order-actions/decide-order.ts";
import { listCaughtUpCharges } from "#store/caught-up-charges.ts";
import type { Transaction } from "#store/database.ts";
import type { LoadedOrder } from "./load-order.ts";

/**
 * What was billed elsewhere before, and caught up with, has no documents that could be credited: its
 * days stay served. Errors: NOT_ALLOWED.
 */
export async function refuseCaughtUp(
  tx: Transaction,
  { accountId, caughtUpThroughDate }: LoadedOrder["account"],
  { changes }: DecidedOrder,
): Promise<void> {
  if (caughtUpThroughDate === null) return;
  const cut = cutShort(changes).filter(({ end }) => end < caughtUpThroughDate);
  if (cut.length === 0) return;
  const caughtUp = await listCaughtUpCharges(tx, accountId);
  for (const { chargeNumber, segment, end } of cut) {
    const throughDate = caughtUp.get(`${chargeNumber} ${segment}`);
    if (throughDate === undefined || end >= throughDate) continue;
    const message = `A catch-up bill run, or the system that it was imported from, has billed charge '${chargeNumber}' through ${throughDate}: it cannot end on ${end}, for there is nothing to credit.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
}
