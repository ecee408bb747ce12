import type { InlineDiscountType } from "#engine/model/order-line-item.ts";
import { itemAmounts } from "#engine/order-line-items/item-price.ts";
import { currency } from "#engine/values/currency.ts";
import { decimal } from "#engine/values/decimal.ts";
import {
  always,
  computed,
  date,
  decimal as decimalField,
  id,
  many,
  notHeld,
  number,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

const account = ["t.account_id", "t.account_id"] as const;

const RETURNED = `(select coalesce(sum(b.quantity), 0) from order_line_items b
  where b.account_id = t.account_id and b.original_order_line_item_id = t.order_line_item_id
  and b.item_state in ('Booked', 'SentToBilling', 'Complete'))`;

const ofSold = (column: string) => `(select ${column} from order_line_items s
  join orders so on so.account_id = s.account_id and so.order_id = s.order_id
  where s.account_id = t.account_id and s.order_line_item_id = t.original_order_line_item_id)`;

const ofAccount = (column: string) =>
  `(select a.${column} from accounts a where a.account_id = t.account_id)`;

const OWNER = "coalesce(t.owner_account_id, t.account_id)";
const SOLD_TO = `coalesce(t.sold_to_contact_id, (select a.sold_to_contact_id from accounts a
  where a.account_id = ${OWNER}))`;

type Priced = {
  currency: string;
  quantity: string;
  list: string;
  amount: string;
  discount: InlineDiscountType;
};

/** Numbers as text, so that none is rounded on the way. */
const PRICED = `jsonb_build_object('currency', o.currency, 'quantity', t.quantity::text,
  'list', t.list_price_per_unit::text, 'amount', t.amount_per_unit::text,
  'discount', t.inline_discount_type)`;

const amount = (of: "amount" | "listPrice" | "discount") =>
  computed(PRICED, (gathered) => {
    const row = gathered as Priced;
    const priced = {
      quantity: decimal(row.quantity),
      listPricePerUnit: decimal(row.list),
      amountPerUnit: decimal(row.amount),
      inlineDiscountType: row.discount,
    };
    return itemAmounts(priced, currency(row.currency))[of];
  });

/** Source: the vendor's sample of queryOrderLineItems and its list of filterable fields. */
export const orderLineItems: QueryObject = {
  singular: "orderLineItem",
  from: `order_line_items t join orders o
    on o.account_id = t.account_id and o.order_id = t.order_id`,
  id: "t.order_line_item_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.order_id, t.sequence",
  customFields: "t.custom_fields",
  fields: {
    accountingCode: text("(t.finance ->> 'accountingCode')"),
    amendedByOrderOn: notHeld,
    amount: amount("amount"),
    amountPerUnit: decimalField("t.amount_per_unit"),
    amountWithoutTax: amount("amount"),
    billTargetDate: date("t.bill_target_date"),
    billToId: id(`coalesce(t.bill_to_contact_id, ${ofAccount("bill_to_contact_id")})`),
    billToSnapshotId: notHeld,
    billingRule: always("TriggerWithoutFulfillment"),
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    currency: text("o.currency"),
    deferredRevenueAccountingCodeId: notHeld,
    description: text("t.description"),
    discount: amount("discount"),
    excludeItemBillingFromRevenueAccounting: always(false),
    excludeItemBookingFromRevenueAccounting: always(false),
    id: id("t.order_line_item_id"),
    inlineDiscountPerUnit: decimalField("t.inline_discount_per_unit"),
    inlineDiscountType: text("t.inline_discount_type"),
    invoiceGroupNumber: notHeld,
    invoiceOwnerAccountId: id("t.account_id"),
    invoiceTemplateId: notHeld,
    isAllocationEligible: always(false),
    isUnbilled: always(false),
    itemCategory: text("t.item_category"),
    itemName: text("t.item_name"),
    itemNumber: number("t.item_number"),
    itemState: text("t.item_state"),
    itemType: text("t.item_type"),
    listPrice: amount("listPrice"),
    listPricePerUnit: decimalField("t.list_price_per_unit"),
    orderId: id("t.order_id"),
    originalOrderDate: date("o.order_date"),
    originalOrderId: id(ofSold("so.order_id")),
    originalOrderLineItemId: id("t.original_order_line_item_id"),
    originalOrderLineItemNumber: text(ofSold("s.item_number")),
    originalOrderNumber: number(ofSold("so.order_number")),
    ownerAccountId: id(OWNER),
    paymentTerm: notHeld,
    productCode: text("t.product_code"),
    productRatePlanChargeId: id("t.product_rate_plan_charge_id"),
    purchaseOrderNumber: text("t.purchase_order_number"),
    quantity: decimalField("t.quantity"),
    quantityAvailableForReturn: decimalField(
      `(case when t.item_category = 'Sales' and t.item_state in ('SentToBilling', 'Complete')
        then t.quantity - ${RETURNED} else 0 end)`,
    ),
    quantityFulfilled: decimalField(
      `(case when t.item_state in ('Booked', 'SentToBilling', 'Complete')
        then t.quantity else 0 end)`,
    ),
    quantityPendingFulfillment: always(0),
    recognizedRevenueAccountingCodeId: notHeld,
    relatedSubscriptionNumber: number("t.related_subscription_number"),
    requiresFulfillment: always(false),
    revenueRecognitionRule: text("(t.finance ->> 'revenueRecognitionRule')"),
    sequenceSetId: notHeld,
    soldTo: id(SOLD_TO),
    soldToSnapshotId: notHeld,
    taxCode: notHeld,
    taxMode: notHeld,
    transactionDate: date("t.transaction_start"),
    transactionEndDate: date("(t.transaction_end - 1)"),
    transactionStartDate: date("t.transaction_start"),
    uOM: text("t.unit_of_measure"),
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
  },
  relations: {
    invoiceItems: many("invoice-items", account, ["t.order_line_item_id", "t.order_line_item_id"]),
  },
};
