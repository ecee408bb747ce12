import { BillingError } from "../errors.ts";
import type { OwnerTransferAction } from "../model/order.ts";
import type { Subscription } from "../model/subscription.ts";
import { accountNamed } from "./account-named.ts";
import { requireActive } from "./active.ts";
import { withBillingAttributes } from "./billing-attributes.ts";
import type { Change } from "./order-action.ts";

/**
 * Gives a subscription to another account, lets another account be billed for it, or both. At once:
 * trigger dates do not move it. What was billed stays with who was billed; what is billed and credited
 * from now on goes on documents of the new invoice owner, on its bill cycle day.
 *
 * Errors: ACTIVE_SUBSCRIPTION_NEEDED; ENTITY_NOT_FOUND, NOT_ALLOWED (an account that is not active, or
 * of another currency; a contact that would stay another account's), INVALID_VALUE. Worked
 * examples: docs/spec/owner-transfer.md.
 */
export const ownerTransfer: Change<"OwnerTransfer"> = (subscription, action, context) => {
  requireActive(subscription, action.type);
  const { destinationAccountNumber, destinationInvoiceAccountNumber } = action;
  const owner = accountNamed(destinationAccountNumber, subscription.currency, context);
  const payer = accountNamed(destinationInvoiceAccountNumber, subscription.currency, context);
  const invoiceOwnerId = payer?.accountId ?? subscription.invoiceOwnerId;
  if (invoiceOwnerId !== subscription.invoiceOwnerId) refuseForeignContacts(subscription, action);
  return {
    ...withBillingAttributes(subscription, action),
    subscriptionOwnerId: owner?.accountId ?? subscription.subscriptionOwnerId,
    invoiceOwnerId,
    earlierInvoiceOwnerIds: earlierInvoiceOwners(subscription, invoiceOwnerId),
    lastBookingDate: context.orderDate,
  };
};

const CONTACTS = [
  ["bill-to", "billToContactId", "clearingExistingBillToContact"],
  ["sold-to", "soldToContactId", "clearingExistingSoldToContact"],
  ["ship-to", "shipToContactId", "clearingExistingShipToContact"],
] as const;

/** The order says whose contacts they are from now on, or that they are the account's. */
function refuseForeignContacts(subscription: Subscription, action: OwnerTransferAction): void {
  for (const [contact, field, flag] of CONTACTS) {
    if (subscription[field] === null || action[field] !== undefined) continue;
    const message = `Subscription '${subscription.subscriptionNumber}' has a ${contact} contact of its own: the transfer of its invoice owner needs '${field}' or '${flag}'.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
}

/** Each once, however often a subscription goes to and fro. */
function earlierInvoiceOwners(
  { invoiceOwnerId: before, earlierInvoiceOwnerIds }: Subscription,
  after: string,
): readonly string[] {
  const earlier = [...new Set([...earlierInvoiceOwnerIds, before])];
  return earlier.filter((accountId) => accountId !== after);
}
