import { PROCESSING_TYPES } from "#engine/model/spellings.ts";
import {
  always,
  date,
  decimal,
  id,
  literal,
  many,
  notHeld,
  number,
  one,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";
import { OF_CATALOG } from "./of-catalog.ts";

const account = ["t.account_id", "t.account_id"] as const;

/** Of the version that was billed. */
const SUBSCRIPTION_OWNER = `(select v.subscription_owner_id from subscriptions v
  where v.account_id = t.account_id and v.subscription_id = t.subscription_id)`;

const ofAccount = (column: string) =>
  `(select a.${column} from accounts a where a.account_id = t.account_id)`;

const OF_TAXES = (column: "tax_amount" | "exempt_amount") =>
  `(select coalesce(sum(x.${column}), 0) from taxation_items x
    where x.account_id = t.account_id and x.document_id = t.invoice_id
    and x.item_id = t.invoice_item_id)`;

/** Source: the vendor's samples of queryInvoiceItems and ExpandedInvoiceItem of its SDKs. */
export const invoiceItems: QueryObject = {
  singular: "invoiceItem",
  from: `invoice_items t join invoices d
    on d.account_id = t.account_id and d.invoice_id = t.invoice_id`,
  id: "t.invoice_item_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.charge_number, t.service_start, t.invoice_item_id",
  fields: {
    accountId: id("t.account_id"),
    accountReceivableAccountingCodeId: notHeld,
    accountingCode: notHeld,
    adjustmentLiabilityAccountingCodeId: notHeld,
    adjustmentRevenueAccountingCodeId: notHeld,
    amendmentId: notHeld,
    appliedToInvoiceItemId: id("t.applied_to_item_id"),
    balance: decimal("t.balance"),
    billToContactId: id("d.bill_to_contact_id"),
    billToContactSnapshotId: notHeld,
    bookingReference: notHeld,
    chargeAmount: decimal("t.amount"),
    chargeDate: timestamp("d.created_at"),
    chargeName: text("t.charge_name"),
    chargeNumber: number("t.charge_number"),
    contractAssetAccountingCodeId: notHeld,
    contractLiabilityAccountingCodeId: notHeld,
    contractRecognizedRevenueAccountingCodeId: notHeld,
    createdById: id("d.created_by_id"),
    createdDate: timestamp("d.created_at"),
    defaultPaymentMethodId: notHeld,
    deferredRevenueAccountingCodeId: notHeld,
    description: always(""),
    discountAmount: always(0),
    excludeItemBillingFromRevenueAccounting: always(false),
    fulfillmentId: notHeld,
    id: id("t.invoice_item_id"),
    invoiceId: id("d.invoice_id"),
    invoiceScheduleId: id("t.invoice_schedule_id"),
    invoiceScheduleItemId: id("t.invoice_schedule_item_id"),
    itemShipToContactId: notHeld,
    itemSoldToContactId: notHeld,
    itemSoldToContactSnapshotId: notHeld,
    itemType: notHeld,
    journalEntryId: notHeld,
    numberOfDeliveries: decimal(
      "coalesce((t.derivation #>> '{inputs,numberOfDeliveries}')::numeric, 0)",
    ),
    orderLineItemId: id("t.order_line_item_id"),
    parentAccountId: id(ofAccount("parent_id")),
    processingType: literal("t.processing_type", PROCESSING_TYPES),
    productId: id(OF_CATALOG.productId),
    productRatePlanChargeId: id("t.product_rate_plan_charge_id"),
    productRatePlanId: id(OF_CATALOG.productRatePlanId),
    purchaseOrderNumber: notHeld,
    quantity: decimal("t.quantity"),
    ratePlanChargeId: id("t.charge_id"),
    ratePlanId: id(OF_CATALOG.ratePlanId),
    recognizedRevenueAccountingCodeId: notHeld,
    reflectDiscountInNetAmount: always(false),
    revRecCode: notHeld,
    revRecStartDate: notHeld,
    revRecTriggerCondition: notHeld,
    revenueRecognitionRuleName: notHeld,
    sKU: text(OF_CATALOG.sku),
    serviceEndDate: date("(t.service_end - 1)"),
    serviceStartDate: date("t.service_start"),
    shipToContactId: notHeld,
    shipToContactSnapshotId: notHeld,
    soldToContactId: id(ofAccount("sold_to_contact_id")),
    soldToContactSnapshotId: notHeld,
    sourceItemType: text(
      "(case when t.order_line_item_id is null then 'SubscriptionComponent' else 'OrderLineItem' end)",
    ),
    subscriptionId: id("t.subscription_id"),
    subscriptionNumber: number("t.subscription_number"),
    subscriptionOwnerId: id(SUBSCRIPTION_OWNER),
    taxAmount: decimal(OF_TAXES("tax_amount")),
    taxCode: text("t.tax_code"),
    taxExemptAmount: decimal(OF_TAXES("exempt_amount")),
    taxMode: text("(case when t.tax_code is not null then t.tax_mode end)"),
    uOM: text("coalesce(t.unit_of_measure, '')"),
    unbilledReceivablesAccountingCodeId: notHeld,
    unitPrice: decimal("t.unit_price"),
    updatedById: id("d.updated_by_id"),
    updatedDate: timestamp("d.updated_at"),
  },
  customFields: "t.custom_fields",
  relations: {
    invoice: one("invoices", account, ["d.invoice_id", "t.invoice_id"]),
    orderLineItem: one("order-line-items", account, [
      "t.order_line_item_id",
      "t.order_line_item_id",
    ]),
    ratePlanCharge: one(
      "rate-plan-charges",
      account,
      ["t.subscription_id", "s.subscription_id"],
      ["t.charge_id", "t.charge_id"],
    ),
    subscription: one("subscriptions", account, ["t.subscription_id", "t.subscription_id"]),
    subscriptionOwner: one("accounts", [SUBSCRIPTION_OWNER, "t.account_id"]),
    taxationItems: many("taxation-items", account, ["t.invoice_item_id", "t.item_id"]),
  },
};
