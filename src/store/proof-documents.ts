/** Documents beside what their parts, what was applied, and the journal say of them. */
import type { ProofDocument } from "#engine/settlement/proof.ts";
import { decimal } from "#engine/values/decimal.ts";
import { rowsOfAccounts } from "./accounts-queried.ts";
import type { Transaction } from "./database.ts";

/**
 * All documents that change a balance; what is left over is owed, or has still to be given. A payment
 * counts once it has come in; a standalone one comes in elsewhere.
 */
const DOCUMENTS = `
  select account_id, 'Invoice' as document_type, invoice_id as document_id,
    invoice_number as document_number, status, currency, amount, tax_amount, balance as left_over,
    0::numeric as refund_amount, 0::numeric as reversed
  from invoices where account_id = any ($1)
  union all
  select account_id, 'DebitMemo', debit_memo_id, debit_memo_number, status, currency, amount,
    tax_amount, balance, 0, 0
  from debit_memos where account_id = any ($1)
  union all
  select account_id, 'CreditMemo', credit_memo_id, credit_memo_number, status, currency, amount,
    tax_amount, unapplied_amount, refund_amount, reversed_amount
  from credit_memos where account_id = any ($1)
  union all
  select account_id, 'Payment', payment_id, payment_number, 'Posted', currency, amount, 0,
    unapplied_amount, refund_amount, 0
  from payments where account_id = any ($1) and status = 'Processed' and not standalone`;

const REFUNDS = `
  select account_id, coalesce(payment_id, credit_memo_id) as document_id, amount
  from refunds where account_id = any ($1) and status = 'Processed'`;

const PARTS = `
  select account_id, invoice_id as document_id, amount, 0::numeric as tax, balance as left_over
  from invoice_items where account_id = any ($1)
  union all
  select account_id, debit_memo_id, amount, 0, balance
  from debit_memo_items where account_id = any ($1)
  union all
  select account_id, credit_memo_id, amount, 0, unapplied_amount
  from credit_memo_items where account_id = any ($1)
  union all
  select account_id, document_id, tax_amount, tax_amount, balance + unapplied_amount
  from taxation_items where account_id = any ($1)
  union all
  select account_id, payment_id, amount, 0, unapplied_amount
  from payments where account_id = any ($1) and status = 'Processed' and not standalone`;

const APPLIED = `
  select account_id, target_id as document_id, amount from applications
  where account_id = any ($1)
  union all
  select account_id, source_id, amount from applications where account_id = any ($1)`;

/** Debits less credits of what a document stands for: what is owed of it, or what it gives, negated. */
const JOURNAL = `
  select account_id, document_id, posted, tax, left_over from (
    select account_id, document_id, document_type, applied_to_document_id,
      case when debit = own then amount when credit = own then -amount else 0 end as left_over,
      case when applied_to_document_id is null and debit <> 'MemoClearing'
          and credit <> 'MemoClearing'
        then case when debit = own then amount when credit = own then -amount else 0 end
        else 0 end as posted,
      case when debit = 'TaxPayable' then -amount when credit = 'TaxPayable' then amount
        else 0 end as tax
    from (
      select *, case document_type when 'CreditMemo' then 'UnappliedCredit'
        when 'Payment' then 'UnappliedPayment' else 'AccountsReceivable' end as own
      from journal_entries where account_id = any ($1)
    ) entries
  ) of_the_document
  union all
  select account_id, applied_to_document_id, 0, 0,
    case when debit = 'AccountsReceivable' then amount else -amount end
  from journal_entries
  where account_id = any ($1) and applied_to_document_id is not null
  and 'AccountsReceivable' in (debit, credit)`;

const sums = (of: string, names: readonly string[]) =>
  `select account_id, document_id, ${names.map((name) => `sum(${name}) as ${name}`).join(", ")}
  from (${of}) each group by 1, 2`;

/**
 * What the journal has recorded of a document that is not there is a difference too, unless it has
 * taken all of it back: such as of a payment that was given to another account.
 */
const LINES = `
  with documents as (${DOCUMENTS}),
    parts as (${sums(PARTS, ["amount", "tax", "left_over"])}),
    applied as (${sums(APPLIED, ["amount"])}),
    refunds as (${sums(REFUNDS, ["amount"])}),
    journal as (${sums(JOURNAL, ["posted", "tax", "left_over"])})
  select account_id, document_id, coalesce(document_type, 'Invoice') as document_type,
    coalesce(document_number, document_id::text) as document_number,
    coalesce(status, 'Missing') as status, coalesce(currency, '') as currency,
    coalesce(documents.amount, 0) as amount, coalesce(documents.tax_amount, 0) as tax_amount,
    coalesce(documents.left_over, 0) as left_over, coalesce(refund_amount, 0) as refund_amount,
    coalesce(refunds.amount, 0) as refunded,
    coalesce(reversed, 0) as reversed, coalesce(parts.amount, 0) as parts_amount,
    coalesce(parts.tax, 0) as parts_tax, coalesce(parts.left_over, 0) as parts_left,
    coalesce(applied.amount, 0) as applied,
    coalesce(sign * journal.posted, 0) as journal_amount,
    coalesce(sign * journal.tax, 0) as journal_tax,
    coalesce(sign * journal.left_over, 0) as journal_left
  from documents
    left join parts using (account_id, document_id)
    left join applied using (account_id, document_id)
    left join refunds using (account_id, document_id)
    full join journal using (account_id, document_id)
    cross join lateral (
      select case when document_type in ('CreditMemo', 'Payment') then -1 else 1 end as sign
    ) signs
  where document_number is not null
    or journal.posted <> 0 or journal.tax <> 0 or journal.left_over <> 0`;

/** Accounts with a document of which somebody says something else: what `lawsOfDocument` asks. */
export const UNEQUAL_DOCUMENTS = `
  select account_id from (${LINES}) lines
  where amount <> parts_amount or tax_amount <> parts_tax or left_over <> parts_left
    or left_over <> amount - applied - refunded - reversed
    or refunded <> refund_amount
    or journal_amount <> case status when 'Posted' then amount else 0 end
    or journal_tax <> case status when 'Posted' then tax_amount else 0 end
    or journal_left <> case status when 'Posted' then left_over else 0 end`;

/** By type and number. */
export async function listProofDocuments(
  tx: Transaction,
  accountId: string,
): Promise<ProofDocument[]> {
  const query = `${LINES} order by document_type, document_number`;
  const rows = await rowsOfAccounts<DocumentRow>(tx, query, [accountId]);
  return rows.map(toDocument);
}

type DocumentRow = {
  document_type: ProofDocument["documentType"];
  document_id: string;
  document_number: string;
  status: string;
  currency: string;
  amount: string;
  tax_amount: string;
  left_over: string;
  refunded: string;
  refund_amount: string;
  reversed: string;
  parts_amount: string;
  parts_tax: string;
  parts_left: string;
  applied: string;
  journal_amount: string;
  journal_tax: string;
  journal_left: string;
};

const toDocument = (row: DocumentRow): ProofDocument => ({
  documentType: row.document_type,
  documentId: row.document_id,
  documentNumber: row.document_number,
  isPosted: row.status === "Posted",
  status: row.status,
  currency: row.currency,
  amount: decimal(row.amount),
  taxAmount: decimal(row.tax_amount),
  partsAmount: decimal(row.parts_amount),
  partsTaxAmount: decimal(row.parts_tax),
  left: decimal(row.left_over),
  partsLeft: decimal(row.parts_left),
  applied: decimal(row.applied),
  refunded: decimal(row.refunded),
  refundAmount: decimal(row.refund_amount),
  reversed: decimal(row.reversed),
  journalAmount: decimal(row.journal_amount),
  journalTaxAmount: decimal(row.journal_tax),
  journalLeft: decimal(row.journal_left),
});
