import type { z } from "zod";
import type { NewAccount } from "#engine/accounts/account.ts";
import { BillingError } from "#engine/errors.ts";
import type { Order } from "#engine/model/order.ts";
import { UNBILLED } from "#engine/model/processing-options.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { RequestedOrder } from "#operations/open-accounts.ts";
import { orderedAction, orderOfOne } from "#operations/order-of-one.ts";
import type { SubscriptionPreviewOptions } from "#operations/preview-subscription.ts";
import { withoutCustomFields } from "../custom-fields.ts";
import { toNewSubscription, toOwner } from "../subscriptions/to-creation.ts";
import { toTriggerDates } from "../subscriptions/to-subscribed.ts";
import type { Version } from "../version.ts";
import type { previewAccountInfo, previewSubscription } from "./contract.ts";
import { toWanted } from "./to-options.ts";

type Body = z.output<typeof previewSubscription.request>;

/** Errors: Invalid for types that the version does not know; MISSING_FIELD, NOT_ALLOWED, NOT_SUPPORTED. */
export function toPreview(
  body: Body,
  version: Version,
  today: PlainDate,
): { readonly order: RequestedOrder; readonly options: SubscriptionPreviewOptions } {
  const { fields, customFields } = withoutCustomFields(body);
  const order = orderOfOne({
    accountKey: fields.invoiceOwnerAccountKey ?? fields.accountKey ?? "",
    orderDate: today,
    subscriptionNumber: null,
    customFields,
    orderActions: [
      orderedAction({ ...toNewSubscription(fields), ...toOwner(fields) }, toTriggerDates(fields)),
    ],
    billing: UNBILLED,
  });
  return {
    order: withAccount(order, fields),
    options: {
      ...toWanted(fields, version),
      targetDate: fields.targetDate ?? fields.invoiceTargetDate ?? null,
      documentDate: fields.documentDate ?? null,
    },
  };
}

/** Errors: MISSING_FIELD, NOT_ALLOWED: there is one account, or one is made up. */
function withAccount(
  { accountKey, ...order }: Order,
  { accountKey: given, invoiceOwnerAccountKey: payer, previewAccountInfo }: Body,
): RequestedOrder {
  if (given !== undefined && previewAccountInfo) {
    const message = "Only one of 'accountKey' and 'previewAccountInfo' may be given.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (previewAccountInfo && payer !== undefined) {
    const message = "Who pays for an account that is made up is that account itself.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (previewAccountInfo) return { ...order, newAccount: toAccount(previewAccountInfo) };
  if (given === undefined) throw new BillingError("MISSING_FIELD", { field: "accountKey" });
  return { ...order, accountKey };
}

/** Nobody sees the names of what a preview makes up. */
function toAccount(body: z.output<typeof previewAccountInfo>): NewAccount {
  const { fields, customFields } = withoutCustomFields(body);
  const { currency, billCycleDay, billToContact } = fields;
  const name = { firstName: "Preview", lastName: "Preview" };
  const contact = withoutCustomFields(billToContact).fields;
  return {
    name: "Preview",
    currency,
    billCycleDay,
    billToContact: { ...name, ...contact },
    customFields,
  };
}
