import type { CreditMemoApplication } from "#engine/model/credit-memo.ts";
import type { Decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Transaction } from "./database.ts";
import { newId } from "./ids.ts";
import { type Columns, insertRows } from "./insert-rows.ts";
import type { Authorship } from "./invoice-rows.ts";

/** What one item or tax of a document pays of one of another; negative where it is unapplied. */
export type ApplicationRow = {
  readonly sourceType: "CreditMemo" | "Payment";
  readonly sourceId: string;
  /** Null on a payment, which has no items. */
  readonly sourceItemId: string | null;
  readonly sourceTaxItemId: string | null;
  readonly targetType: "Invoice" | "DebitMemo";
  readonly targetId: string;
  readonly targetItemId: string;
  /** The tax of the item that is paid; null where the item itself is. */
  readonly targetTaxItemId: string | null;
  readonly amount: Decimal;
  readonly effectiveDate: PlainDate;
};

type Author = Pick<Authorship, "userId" | "now">;

/** Appends what was applied or unapplied; nothing ever changes it. */
export const saveApplications = (
  tx: Transaction,
  accountId: string,
  applications: readonly ApplicationRow[],
  author: Author,
): Promise<void> =>
  saveApplicationsOfAccounts(
    tx,
    applications.map((application) => ({ ...application, accountId })),
    author,
  );

/** The same of many accounts at once. */
export const saveApplicationsOfAccounts = (
  tx: Transaction,
  applications: readonly (ApplicationRow & { readonly accountId: string })[],
  { userId, now }: Author,
): Promise<void> =>
  insertRows(
    tx,
    "applications",
    COLUMNS,
    applications.map((each) => ({
      account_id: each.accountId,
      source_type: each.sourceType,
      source_id: each.sourceId,
      application_id: newId(),
      source_item_id: each.sourceItemId,
      source_tax_item_id: each.sourceTaxItemId,
      target_type: each.targetType,
      target_id: each.targetId,
      target_item_id: each.targetItemId,
      target_tax_item_id: each.targetTaxItemId,
      amount: each.amount,
      effective_date: each.effectiveDate,
      created_by_id: userId,
      created_at: now,
    })),
  );

/** Saves what credit memos paid of invoices and debit memos. */
export const saveCreditMemoApplications = (
  tx: Transaction,
  accountId: string,
  applications: readonly CreditMemoApplication[],
  author: Author,
): Promise<void> => saveApplications(tx, accountId, applications.flatMap(rowsOf), author);

/** The same of many accounts at once. */
export const saveCreditMemoApplicationsOfAccounts = (
  tx: Transaction,
  applications: readonly (CreditMemoApplication & { readonly accountId: string })[],
  author: Author,
): Promise<void> =>
  saveApplicationsOfAccounts(
    tx,
    applications.flatMap((application) =>
      rowsOf(application).map((row) => ({ ...row, accountId: application.accountId })),
    ),
    author,
  );

const rowsOf = ({
  creditMemoId,
  documentType,
  invoiceId,
  effectiveDate,
  items,
}: CreditMemoApplication): ApplicationRow[] =>
  items.map((item) => ({
    sourceType: "CreditMemo",
    sourceId: creditMemoId,
    sourceItemId: item.creditMemoItemId,
    sourceTaxItemId: item.creditTaxItemId,
    targetType: documentType,
    targetId: invoiceId,
    targetItemId: item.invoiceItemId,
    targetTaxItemId: item.taxItemId,
    amount: item.amount,
    effectiveDate,
  }));

const COLUMNS = {
  account_id: "uuid",
  source_type: "text",
  source_id: "uuid",
  application_id: "uuid",
  source_item_id: "uuid",
  source_tax_item_id: "uuid",
  target_type: "text",
  target_id: "uuid",
  target_item_id: "uuid",
  target_tax_item_id: "uuid",
  amount: "numeric",
  effective_date: "date",
  created_by_id: "uuid",
  created_at: "timestamptz",
} as const satisfies Columns;
