/** What rows of bulk cancels are about. */
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql } from "./database.ts";

/** What a row is about. */
export type RowTarget = {
  readonly accountId: string;
  readonly rowNumber: number;
  readonly subscriptionNumber: string | null;
  readonly documentType: "Invoice" | "DebitMemo" | null;
  readonly documentId: string | null;
  readonly documentNumber: string | null;
  readonly dueDate: PlainDate | null;
};

export const TARGET = sql`account_id, row_number, subscription_number, document_type, document_id,
  document_no, due_date`;

export type TargetRow = {
  account_id: string;
  row_number: number;
  subscription_number: string | null;
  document_type: RowTarget["documentType"];
  document_id: string | null;
  document_no: string | null;
  due_date: PlainDate | null;
};

export const toTarget = (row: TargetRow): RowTarget => ({
  accountId: row.account_id,
  rowNumber: row.row_number,
  subscriptionNumber: row.subscription_number,
  documentType: row.document_type,
  documentId: row.document_id,
  documentNumber: row.document_no,
  dueDate: row.due_date,
});
