/**
 * What is a customer's: each thing that he names is looked for on his account alone. What is another's is
 * as unknown to him as what is not there.
 */
import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import type { PrintedType } from "#engine/model/printed-document.ts";
import type { Transaction } from "#store/database.ts";
import { type CustomerCancel, findCustomerCancel } from "#store/my-account/cancels.ts";
import { findPaymentMethod, type StoredPaymentMethod } from "#store/payment-methods.ts";
import { findDocumentKey } from "#store/printed-documents.ts";
import { findSubscriptionPage, type SubscriptionPage } from "#store/subscription-pages.ts";
import type { Context } from "../context.ts";

/** Of the customer whose session it is. */
export function ownAccountId({ customerAccountId }: Context): string {
  assert(customerAccountId, "only customers call what is for customers");
  return customerAccountId;
}

const notFound = (key: string) => new BillingError("ENTITY_NOT_FOUND", { key });

/** Errors: ENTITY_NOT_FOUND. */
export async function ownSubscription(
  tx: Transaction,
  accountId: string,
  subscriptionNumber: string,
): Promise<SubscriptionPage> {
  const page = await findSubscriptionPage(tx, subscriptionNumber);
  const isOwn = page?.owner.accountId === accountId && page.isLatestVersion;
  if (!isOwn) throw notFound(subscriptionNumber);
  return page;
}

/** Errors: ENTITY_NOT_FOUND. */
export async function ownDocument(
  tx: Transaction,
  accountId: string,
  documentType: PrintedType,
  key: string,
): Promise<string> {
  const found = await findDocumentKey(tx, documentType, key);
  if (found?.accountId !== accountId) throw notFound(key);
  return found.documentId;
}

/** Errors: ENTITY_NOT_FOUND. */
export async function ownPaymentMethod(
  tx: Transaction,
  accountId: string,
  paymentMethodId: string,
): Promise<StoredPaymentMethod> {
  const method = await findPaymentMethod(tx, paymentMethodId);
  if (method?.accountId !== accountId) throw notFound(paymentMethodId);
  return method;
}

/** Errors: ENTITY_NOT_FOUND. */
export async function ownCancel(
  tx: Transaction,
  accountId: string,
  orderNumber: string,
): Promise<CustomerCancel> {
  const cancel = await findCustomerCancel(tx, { accountId, orderNumber });
  if (!cancel) throw notFound(orderNumber);
  return cancel;
}

/** What a customer calls it: its products, in their order. */
export const planNameOf = ({ subscription, catalog }: SubscriptionPage): string => {
  const names = subscription.ratePlans.map(
    ({ productRatePlanId, name }) => catalog.ratePlans.get(productRatePlanId)?.productName || name,
  );
  return [...new Set(names)].join(", ") || subscription.subscriptionNumber;
};
