/** Invoices that were split, and what is on which of their parts. */
import type { Invoice } from "#engine/model/document.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

type InvoiceKey = Pick<Invoice, "accountId" | "invoiceId">;

/** The split that an invoice is a part of, or that it was split by. */
export type SplitOfInvoice = {
  readonly invoiceSplitId: string;
  /** The invoice that was split. */
  readonly originalId: string;
  /** Its parts, in their order: without those that were deleted. */
  readonly partIds: readonly string[];
};

/** Undefined of an invoice that was never split. */
export async function findSplitOfInvoice(
  tx: Transaction,
  { accountId, invoiceId }: InvoiceKey,
): Promise<SplitOfInvoice | undefined> {
  const { rows } = await sql<{ invoice_split_id: string; original_id: string; id: string }>`
    select splits.invoice_split_id, splits.invoice_id as original_id, parts.invoice_id as id
    from invoices this
      join invoice_splits splits using (account_id, invoice_split_id)
      join invoices parts using (account_id, invoice_split_id)
    where account_id = ${accountId}::uuid and this.invoice_id = ${invoiceId}::uuid
    order by parts.invoice_id
  `.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  const { invoice_split_id: invoiceSplitId, original_id: originalId } = row;
  const partIds = rows.map(({ id }) => id).filter((id) => id !== originalId);
  return { invoiceSplitId, originalId, partIds };
}

/** A split as GET of the object shows it. */
export type SplitObject = {
  readonly invoiceSplitId: string;
  readonly invoiceId: string;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

/** By its id. */
export async function findSplitObject(
  tx: Transaction,
  key: string,
): Promise<SplitObject | undefined> {
  const { rows } = await sql<SplitRow>`
    select * from invoice_splits where invoice_split_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows[0] && toSplitObject(rows[0]);
}

type SplitRow = {
  invoice_split_id: string;
  invoice_id: string;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toSplitObject = (row: SplitRow): SplitObject => ({
  invoiceSplitId: row.invoice_split_id,
  invoiceId: row.invoice_id,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});

/** One part as GET of the object shows it: the invoice is that part. */
export type SplitItemObject = SplitObject & {
  readonly invoiceSplitItemId: string;
  readonly percentage: Decimal;
  readonly invoiceDate: PlainDate;
  readonly paymentTerm: string;
};

/** By its id. */
export async function findSplitItemObject(
  tx: Transaction,
  key: string,
): Promise<SplitItemObject | undefined> {
  const { rows } = await sql<
    SplitRow & {
      invoice_split_item_id: string;
      split_percentage: string;
      invoice_date: PlainDate;
      payment_term: string;
    }
  >`
    select splits.*, items.* from invoice_split_items items
      join invoice_splits splits using (account_id, invoice_split_id)
    where invoice_split_item_id = ${idOf(key)}::uuid
  `.execute(tx);
  const [row] = rows;
  return (
    row && {
      ...toSplitObject(row),
      invoiceSplitItemId: row.invoice_split_item_id,
      percentage: decimal(row.split_percentage),
      invoiceDate: row.invoice_date,
      paymentTerm: row.payment_term,
    }
  );
}

/** An item with what splitting it has to know. */
export type SplitSource = {
  readonly invoiceId: string;
  readonly itemId: string;
  /** The item that it is a part of, else its own id. */
  readonly wholeItemId: string;
  readonly amount: Decimal;
  readonly includedTax: Decimal;
  readonly appliedToItemId: string | null;
  readonly creditedAmount: Decimal;
  readonly orderLineItemId: string | null;
  /** Whether what is prepaid was funded or drawn by it. */
  readonly movesPrepaid: boolean;
  readonly taxes: readonly { readonly taxationItemId: string; readonly taxAmount: Decimal }[];
};

/** Items of these invoices with their taxes, in the order in which they were made. */
export async function listSplitSources(
  tx: Transaction,
  accountId: string,
  invoiceIds: readonly string[],
): Promise<SplitSource[]> {
  const { rows } = await sql<SourceRow>`
    select invoice_id, invoice_item_id, coalesce(split_item_id, invoice_item_id) as whole_item_id,
      amount, included_tax, applied_to_item_id, credited_amount, order_line_item_id,
      exists (select from prepaid_moves where item_id = invoice_item_id) as moves_prepaid, (
        select json_agg(json_build_array(taxation_item_id, tax_amount::text)
          order by taxation_item_id)
        from taxation_items taxes
        where taxes.account_id = items.account_id and taxes.document_id = items.invoice_id
        and taxes.item_id = items.invoice_item_id
      ) as taxes
    from invoice_items items
    where account_id = ${accountId}::uuid and invoice_id = any (${[...invoiceIds]}::uuid[])
    order by invoice_item_id
  `.execute(tx);
  return rows.map((row) => ({
    invoiceId: row.invoice_id,
    itemId: row.invoice_item_id,
    wholeItemId: row.whole_item_id,
    amount: decimal(row.amount),
    includedTax: decimal(row.included_tax),
    appliedToItemId: row.applied_to_item_id,
    creditedAmount: decimal(row.credited_amount),
    orderLineItemId: row.order_line_item_id,
    movesPrepaid: row.moves_prepaid,
    taxes: (row.taxes ?? []).map(([id, taxAmount]) => ({
      taxationItemId: idOf(id) ?? id,
      taxAmount: decimal(taxAmount),
    })),
  }));
}

type SourceRow = {
  invoice_id: string;
  invoice_item_id: string;
  whole_item_id: string;
  amount: string;
  included_tax: string;
  applied_to_item_id: string | null;
  credited_amount: string;
  order_line_item_id: string | null;
  moves_prepaid: boolean;
  taxes: readonly (readonly [string, string])[] | null;
};
