import { BillingError } from "#engine/errors.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { inTransaction } from "#store/database.ts";
import {
  type OrderActionKey,
  saveActionCustomFields,
  saveOrderCustomFields,
} from "#store/order-changes.ts";
import { authorOf, type Context } from "./context.ts";

export type OrderCustomFields = {
  readonly customFields: CustomFields;
  readonly orderActions: readonly {
    readonly key: OrderActionKey;
    readonly customFields: CustomFields;
  }[];
};

/**
 * Adds custom fields to an order and to its actions; those of the same name are replaced.
 *
 * Errors: ENTITY_NOT_FOUND for an unknown order or action. Nothing is written then.
 */
export const updateOrderCustomFields = (
  context: Context,
  orderNumber: string,
  { customFields, orderActions }: OrderCustomFields,
): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const author = authorOf(context);
    const order = await saveOrderCustomFields(tx, orderNumber, customFields, author);
    if (!order) throw new BillingError("ENTITY_NOT_FOUND", { key: orderNumber });
    for (const { key, customFields: ofAction } of orderActions) {
      if (await saveActionCustomFields(tx, order, key, ofAction)) continue;
      const named =
        "orderActionId" in key ? key.orderActionId : `${key.subscriptionNumber} ${key.sequence}`;
      throw new BillingError("ENTITY_NOT_FOUND", { key: named });
    }
  });
