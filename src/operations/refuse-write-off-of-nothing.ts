import { BillingError } from "#engine/errors.ts";
import type { Order } from "#engine/model/order.ts";
import type { RequestedOrder } from "./open-accounts.ts";

/** A draft settles nothing: its invoice would be written off whole while its credit waits. Errors: NOT_ALLOWED. */
export function refuseWriteOffOfNothing({
  processingOptions,
  subscriptions,
}: RequestedOrder): void {
  const { writeOff, generateDraftInvoice, chargeTypesToExclude, refund } = processingOptions;
  if (refund && !subscriptions.some(isCancelled)) {
    const message = "'refund' needs an order that cancels a subscription.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (refund && generateDraftInvoice) {
    const message = "'refund' and 'generateDraftInvoice' cannot both be true.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (!writeOff) return;
  // What is excluded would be credited later, when nothing is owed that the credit could pay.
  if (chargeTypesToExclude.length > 0) {
    const message = "'writeOff' cannot be true while 'chargeTypeToExclude' leaves something out.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (generateDraftInvoice) {
    const message = "'writeOff' and 'generateDraftInvoice' cannot both be true.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (subscriptions.some(isCancelled)) return;
  const message = "'writeOff' needs an order that cancels a subscription.";
  throw new BillingError("NOT_ALLOWED", { message });
}

const isCancelled = ({ orderActions }: Order["subscriptions"][number]): boolean =>
  orderActions.some(({ action }) => action.type === "CancelSubscription");
