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

/** Taxes of the item; most documents have none, and need not be asked. */
const TAXES = (amount: string) =>
  decimal(`(case when d.is_taxed then (
    select coalesce(sum(${amount}), 0) from taxation_items x
    where x.account_id = t.account_id and x.document_id = t.credit_memo_id
    and x.item_id = t.credit_memo_item_id
  ) else 0 end)`);

/** Source: the vendor's samples of queryCreditMemoItems and ExpandedCreditMemoItem of its SDKs. */
/** A discount lowers what its charge gives, and gives nothing itself. */
const APPLIED = `(case when t.applied_to_item_id is not null then 0
  else t.amount + (
    select coalesce(sum(d.amount), 0) from credit_memo_items d
    where d.account_id = t.account_id and d.applied_to_item_id = t.credit_memo_item_id
  ) - t.unapplied_amount - t.refund_amount end)`;

export const creditMemoItems: QueryObject = {
  singular: "creditMemoItem",
  from: `credit_memo_items t join credit_memos d
    on d.account_id = t.account_id and d.credit_memo_id = t.credit_memo_id`,
  id: "t.credit_memo_item_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.charge_number, t.service_start, t.credit_memo_item_id",
  fields: {
    accountReceivableAccountingCodeId: notHeld,
    amount: decimal("t.amount"),
    amountWithoutTax: decimal("t.amount"),
    appliedToItemId: id("t.applied_to_item_id"),
    appliedToOthersAmount: decimal(APPLIED),
    beAppliedByOthersAmount: always(0),
    billToContactSnapshotId: notHeld,
    chargeDate: timestamp("d.created_at"),
    chargeName: text("t.charge_name"),
    chargeNumber: number("t.charge_number"),
    createdById: id("d.created_by_id"),
    createdDate: timestamp("d.created_at"),
    creditFromItemId: id("t.credit_from_item_id"),
    creditFromItemSource: text("t.credit_from_item_source"),
    creditMemoId: id("d.credit_memo_id"),
    debitMemoItemId: notHeld,
    deferredRevenueAccountingCodeId: notHeld,
    description: text("t.comment"),
    excludeItemBillingFromRevenueAccounting: always(false),
    fulfillmentId: notHeld,
    id: id("t.credit_memo_item_id"),
    invoiceItemId: id(
      "case when t.credit_from_item_source = 'InvoiceItem' then t.credit_from_item_id end",
    ),
    invoiceScheduleId: notHeld,
    invoiceScheduleItemId: notHeld,
    itemShipToContactId: notHeld,
    itemSoldToContactId: notHeld,
    itemSoldToContactSnapshotId: notHeld,
    itemType: notHeld,
    journalEntryId: notHeld,
    nonRevenueWriteOffAccountingCodeId: notHeld,
    numberOfDeliveries: decimal(
      "coalesce((t.derivation #>> '{inputs,numberOfDeliveries}')::numeric, 0)",
    ),
    onAccountAccountingCodeId: notHeld,
    orderLineItemId: id(
      "(case when t.source_item_type = 'OrderLineItem' then t.source_item_id end)",
    ),
    processingType: literal("t.processing_type", PROCESSING_TYPES),
    productRatePlanChargeId: id("t.product_rate_plan_charge_id"),
    purchaseOrderNumber: notHeld,
    quantity: decimal("t.quantity"),
    ratePlanChargeId: id("t.charge_id"),
    recognizedRevenueAccountingCodeId: notHeld,
    reflectDiscountInNetAmount: always(false),
    revenueImpacting: text("coalesce(d.revenue_impacting, 'Yes')"),
    revenueRecognitionRuleName: notHeld,
    serviceEndDate: date("(t.service_end - 1)"),
    serviceStartDate: date("t.service_start"),
    shipToContactSnapshotId: notHeld,
    sku: text(OF_CATALOG.sku),
    soldToContactSnapshotId: notHeld,
    sourceItemType: text("t.source_item_type"),
    subscriptionId: id("t.subscription_id"),
    subscriptionNumber: number("t.subscription_number"),
    subscriptionOwnerId: id(SUBSCRIPTION_OWNER),
    taxAmount: TAXES("x.tax_amount"),
    taxCodeName: text("t.tax_code"),
    taxExemptAmount: TAXES("x.exempt_amount"),
    taxMode: text("t.tax_mode"),
    unappliedAmount: decimal("t.unapplied_amount"),
    unitOfMeasure: text("coalesce(t.unit_of_measure, '')"),
    unitPrice: decimal("t.unit_price"),
    updatedById: id("d.updated_by_id"),
    updatedDate: timestamp("d.updated_at"),
  },
  relations: {
    creditMemo: one("credit-memos", account, ["d.credit_memo_id", "t.credit_memo_id"]),
    creditTaxationItems: many("credit-taxation-items", account, [
      "t.credit_memo_item_id",
      "t.item_id",
    ]),
    ratePlanCharge: one(
      "rate-plan-charges",
      account,
      ["t.subscription_id", "s.subscription_id"],
      ["t.charge_id", "t.charge_id"],
    ),
    subscription: one("subscriptions", account, ["t.subscription_id", "t.subscription_id"]),
    subscriptionOwner: one("accounts", [SUBSCRIPTION_OWNER, "t.account_id"]),
  },
};
