/** What credit memos and debit memos, and their items, are asked for alike. */
import { PROCESSING_TYPES } from "#engine/model/spellings.ts";
import {
  always,
  date,
  decimal,
  type Field,
  id,
  literal,
  notHeld,
  number,
  one,
  text,
  timestamp,
} from "../query-object.ts";
import { OF_CATALOG } from "./of-catalog.ts";

/** Their tables are named alike. */
type Memo = "credit_memo" | "debit_memo";

/** As they are written: by canonical name. */
export const byName = (fields: Readonly<Record<string, Field>>): Readonly<Record<string, Field>> =>
  Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));

export const ofAccount = ["t.account_id", "t.account_id"] as const;

const snapshotOf = (memo: Memo, contact: string) => `(
  select taken.contact_snapshot_id from document_contact_snapshots taken
  join accounts a using (account_id)
  where taken.account_id = t.account_id and taken.document_id = t.${memo}_id
    and taken.contact_id = ${contact})`;
export const billToSnapshotOf = (memo: Memo) =>
  snapshotOf(memo, "coalesce(t.bill_to_contact_id, a.bill_to_contact_id)");
export const soldToSnapshotOf = (memo: Memo) => snapshotOf(memo, "a.sold_to_contact_id");

export const memoFields = (memo: Memo) => ({
  accountId: id("t.account_id"),
  billToContactId: id("t.bill_to_contact_id"),
  billToContactSnapshotId: id(billToSnapshotOf(memo)),
  cancelledById: id("t.cancelled_by_id"),
  cancelledOn: timestamp("t.cancelled_at"),
  comments: text("t.comment"),
  communicationProfileId: notHeld,
  createdById: id("t.created_by_id"),
  createdDate: timestamp("t.created_at"),
  currency: text("t.currency"),
  discountAmount: always(0),
  eInvoiceErrorCode: notHeld,
  eInvoiceErrorMessage: notHeld,
  eInvoiceFileId: notHeld,
  eInvoiceStatus: notHeld,
  exchangeRateDate: notHeld,
  id: id(`t.${memo}_id`),
  invoiceGroupNumber: notHeld,
  invoiceId: id("t.referred_invoice_id"),
  memoDate: date(`t.${memo}_date`),
  memoNumber: number(`t.${memo}_number`),
  postedById: id("t.posted_by_id"),
  postedOn: timestamp("t.posted_at"),
  reasonCode: text("t.reason_code"),
  shipToContactSnapshotId: notHeld,
  soldToContactSnapshotId: id(soldToSnapshotOf(memo)),
  source: text("t.source"),
  sourceId: text("t.source_id"),
  sourceType: text("t.source_type"),
  status: text("t.status"),
  targetDate: date("t.target_date"),
  taxAmount: decimal("t.tax_amount"),
  taxAutoCalculation: always(true),
  totalAmount: decimal("t.amount"),
  totalAmountWithoutTax: decimal("(t.amount - t.tax_amount)"),
  transferredToAccounting: text("t.transferred_to_accounting"),
  updatedById: id("t.updated_by_id"),
  updatedDate: timestamp("t.updated_at"),
});

/** Taxes of the item; most documents have none, and need not be asked. */
const taxesOf = (memo: Memo, amount: string) =>
  decimal(`(case when d.is_taxed then (
    select coalesce(sum(${amount}), 0) from taxation_items x
    where x.account_id = t.account_id and x.document_id = t.${memo}_id
    and x.item_id = t.${memo}_item_id
  ) else 0 end)`);

/** Of the version that was billed. */
const SUBSCRIPTION_OWNER = `(select v.subscription_owner_id from subscriptions v
  where v.account_id = t.account_id and v.subscription_id = t.subscription_id)`;

/** Of items `t` of memos `d`. */
export const memoItemFields = (memo: Memo) => ({
  accountReceivableAccountingCodeId: notHeld,
  amount: decimal("t.amount"),
  amountWithoutTax: decimal("t.amount"),
  appliedToItemId: id("t.applied_to_item_id"),
  chargeDate: timestamp("d.created_at"),
  chargeName: text("t.charge_name"),
  chargeNumber: number("t.charge_number"),
  createdById: id("d.created_by_id"),
  createdDate: timestamp("d.created_at"),
  deferredRevenueAccountingCodeId: notHeld,
  description: text("t.comment"),
  excludeItemBillingFromRevenueAccounting: always(false),
  id: id(`t.${memo}_item_id`),
  itemShipToContactId: notHeld,
  itemSoldToContactId: notHeld,
  itemSoldToContactSnapshotId: notHeld,
  itemType: notHeld,
  journalEntryId: notHeld,
  processingType: literal("t.processing_type", PROCESSING_TYPES),
  productRatePlanChargeId: id("t.product_rate_plan_charge_id"),
  quantity: decimal("t.quantity"),
  ratePlanChargeId: id("t.charge_id"),
  recognizedRevenueAccountingCodeId: notHeld,
  reflectDiscountInNetAmount: always(false),
  revenueRecognitionRuleName: notHeld,
  serviceEndDate: date("(t.service_end - 1)"),
  serviceStartDate: date("t.service_start"),
  sku: text(OF_CATALOG.sku),
  sourceItemType: text("t.source_item_type"),
  subscriptionId: id("t.subscription_id"),
  subscriptionNumber: number("t.subscription_number"),
  subscriptionOwnerId: id(SUBSCRIPTION_OWNER),
  taxAmount: taxesOf(memo, "x.tax_amount"),
  taxExemptAmount: taxesOf(memo, "x.exempt_amount"),
  taxMode: text("t.tax_mode"),
  unitOfMeasure: text("coalesce(t.unit_of_measure, '')"),
  unitPrice: decimal("t.unit_price"),
  updatedById: id("d.updated_by_id"),
  updatedDate: timestamp("d.updated_at"),
});

export const itemRelations = {
  ratePlanCharge: one(
    "rate-plan-charges",
    ofAccount,
    ["t.subscription_id", "s.subscription_id"],
    ["t.charge_id", "t.charge_id"],
  ),
  subscription: one("subscriptions", ofAccount, ["t.subscription_id", "t.subscription_id"]),
  subscriptionOwner: one("accounts", [SUBSCRIPTION_OWNER, "t.account_id"]),
};
