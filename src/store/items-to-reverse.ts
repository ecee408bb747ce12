/** Rows of items that are to be reversed, and what the engine knows them as. */
import type { FinanceInformation } from "#engine/model/credit-memo.ts";
import type { DocumentStatus, ItemReference } from "#engine/model/document.ts";
import type { AppliedAmount, ItemToReverse } from "#engine/settlement/document-to-reverse.ts";
import { decimal, negated, ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { toItemTax } from "./document-item-rows.ts";
import type { InvoiceItemRow } from "./invoice-rows.ts";
import { type TaxationRow, toTaxDetails } from "./taxation-items.ts";

/** What items of both documents have. */
export type ItemRow = Omit<InvoiceItemRow, "invoice_id" | "invoice_item_id" | "balance"> & {
  account_id: string;
  document_type: ItemReference["documentType"];
  document_id: string;
  document_number: string;
  document_date: PlainDate;
  document_status: DocumentStatus;
  document_currency: string;
  document_contact_id: string | null;
  item_id: string;
  segment: number | null;
  derivation: ItemToReverse["mirrored"]["derivation"];
  credited_type: ItemReference["documentType"] | null;
  /** Another than its own where the subscription was transferred in between. */
  credited_account_id: string | null;
  credited_document_id: string | null;
  credited_item_id: string | null;
  is_write_off: boolean;
  is_refunded: boolean;
  pays_debit_memo: boolean;
};

export type MemoItemRow = ItemRow & {
  unapplied_amount: string;
  source_item_type: ItemToReverse["mirrored"]["sourceItemType"];
  source_item_id: string | null;
  comment: string | null;
  finance_information: FinanceInformation | null;
};

export type InvoiceRow = ItemRow & { balance: string };

/** What items and taxes of memos have paid, by the id of either. */
export type Applied = ReadonlyMap<string, readonly AppliedAmount[]>;

export function memoItem(
  row: MemoItemRow,
  taxes: readonly TaxationRow[] | undefined,
  applied: Applied,
): ItemToReverse {
  const itemTax = toItemTax(row).itemTax;
  const amount = negated(decimal(row.amount));
  const includedTax = negated(decimal(row.included_tax));
  return {
    itemId: row.item_id,
    mirrored: {
      ...mirroredOf(row),
      unitPrice: negated(decimal(row.unit_price)),
      sourceItemType: row.source_item_type,
      sourceItemId: row.source_item_id,
      comment: row.comment,
      financeInformation: row.finance_information,
      ...(itemTax && { itemTax: { ...itemTax, includedTax }, taxMode: itemTax.taxMode }),
    },
    amount,
    price: amount.plus(includedTax),
    creditedItem: row.is_write_off ? null : creditedOf(row),
    applied: applied.get(row.item_id) ?? [],
    unapplied: decimal(row.unapplied_amount),
    owed: ZERO,
    taxes: (taxes ?? []).map((tax) => {
      const { taxableAmount, ...details } = toTaxDetails(tax);
      return {
        taxationItemId: tax.taxation_item_id,
        details: {
          ...details,
          ...(taxableAmount && { taxableAmount: negated(taxableAmount) }),
          exemptAmount: negated(details.exemptAmount),
        },
        sourceTaxItemId: tax.source_tax_item_id,
        amount: negated(decimal(tax.tax_amount)),
        applied: applied.get(tax.taxation_item_id) ?? [],
        unapplied: decimal(tax.unapplied_amount),
        owed: ZERO,
      };
    }),
  };
}

export function invoiceItem(
  row: InvoiceRow,
  taxes: readonly TaxationRow[] | undefined,
): ItemToReverse {
  const itemTax = toItemTax(row).itemTax;
  const amount = decimal(row.amount);
  return {
    itemId: row.item_id,
    mirrored: {
      ...mirroredOf(row),
      unitPrice: decimal(row.unit_price),
      sourceItemType: "SubscriptionComponent",
      sourceItemId: row.charge_id,
      comment: null,
      financeInformation: null,
      ...(itemTax && { itemTax, taxMode: itemTax.taxMode }),
    },
    amount,
    price: amount.plus(decimal(row.included_tax)),
    creditedItem: creditedOf(row),
    applied: [],
    unapplied: ZERO,
    owed: decimal(row.balance),
    taxes: (taxes ?? []).map((tax) => ({
      taxationItemId: tax.taxation_item_id,
      details: toTaxDetails(tax),
      sourceTaxItemId: tax.source_tax_item_id,
      amount: decimal(tax.tax_amount),
      applied: [],
      unapplied: ZERO,
      owed: decimal(tax.balance),
    })),
  };
}

/** The item that it took back; itself, when it billed something. */
const creditedOf = (row: ItemRow): ItemReference =>
  row.credited_type && row.credited_account_id && row.credited_document_id && row.credited_item_id
    ? {
        accountId: row.credited_account_id,
        documentType: row.credited_type,
        documentId: row.credited_document_id,
        itemId: row.credited_item_id,
      }
    : {
        accountId: row.account_id,
        documentType: row.document_type,
        documentId: row.document_id,
        itemId: row.item_id,
      };

function mirroredOf(row: ItemRow) {
  const credited = creditedOf(row);
  return {
    processingType: row.processing_type,
    subscriptionId: row.subscription_id,
    subscriptionNumber: row.subscription_number,
    chargeId: row.charge_id,
    chargeNumber: row.charge_number,
    segment: row.segment,
    productRatePlanChargeId: row.product_rate_plan_charge_id,
    chargeName: row.charge_name,
    chargeType: row.charge_type,
    service: { start: row.service_start, end: row.service_end },
    quantity: decimal(row.quantity),
    unitOfMeasure: row.unit_of_measure,
    appliedToItemId: row.applied_to_item_id,
    creditFromItemId: credited.itemId,
    creditFromItemSource: `${credited.documentType}Item` as const,
    creditFromInvoiceId: credited.documentType === "Invoice" ? credited.documentId : null,
    derivation: row.derivation,
  };
}
