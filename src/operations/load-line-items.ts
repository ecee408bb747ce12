import { BillingError } from "#engine/errors.ts";
import type { Order } from "#engine/model/order.ts";
import type { LineItemFields, OrderLineItem } from "#engine/model/order-line-item.ts";
import {
  type LineItemSubject,
  soldItemKey,
} from "#engine/order-line-items/new-order-line-items.ts";
import { findAccountIds } from "#store/accounts.ts";
import { listProductRatePlanCharges } from "#store/catalog.ts";
import { listContactOwners } from "#store/contacts.ts";
import type { Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { listSoldItemsByNumber } from "#store/order-line-items.ts";
import { findMissingSubscription } from "#store/subscriptions.ts";
import { checkAccountingCodes } from "./accounting-codes.ts";
import { checkTaxCodes } from "./check-tax-codes.ts";

type Account = { readonly accountId: string; readonly currency: string };

/**
 * Reads what the line items of an order name.
 *
 * Errors: ENTITY_NOT_FOUND for a subscription that an item relates to, INVALID_VALUE for an accounting
 * code or a tax code that is not there.
 */
export async function loadLineItems(
  tx: Transaction,
  { orderLineItems = [], subscriptions }: Pick<Order, "orderLineItems" | "subscriptions">,
  { accountId, currency }: Account,
): Promise<LineItemSubject> {
  const named = orderLineItems.flatMap(
    ({ originalOrderNumber: orderNumber, originalOrderLineItemNumber: itemNumber }) =>
      orderNumber !== undefined && itemNumber !== undefined ? [{ orderNumber, itemNumber }] : [],
  );
  const sold = await listSoldItemsByNumber(tx, accountId, named);
  const created = subscriptions.flatMap(({ orderActions }) =>
    orderActions.flatMap(({ action }) =>
      action.type === "CreateSubscription" ? (action.subscriptionNumber ?? []) : [],
    ),
  );
  await checkRelatedSubscriptions(tx, orderLineItems, created);
  await checkAccountingCodes(tx, orderLineItems.flatMap(accountingCodesOf));
  await checkTaxCodes(
    tx,
    orderLineItems.flatMap(({ taxCode }) => taxCode ?? []),
  );
  return {
    currency,
    sold: new Map(sold.map((each) => [soldItemKey(each.orderNumber, each.item.itemNumber), each])),
    charges: await chargesOf(tx, orderLineItems),
    ownerAccountIds: await ownersOf(tx, orderLineItems),
    newId,
  };
}

const accountingCodesOf = ({ finance }: Pick<LineItemFields, "finance">): string[] =>
  Object.entries(finance).flatMap(([field, code]) =>
    field === "revenueRecognitionRule" ? [] : code,
  );

/** The accounts that own items, by number; unknown ones are missing. */
export const ownersOf = (
  tx: Transaction,
  fields: readonly Pick<LineItemFields, "ownerAccountNumber">[],
): Promise<Map<string, string>> =>
  findAccountIds(
    tx,
    fields.flatMap(({ ownerAccountNumber }) => ownerAccountNumber ?? []),
  );

async function chargesOf(
  tx: Transaction,
  items: NonNullable<Order["orderLineItems"]>,
): Promise<LineItemSubject["charges"]> {
  const keys = items.flatMap(({ productRatePlanChargeKey }) => productRatePlanChargeKey ?? []);
  const charges = await listProductRatePlanCharges(tx, keys);
  return new Map(
    charges.flatMap((charge) => [
      [charge.productRatePlanChargeId, charge],
      [charge.productRatePlanChargeNumber, charge],
    ]),
  );
}

/** Errors: ENTITY_NOT_FOUND for a subscription that is neither there nor created with the item. */
export async function checkRelatedSubscriptions(
  tx: Transaction,
  fields: readonly Pick<LineItemFields, "relatedSubscriptionNumber">[],
  created: readonly string[] = [],
): Promise<void> {
  const numbers = fields
    .flatMap(({ relatedSubscriptionNumber }) => relatedSubscriptionNumber ?? [])
    .filter((number) => !created.includes(number));
  const missing = await findMissingSubscription(tx, numbers);
  if (missing !== undefined) throw new BillingError("ENTITY_NOT_FOUND", { key: missing });
}

/**
 * The bill-to contact is one of the account that is billed, the sold-to contact one of it or of the
 * item's owner.
 *
 * Errors: NOT_ALLOWED.
 */
export async function checkLineItemContacts(
  tx: Transaction,
  accountId: string,
  items: readonly OrderLineItem[],
): Promise<void> {
  const owners = await listContactOwners(
    tx,
    items.flatMap((item) => [item.billToContactId ?? [], item.soldToContactId ?? []].flat()),
  );
  for (const { billToContactId, soldToContactId, ownerAccountId, itemNumber } of items) {
    const isOf = (contactId: string | null, accounts: readonly (string | null)[]) =>
      contactId === null || accounts.includes(owners.get(contactId) ?? "");
    if (!isOf(billToContactId, [accountId])) throw foreign("billTo", itemNumber);
    if (!isOf(soldToContactId, [accountId, ownerAccountId])) throw foreign("soldTo", itemNumber);
  }
}

function foreign(field: string, itemNumber: string): BillingError {
  const message = `'${field}' of order line item '${itemNumber}' is not a contact of its account.`;
  return new BillingError("NOT_ALLOWED", { message });
}
