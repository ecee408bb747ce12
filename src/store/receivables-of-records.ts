import { type Decimal, decimal } from "#engine/values/decimal.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import type { PaymentRunRecord } from "./payment-runs.ts";

export type RecordedReceivable = {
  readonly documentType: "Invoice" | "DebitMemo";
  readonly documentId: string;
  readonly documentNumber: string;
  readonly currency: string;
  readonly balance: Decimal;
};

/**
 * The posted documents that records of given data name, by the position of the record: of one that
 * names none, all that its account owes, by due date.
 */
export async function listReceivablesOfRecords(
  tx: Transaction,
  records: readonly PaymentRunRecord[],
): Promise<Map<number, RecordedReceivable[]>> {
  const { rows } = await sql<Row>`
    select index, documents.* from unnest(
      ${records.map((_, index) => index)}::integer[],
      ${records.map((record) => record.accountId)}::uuid[],
      ${records.map((record) => record.documentType)}::text[],
      ${records.map((record) => record.documentKey)}::text[],
      ${records.map((record) => idOf(record.documentKey ?? ""))}::uuid[]
    ) wanted (index, account_id, type, key, id)
    join (
      select account_id, 'Invoice' as document_type, invoice_id as document_id,
        invoice_number as document_no, currency, balance, due_date
      from invoices where status = 'Posted'
      union all
      select account_id, 'DebitMemo', debit_memo_id, debit_memo_number, currency, balance, due_date
      from debit_memos where status = 'Posted'
    ) documents on documents.account_id = wanted.account_id
      and case when key is null then balance > 0
        else document_type = type and (document_no = key or document_id = wanted.id) end
    order by index, due_date, document_no
  `.execute(tx);
  return Map.groupBy(
    rows.map((row) => ({
      index: row.index,
      documentType: row.document_type,
      documentId: row.document_id,
      documentNumber: row.document_no,
      currency: row.currency,
      balance: decimal(row.balance),
    })),
    ({ index }) => index,
  );
}

type Row = {
  index: number;
  document_type: RecordedReceivable["documentType"];
  document_id: string;
  document_no: string;
  currency: string;
  balance: string;
};
