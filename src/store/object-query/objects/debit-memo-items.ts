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

const ITEM_OF = (kind: string) =>
  id(`(case when t.source_item_type = '${kind}' then t.source_item_id end)`);

/** Taxes of the item; most documents have none, and need not be asked. */
const TAXES = (amount: string) =>
  decimal(`(case when d.is_taxed then (
    select coalesce(sum(${amount}), 0) from taxation_items x
    where x.account_id = t.account_id and x.document_id = t.debit_memo_id
    and x.item_id = t.debit_memo_item_id
  ) else 0 end)`);

/** Source: the vendor's samples of queryDebitMemoItems and ExpandedDebitMemoItem of its SDKs. */
export const debitMemoItems: QueryObject = {
  singular: "debitMemoItem",
  from: `debit_memo_items t join debit_memos d
    on d.account_id = t.account_id and d.debit_memo_id = t.debit_memo_id`,
  id: "t.debit_memo_item_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.charge_number, t.service_start, t.debit_memo_item_id",
  fields: {
    accountReceivableAccountingCodeId: notHeld,
    amount: decimal("t.amount"),
    amountWithoutTax: decimal("t.amount"),
    appliedToItemId: id("t.applied_to_item_id"),
    appliedToOthersAmount: always(0),
    balance: decimal("t.balance"),
    beAppliedByOthersAmount: decimal(
      "(select coalesce(sum(p.amount), 0) from applications p where p.account_id = t.account_id and p.target_id = t.debit_memo_id and p.target_item_id = t.debit_memo_item_id and p.target_tax_item_id is null)",
    ),
    chargeDate: timestamp("d.created_at"),
    chargeName: text("t.charge_name"),
    chargeNumber: number("t.charge_number"),
    createdById: id("d.created_by_id"),
    createdDate: timestamp("d.created_at"),
    creditMemoItemId: ITEM_OF("CreditMemoItem"),
    debitMemoId: id("d.debit_memo_id"),
    deferredRevenueAccountingCodeId: notHeld,
    description: text("t.comment"),
    excludeItemBillingFromRevenueAccounting: always(false),
    id: id("t.debit_memo_item_id"),
    invoiceItemId: ITEM_OF("InvoiceDetail"),
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
    taxAmount: TAXES("x.tax_amount"),
    taxCodeName: notHeld,
    taxExemptAmount: TAXES("x.exempt_amount"),
    taxMode: text("t.tax_mode"),
    unitOfMeasure: text("coalesce(t.unit_of_measure, '')"),
    unitPrice: decimal("t.unit_price"),
    updatedById: id("d.updated_by_id"),
    updatedDate: timestamp("d.updated_at"),
  },
  relations: {
    debitMemo: one("debit-memos", account, ["d.debit_memo_id", "t.debit_memo_id"]),
    debitTaxationItems: many("debit-taxation-items", account, [
      "t.debit_memo_item_id",
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
