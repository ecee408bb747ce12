import { assert } from "#engine/assert.ts";
import type {
  CreditMemo,
  CreditMemoApplication,
  CreditMemoItem,
} from "#engine/model/credit-memo.ts";
import type { Transaction } from "./database.ts";
import { DOCUMENT_ITEM_COLUMNS, fromDocumentItem } from "./document-item-rows.ts";
import { newId } from "./ids.ts";
import { type Columns, insertRows } from "./insert-rows.ts";
import type { Authorship } from "./invoice-rows.ts";

/** Saves credit memos that have just been made, as they are after what was applied of them. */
export async function saveCreditMemos(
  tx: Transaction,
  creditMemos: readonly CreditMemo[],
  authorship: Authorship,
): Promise<void> {
  if (creditMemos.length === 0) return;
  await insertRows(
    tx,
    "credit_memos",
    MEMO_COLUMNS,
    creditMemos.map((creditMemo) => fromCreditMemo(creditMemo, authorship)),
  );
  await insertRows(
    tx,
    "credit_memo_items",
    ITEM_COLUMNS,
    creditMemos.flatMap(({ accountId, creditMemoId, items }) =>
      items.map((item) => fromItem(accountId, creditMemoId, item)),
    ),
  );
}

/** Saves what credit memos paid of invoices. */
export async function saveCreditMemoApplications(
  tx: Transaction,
  accountId: string,
  applications: readonly CreditMemoApplication[],
  { userId, now }: Pick<Authorship, "userId" | "now">,
): Promise<void> {
  const rows = applications.flatMap(({ creditMemoId, invoiceId, effectiveDate, items }) =>
    items.map((item) => {
      assert(item.pays === "Item", "no operation makes taxes yet, so none is paid");
      return {
        account_id: accountId,
        credit_memo_id: creditMemoId,
        application_id: newId(),
        credit_memo_item_id: item.creditMemoItemId,
        invoice_id: invoiceId,
        invoice_item_id: item.invoiceItemId,
        amount: item.amount,
        effective_date: effectiveDate,
        created_by_id: userId,
        created_at: now,
      };
    }),
  );
  await insertRows(tx, "credit_memo_applications", APPLICATION_COLUMNS, rows);
}

const MEMO_COLUMNS = {
  account_id: "uuid",
  credit_memo_id: "uuid",
  credit_memo_number: "text",
  status: "text",
  currency: "text",
  credit_memo_date: "date",
  target_date: "date",
  amount: "numeric",
  unapplied_amount: "numeric",
  refund_amount: "numeric",
  reason_code: "text",
  comment: "text",
  bill_to_contact_id: "uuid",
  referred_invoice_id: "uuid",
  source: "text",
  source_id: "text",
  source_type: "text",
  bill_run_id: "uuid",
  order_id: "uuid",
  posted_by_id: "uuid",
  posted_at: "timestamptz",
  created_by_id: "uuid",
  created_at: "timestamptz",
  updated_by_id: "uuid",
  updated_at: "timestamptz",
} as const satisfies Columns;

function fromCreditMemo(creditMemo: CreditMemo, authorship: Authorship) {
  const { userId, now, billRunId, orderId } = authorship;
  const isPosted = creditMemo.status === "Posted";
  return {
    account_id: creditMemo.accountId,
    credit_memo_id: creditMemo.creditMemoId,
    credit_memo_number: creditMemo.creditMemoNumber,
    status: creditMemo.status,
    currency: creditMemo.currency,
    credit_memo_date: creditMemo.creditMemoDate,
    target_date: creditMemo.targetDate,
    amount: creditMemo.amount,
    unapplied_amount: creditMemo.unappliedAmount,
    refund_amount: creditMemo.refundAmount,
    reason_code: creditMemo.reasonCode,
    comment: creditMemo.comment,
    bill_to_contact_id: creditMemo.billToContactId,
    referred_invoice_id: creditMemo.referredInvoiceId,
    source: creditMemo.source,
    source_id: creditMemo.sourceId,
    source_type: creditMemo.sourceType,
    bill_run_id: billRunId,
    order_id: orderId,
    posted_by_id: isPosted ? userId : null,
    posted_at: isPosted ? now : null,
    created_by_id: userId,
    created_at: now,
    updated_by_id: userId,
    updated_at: now,
  };
}

const ITEM_COLUMNS = {
  ...DOCUMENT_ITEM_COLUMNS,
  account_id: "uuid",
  credit_memo_id: "uuid",
  credit_memo_item_id: "uuid",
  unapplied_amount: "numeric",
  refund_amount: "numeric",
  source_item_type: "text",
  source_item_id: "uuid",
  credit_from_invoice_id: "uuid",
  credit_from_item_id: "uuid",
  credit_from_item_source: "text",
  comment: "text",
  finance_information: "jsonb",
} as const satisfies Columns;

const fromItem = (accountId: string, creditMemoId: string, item: CreditMemoItem) => ({
  ...fromDocumentItem(item),
  account_id: accountId,
  credit_memo_id: creditMemoId,
  credit_memo_item_id: item.creditMemoItemId,
  unapplied_amount: item.unappliedAmount,
  refund_amount: item.refundAmount,
  source_item_type: item.sourceItemType,
  source_item_id: item.sourceItemId,
  credit_from_invoice_id: item.creditFromInvoiceId,
  credit_from_item_id: item.creditFromItemId,
  credit_from_item_source: item.creditFromItemSource,
  comment: item.comment,
  finance_information: item.financeInformation,
});

const APPLICATION_COLUMNS = {
  account_id: "uuid",
  credit_memo_id: "uuid",
  application_id: "uuid",
  credit_memo_item_id: "uuid",
  invoice_id: "uuid",
  invoice_item_id: "uuid",
  amount: "numeric",
  effective_date: "date",
  created_by_id: "uuid",
  created_at: "timestamptz",
} as const satisfies Columns;
