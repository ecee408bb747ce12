/** Invoices being split: their parts are made of the rows that they replace. */
import type { Decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { insertRows } from "./insert-rows.ts";
import { deleteItemRows } from "./invoice-life.ts";
import type { SplitSource } from "./invoice-splits.ts";

/** One of the invoices that another one becomes. */
export type InvoicePart = {
  readonly invoiceId: string;
  readonly invoiceSplitItemId: string;
  readonly invoiceNumber: string;
  readonly percentage: Decimal;
  readonly invoiceDate: PlainDate;
  readonly dueDate: PlainDate;
  readonly paymentTerm: string;
  readonly amount: Decimal;
  readonly taxAmount: Decimal;
  readonly items: readonly PartItem[];
};

export type PartItem = {
  readonly itemId: string;
  /** The row it is made like. */
  readonly like: Pick<SplitSource, "invoiceId" | "itemId">;
  readonly wholeItemId: string;
  /** With included taxes. */
  readonly wholeAmount: Decimal;
  readonly amount: Decimal;
  readonly includedTax: Decimal;
  readonly balance: Decimal;
  readonly appliedToItemId: string | null;
  readonly taxes: readonly {
    readonly taxationItemId: string;
    readonly like: string;
    readonly taxAmount: Decimal;
  }[];
};

/** Takes away the items of the invoice that was split, so that it amounts to nothing, and marks it. */
export async function saveOriginalAsSplit(
  tx: Transaction,
  { accountId, invoiceSplitId, originalId }: NewSplit,
  { userId, now }: Author,
): Promise<void> {
  await deleteItemRows(tx, { accountId, invoiceId: originalId });
  await sql`
    update invoices set status = 'Split', invoice_split_id = ${invoiceSplitId}::uuid,
      amount = 0, tax_amount = 0, balance = 0, is_taxed = false,
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    where account_id = ${accountId}::uuid and invoice_id = ${originalId}::uuid
  `.execute(tx);
}

type Author = { readonly userId: string; readonly now: string };

export type NewSplit = {
  readonly accountId: string;
  readonly invoiceSplitId: string;
  readonly originalId: string;
  readonly originalNumber: string;
  readonly parts: readonly InvoicePart[];
};

/**
 * Saves the parts of an invoice, made like the rows that they replace; those are to be deleted after.
 * Usage that an item has rated is rated by its last part.
 */
export async function saveSplit(tx: Transaction, split: NewSplit, author: Author): Promise<void> {
  await saveInvoiceParts(tx, split, author);
  await saveItemParts(tx, split);
  await saveTaxParts(tx, split);
  await moveRatings(tx, split);
  await saveSplitRows(tx, split, author);
}

async function saveInvoiceParts(tx: Transaction, split: NewSplit, { userId, now }: Author) {
  const patches = split.parts.map((part) => ({
    invoice_id: part.invoiceId,
    invoice_number: part.invoiceNumber,
    invoice_split_id: split.invoiceSplitId,
    status: "Draft",
    invoice_date: part.invoiceDate,
    due_date: part.dueDate,
    payment_term: part.paymentTerm,
    amount: part.amount.toFixed(),
    tax_amount: part.taxAmount.toFixed(),
    is_taxed: part.items.some(({ taxes }) => taxes.length > 0),
    balance: part.amount.toFixed(),
    updated_by_id: userId,
    updated_at: now,
  }));
  await sql`
    insert into invoices select made.*
    from invoices base,
      unnest(${patches.map((patch) => JSON.stringify(patch))}::jsonb[]) as patch,
      jsonb_populate_record(base, patch) as made
    where base.account_id = ${split.accountId}::uuid
    and base.invoice_id = ${split.originalId}::uuid
  `.execute(tx);
}

async function saveItemParts(tx: Transaction, { accountId, originalNumber, parts }: NewSplit) {
  const given = parts.flatMap(({ invoiceId, percentage, items }) =>
    items.map((item) => ({
      like: item.like,
      patch: {
        invoice_id: invoiceId,
        invoice_item_id: item.itemId,
        split_item_id: item.wholeItemId,
        whole_amount: item.wholeAmount.toFixed(),
        amount: item.amount.toFixed(),
        included_tax: item.includedTax.toFixed(),
        balance: item.balance.toFixed(),
        applied_to_item_id: item.appliedToItemId,
      },
      split: {
        splitFrom: originalNumber,
        splitPercentage: percentage.toFixed(),
        wholeAmount: item.wholeAmount.toFixed(),
      },
    })),
  );
  await sql`
    insert into invoice_items select made.*
    from unnest(
      ${given.map(({ like }) => like.invoiceId)}::uuid[],
      ${given.map(({ like }) => like.itemId)}::uuid[],
      ${given.map(({ patch }) => JSON.stringify(patch))}::jsonb[],
      ${given.map(({ split }) => JSON.stringify(split))}::jsonb[]
    ) as given (like_invoice_id, like_item_id, patch, split)
    join invoice_items base on base.account_id = ${accountId}::uuid
      and base.invoice_id = like_invoice_id and base.invoice_item_id = like_item_id
    cross join lateral jsonb_populate_record(base, patch || jsonb_build_object('derivation',
      base.derivation || jsonb_build_object('inputs', base.derivation -> 'inputs' || split)
    )) as made
  `.execute(tx);
}

async function saveTaxParts(tx: Transaction, { accountId, parts }: NewSplit) {
  const given = parts.flatMap(({ invoiceId, items }) =>
    items.flatMap(({ itemId, taxes }) =>
      taxes.map(({ taxationItemId, like, taxAmount }) => ({
        like,
        patch: {
          document_id: invoiceId,
          item_id: itemId,
          taxation_item_id: taxationItemId,
          tax_amount: taxAmount.toFixed(),
          balance: taxAmount.toFixed(),
        },
      })),
    ),
  );
  if (given.length === 0) return;
  await sql`
    insert into taxation_items select made.*
    from unnest(
      ${given.map(({ like }) => like)}::uuid[],
      ${given.map(({ patch }) => JSON.stringify(patch))}::jsonb[]
    ) as given (like_id, patch)
    join taxation_items base on base.account_id = ${accountId}::uuid
      and base.taxation_item_id = like_id
    cross join lateral jsonb_populate_record(base, patch) as made
  `.execute(tx);
}

/** A record of usage is rated by one item. */
async function moveRatings(tx: Transaction, { accountId, parts }: NewSplit) {
  const last = parts.at(-1);
  if (!last) return;
  await sql`
    update usage_ratings set document_id = ${last.invoiceId}::uuid, item_id = given.item_id
    from unnest(
      ${last.items.map(({ like }) => like.itemId)}::uuid[],
      ${last.items.map(({ itemId }) => itemId)}::uuid[]
    ) as given (like_id, item_id)
    where usage_ratings.account_id = ${accountId}::uuid and usage_ratings.item_id = like_id
  `.execute(tx);
}

async function saveSplitRows(tx: Transaction, split: NewSplit, { userId, now }: Author) {
  const { accountId, invoiceSplitId, originalId, parts } = split;
  await sql`
    insert into invoice_splits (account_id, invoice_split_id, invoice_id, created_by_id, created_at,
      updated_by_id, updated_at)
    values (${accountId}::uuid, ${invoiceSplitId}::uuid, ${originalId}::uuid, ${userId}::uuid,
      ${now}::timestamptz, ${userId}::uuid, ${now}::timestamptz)
    on conflict (account_id, invoice_split_id)
      do update set updated_by_id = excluded.updated_by_id, updated_at = excluded.updated_at
  `.execute(tx);
  await sql`
    delete from invoice_split_items
    where account_id = ${accountId}::uuid and invoice_split_id = ${invoiceSplitId}::uuid
  `.execute(tx);
  await insertRows(
    tx,
    "invoice_split_items",
    {
      account_id: "uuid",
      invoice_split_id: "uuid",
      invoice_split_item_id: "uuid",
      invoice_id: "uuid",
      split_percentage: "numeric",
      invoice_date: "date",
      payment_term: "text",
    },
    parts.map((part) => ({
      account_id: accountId,
      invoice_split_id: invoiceSplitId,
      invoice_split_item_id: part.invoiceSplitItemId,
      invoice_id: part.invoiceId,
      split_percentage: part.percentage,
      invoice_date: part.invoiceDate,
      payment_term: part.paymentTerm,
    })),
  );
}
