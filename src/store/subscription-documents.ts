/** What was billed of one subscription, by document. */
import type { DocumentStatus, ProcessingType } from "#engine/model/document.ts";
import type { DateRange } from "#engine/values/date-range.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";

/** An item of a draft or posted document, and which document that is. */
export type DocumentedItem = {
  readonly documentNumber: string;
  readonly status: DocumentStatus;
  readonly targetDate: PlainDate | null;
  readonly chargeName: string;
  readonly chargeNumber: string | null;
  readonly chargeDescription: string;
  readonly productName: string;
  readonly productRatePlanChargeId: string | null;
  readonly processingType: ProcessingType;
  readonly service: DateRange;
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly unitOfMeasure: string | null;
  /** Without tax; positive on a credit memo that gives back. */
  readonly amount: Decimal;
  readonly taxAmount: Decimal;
};

export type ItemsOfSubscription = {
  /** Those on whose documents it goes, or has gone. */
  readonly accountIds: readonly string[];
  readonly subscriptionNumber: string;
  /** Items whose service has days in common with these. */
  readonly service: DateRange;
};

export type DocumentKind = "Invoice" | "CreditMemo";

/** By number of the document, then by service. */
export async function listDocumentedItems(
  tx: Transaction,
  kind: DocumentKind,
  { accountIds, subscriptionNumber, service }: ItemsOfSubscription,
): Promise<DocumentedItem[]> {
  const { number, targetDate, from, documentId, itemId } = DOCUMENTS[kind];
  const { rows } = await sql<ItemRow>`
    select ${number} as document_number, document.status, ${targetDate} as target_date,
      item.charge_name, item.charge_number, charges.description, products.name as product_name,
      item.product_rate_plan_charge_id, item.processing_type, item.service_start, item.service_end,
      item.quantity, item.unit_price, item.unit_of_measure, item.amount,
      coalesce((
        select sum(taxes.tax_amount) from taxation_items taxes
        where taxes.account_id = item.account_id and taxes.document_id = ${documentId}
        and taxes.item_id = ${itemId}
      ), 0) as tax_amount
    from ${from}
      left join rate_plan_charges charges using (account_id, subscription_id, charge_id)
      left join product_rate_plan_charges product_charges
        on product_charges.product_rate_plan_charge_id = item.product_rate_plan_charge_id
      left join product_rate_plans using (product_rate_plan_id)
      left join products using (product_id)
    where account_id = any (${accountIds}::uuid[]) and item.subscription_number = ${subscriptionNumber}
    and item.charge_id is not null and document.status <> 'Canceled'
    and item.service_start < ${service.end}::date and item.service_end > ${service.start}::date
    order by document_number, item.service_start, item.charge_number
  `.execute(tx);
  return rows.map(toItem);
}

const DOCUMENTS = {
  Invoice: {
    number: sql`document.invoice_number`,
    targetDate: sql`document.target_date`,
    documentId: sql`item.invoice_id`,
    itemId: sql`item.invoice_item_id`,
    from: sql`invoices document join invoice_items item using (account_id, invoice_id)`,
  },
  CreditMemo: {
    number: sql`document.credit_memo_number`,
    targetDate: sql`document.target_date`,
    documentId: sql`item.credit_memo_id`,
    itemId: sql`item.credit_memo_item_id`,
    from: sql`credit_memos document join credit_memo_items item using (account_id, credit_memo_id)`,
  },
};

type ItemRow = {
  document_number: string;
  status: DocumentStatus;
  target_date: PlainDate | null;
  charge_name: string;
  charge_number: string | null;
  description: string | null;
  product_name: string | null;
  product_rate_plan_charge_id: string | null;
  processing_type: ProcessingType;
  service_start: PlainDate;
  service_end: PlainDate;
  quantity: string;
  unit_price: string;
  unit_of_measure: string | null;
  amount: string;
  tax_amount: string;
};

const toItem = (row: ItemRow): DocumentedItem => ({
  documentNumber: row.document_number,
  status: row.status,
  targetDate: row.target_date,
  chargeName: row.charge_name,
  chargeNumber: row.charge_number,
  chargeDescription: row.description ?? "",
  productName: row.product_name ?? "",
  productRatePlanChargeId: row.product_rate_plan_charge_id,
  processingType: row.processing_type,
  service: { start: row.service_start, end: row.service_end },
  quantity: decimal(row.quantity),
  unitPrice: decimal(row.unit_price),
  unitOfMeasure: row.unit_of_measure,
  amount: decimal(row.amount),
  taxAmount: decimal(row.tax_amount),
});
