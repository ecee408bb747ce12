/** Documents as they are printed: read whole, and nothing locked. */
import type { Contact } from "#engine/model/account.ts";
import type { Derivation, InvoiceStatus } from "#engine/model/document.ts";
import type {
  PrintedApplication,
  PrintedDocument,
  PrintedItem,
  PrintedTax,
  PrintedType,
} from "#engine/model/printed-document.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { listSnapshotsOfDocument } from "./contact-snapshots.ts";
import { listContactsById } from "./contacts.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

/** How the tables of the three are named, and where they differ. */
const KINDS = {
  Invoice: {
    name: "invoice",
    columns: sql`d.due_date, d.payment_term, null as reason_code, d.comments as comment,
      d.balance as open, 0::numeric as refund_amount,
      coalesce(d.sold_to_contact_id, a.sold_to_contact_id) as sold_to_contact_id,
      case when d.source_type <> 'Standalone' then d.target_date end as target_date`,
  },
  CreditMemo: {
    name: "credit_memo",
    columns: sql`null as due_date, null as payment_term, d.reason_code, d.comment,
      d.unapplied_amount as open, d.refund_amount, a.sold_to_contact_id, d.target_date`,
  },
  DebitMemo: {
    name: "debit_memo",
    columns: sql`d.due_date, d.payment_term, d.reason_code, d.comment, d.balance as open,
      0::numeric as refund_amount, a.sold_to_contact_id, d.target_date`,
  },
} as const;

/** Undefined when there is no such document; by id or number. */
export async function findPrintedDocument(
  tx: Transaction,
  documentType: PrintedType,
  key: string,
): Promise<PrintedDocument | undefined> {
  const { name, columns } = KINDS[documentType];
  const ref = (suffix: string) => sql.ref(`d.${name}_${suffix}`);
  const { rows } = await sql<DocumentRow>`
    select d.account_id, ${ref("id")} as document_id, ${ref("number")} as document_number, d.status,
      d.currency, ${ref("date")} as document_date, d.amount, d.tax_amount,
      coalesce(d.bill_to_contact_id, a.bill_to_contact_id) as bill_to_contact_id,
      a.account_number, a.name as account_name, entities.name as entity_name, ${columns}
    from ${sql.table(`${name}s`)} d join accounts a on a.account_id = d.account_id
      join entities on entities.entity_id = d.entity_id
    where ${ref("number")} = ${key} or ${ref("id")} = ${idOf(key)}::uuid
    order by (${ref("id")} = ${idOf(key)}::uuid) desc nulls last limit 1
  `.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  const ids = [row.bill_to_contact_id, row.sold_to_contact_id].flatMap((id) => id ?? []);
  const contacts = await listContactsById(tx, ids);
  const snapshots = await listSnapshotsOfDocument(tx, row.account_id, row.document_id);
  const contactOf = (id: string | null): Contact | null =>
    snapshots.get(id ?? "") ?? contacts.find(({ contactId }) => contactId === id) ?? null;
  return {
    documentType,
    ...toHeader(row),
    billTo: contactOf(row.bill_to_contact_id),
    soldTo: contactOf(row.sold_to_contact_id),
    items: await listItems(tx, name, row),
    applied: await listApplied(tx, documentType, row),
  };
}

type DocumentRow = {
  account_id: string;
  document_id: string;
  document_number: string;
  status: InvoiceStatus;
  currency: string;
  document_date: PlainDate;
  due_date: PlainDate | null;
  payment_term: string | null;
  target_date: PlainDate | null;
  reason_code: string | null;
  comment: string | null;
  entity_name: string;
  account_number: string;
  account_name: string;
  bill_to_contact_id: string | null;
  sold_to_contact_id: string | null;
  amount: string;
  tax_amount: string;
  open: string;
  refund_amount: string;
};

const toHeader = (row: DocumentRow) => ({
  accountId: row.account_id,
  documentId: row.document_id,
  documentNumber: row.document_number,
  status: row.status,
  currency: row.currency,
  documentDate: row.document_date,
  dueDate: row.due_date,
  paymentTerm: row.payment_term,
  targetDate: row.target_date,
  reasonCode: row.reason_code,
  comment: row.comment,
  entityName: row.entity_name,
  accountNumber: row.account_number,
  accountName: row.account_name,
  amount: decimal(row.amount),
  taxAmount: decimal(row.tax_amount),
  open: decimal(row.open),
  refundAmount: decimal(row.refund_amount),
});

type ItemRow = {
  item_id: string;
  applied_to_item_id: string | null;
  processing_type: string;
  subscription_number: string | null;
  charge_name: string;
  description: string | null;
  service_start: PlainDate;
  service_end: PlainDate;
  quantity: string;
  unit_of_measure: string | null;
  unit_price: string;
  amount: string;
  derivation: Derivation | null;
};

async function listItems(
  tx: Transaction,
  name: string,
  { account_id, document_id }: DocumentRow,
): Promise<PrintedItem[]> {
  const ref = (suffix: string) => sql.ref(`items.${name}_${suffix}`);
  const comment = name === "invoice" ? sql`details ->> 'description'` : sql`comment`;
  const { rows } = await sql<ItemRow>`
    select items.*, ${ref("item_id")} as item_id, ${comment} as description
    from ${sql.table(`${name}_items`)} items
    where account_id = ${account_id}::uuid and ${ref("id")} = ${document_id}::uuid
    order by subscription_number, charge_number, service_start, ${ref("item_id")}
  `.execute(tx);
  const taxes = await listTaxes(tx, account_id, document_id);
  const here = new Set(rows.map((row) => row.item_id));
  const discounts = Map.groupBy(rows, (row) => row.applied_to_item_id);
  return rows
    .filter((row) => row.applied_to_item_id === null || !here.has(row.applied_to_item_id))
    .flatMap((row) => [row, ...(discounts.get(row.item_id) ?? [])])
    .map((row) => toItem(row, taxes.get(row.item_id) ?? []));
}

const toItem = (row: ItemRow, taxes: readonly PrintedTax[]): PrintedItem => ({
  isDiscount: row.processing_type === "Discount",
  subscriptionNumber: row.subscription_number,
  chargeName: row.charge_name,
  description: row.description,
  service: { start: row.service_start, end: row.service_end },
  quantity: decimal(row.quantity),
  unitOfMeasure: row.unit_of_measure,
  unitPrice: decimal(row.unit_price),
  amount: decimal(row.amount),
  taxes,
  derivation: row.derivation,
});

async function listTaxes(
  tx: Transaction,
  accountId: string,
  documentId: string,
): Promise<Map<string, PrintedTax[]>> {
  const { rows } = await sql<{
    item_id: string;
    name: string;
    tax_rate: string;
    tax_rate_type: PrintedTax["taxRateType"];
    tax_amount: string;
  }>`
    select item_id, name, tax_rate, tax_rate_type, tax_amount from taxation_items
    where account_id = ${accountId}::uuid and document_id = ${documentId}::uuid
    order by taxation_item_id
  `.execute(tx);
  const byItem = Map.groupBy(rows, (row) => row.item_id);
  return new Map(
    [...byItem].map(([itemId, own]) => [
      itemId,
      own.map((row) => ({
        name: row.name,
        taxRate: decimal(row.tax_rate),
        taxRateType: row.tax_rate_type,
        taxAmount: decimal(row.tax_amount),
      })),
    ]),
  );
}

type AppliedRow = {
  document_type: PrintedApplication["documentType"];
  document_number: string | null;
  effective_date: PlainDate;
  amount: string;
};

/** What was applied and is not unapplied, the other side of each by its number. */
async function listApplied(
  tx: Transaction,
  documentType: PrintedType,
  { account_id, document_id }: DocumentRow,
): Promise<PrintedApplication[]> {
  const [own, other] = documentType === "CreditMemo" ? ["source", "target"] : ["target", "source"];
  const { rows } = await sql<AppliedRow>`
    with applied as (
      select ${sql.ref(`${other}_type`)} as document_type, ${sql.ref(`${other}_id`)} as document_id,
        max(effective_date) as effective_date, sum(amount) as amount, min(created_at) as created_at
      from applications
      where account_id = ${account_id}::uuid and ${sql.ref(`${own}_id`)} = ${document_id}::uuid
      group by 1, 2 having sum(amount) <> 0
    )
    select document_type, effective_date, amount, case document_type
      when 'Invoice' then (select invoice_number from invoices i
        where i.account_id = ${account_id}::uuid and i.invoice_id = document_id)
      when 'DebitMemo' then (select debit_memo_number from debit_memos m
        where m.account_id = ${account_id}::uuid and m.debit_memo_id = document_id)
      when 'CreditMemo' then (select credit_memo_number from credit_memos m
        where m.account_id = ${account_id}::uuid and m.credit_memo_id = document_id)
      when 'Payment' then (select payment_number from payments p
        where p.account_id = ${account_id}::uuid and p.payment_id = document_id)
      end as document_number
    from applied order by created_at, document_id
  `.execute(tx);
  return rows.map((row) => ({
    documentType: row.document_type,
    documentNumber: row.document_number ?? "",
    effectiveDate: row.effective_date,
    amount: decimal(row.amount),
  }));
}

/** Whose document it is and which, by id or number. */
export async function findDocumentKey(
  tx: Transaction,
  documentType: PrintedType,
  key: string,
): Promise<{ accountId: string; documentId: string } | undefined> {
  const { name } = KINDS[documentType];
  const [id, number] = [sql.ref(`${name}_id`), sql.ref(`${name}_number`)];
  const { rows } = await sql<{ account_id: string; document_id: string }>`
    select account_id, ${id} as document_id from ${sql.table(`${name}s`)}
    where ${number} = ${key} or ${id} = ${idOf(key)}::uuid
    order by (${id} = ${idOf(key)}::uuid) desc nulls last limit 1
  `.execute(tx);
  const [row] = rows;
  return row && { accountId: row.account_id, documentId: row.document_id };
}

/** A document with its newest file. */
export type NewestFile = {
  readonly documentId: string;
  readonly documentNumber: string;
  /** Null: it has none. */
  readonly fileId: string | null;
  readonly createdAt: Date | null;
};

/** By ids or numbers, in their order; what is not there is missing. */
export async function listNewestFiles(
  tx: Transaction,
  documentType: PrintedType,
  keys: readonly string[],
): Promise<NewestFile[]> {
  const { name } = KINDS[documentType];
  const ref = (suffix: string) => sql.ref(`d.${name}_${suffix}`);
  const { rows } = await sql<{
    document_id: string;
    document_number: string;
    file_id: string | null;
    created_at: Date | null;
  }>`
    select ${ref("id")} as document_id, ${ref("number")} as document_number, file_id,
      made_at as created_at
    from unnest(${[...keys]}::text[], ${keys.map(idOf)}::uuid[])
        with ordinality as given (number, id, position)
      join ${sql.table(`${name}s`)} d on ${ref("number")} = number or ${ref("id")} = id
      left join lateral (
        select file_id, files.created_at as made_at from files
        where files.account_id = d.account_id and object_id = ${ref("id")} and kind <> 'Attached'
        order by version_number desc limit 1
      ) newest on true
    order by position
  `.execute(tx);
  return rows.map((row) => ({
    documentId: row.document_id,
    documentNumber: row.document_number,
    fileId: row.file_id,
    createdAt: row.created_at,
  }));
}
