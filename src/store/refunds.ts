import type { FinanceInformation } from "#engine/model/credit-memo.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { WantedApplication } from "#engine/model/payment.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { insertRows, updateRows } from "./insert-rows.ts";
import type { Authorship } from "./invoice-rows.ts";
import { CREATED } from "./payment-rows.ts";
import type { PaymentFinance } from "./payments.ts";
import {
  FIXED,
  KEYS,
  type RefundRow,
  SETS,
  toFixed,
  toKeys,
  toRefund,
  toSets,
} from "./refund-rows.ts";

/** What a refund gives back of one item or tax of a credit memo. */
export type RefundedItem = {
  readonly itemPartId: string;
  readonly creditMemoItemId: string;
  /** Null: the item itself. */
  readonly creditTaxItemId: string | null;
  readonly amount: Decimal;
};

/** Money that goes back to a customer, of a payment or of a credit memo. */
export type StoredRefund = {
  readonly accountId: string;
  readonly refundId: string;
  readonly refundNumber: string;
  readonly type: "External" | "Electronic";
  readonly status: "Processing" | "Processed" | "Error" | "Canceled";
  readonly gatewayState: "NotSubmitted" | "Submitted" | "Settled" | "FailedToSettle";
  /** How an external one was given: Cash, Check, … */
  readonly methodType: string | null;
  /** Chargeback, PaymentReversal. */
  readonly refundTransactionType: string | null;
  readonly currency: string;
  readonly refundDate: PlainDate;
  readonly amount: Decimal;
  /** One of the two. */
  readonly paymentId: string | null;
  readonly creditMemoId: string | null;
  readonly paymentMethodId: string | null;
  readonly gatewayId: string | null;
  readonly gatewayResponse: string | null;
  readonly gatewayResponseCode: string | null;
  readonly referenceId: string | null;
  readonly secondReferenceId: string | null;
  readonly softDescriptor: string | null;
  readonly softDescriptorPhone: string | null;
  readonly reasonCode: string | null;
  readonly comment: string | null;
  readonly financeInformation: PaymentFinance | null;
  readonly customFields: CustomFields;
  /** Of a credit memo; while it is in process, those that were named. */
  readonly items: readonly RefundedItem[];
  readonly attempts: number;
  readonly nextAttemptAt: string | null;
  readonly idempotencyKey: string | null;
  readonly orderId: string | null;
  readonly submittedAt: string | null;
  readonly settledAt: string | null;
  readonly cancelledAt: string | null;
  /** Null but of the refunds of an order. */
  readonly followUp: FollowUp | null;
};

type Author = Pick<Authorship, "userId" | "now">;

/** Whose refund it is, so that the account can be locked before it is read. */
export async function findRefundAccountId(
  tx: Transaction,
  key: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ account_id: string }>`
    select account_id from refunds
    where refund_number = ${key} or refund_id = ${idOf(key)}::uuid
    order by (refund_id = ${idOf(key)}::uuid) desc nulls last limit 1
  `.execute(tx);
  return rows[0]?.account_id;
}

/** Locked until the transaction ends. */
export async function lockRefund(tx: Transaction, key: string): Promise<StoredRefund | undefined> {
  const { rows } = await sql<RefundRow>`
    select * from refunds where refund_number = ${key} or refund_id = ${idOf(key)}::uuid
    order by (refund_id = ${idOf(key)}::uuid) desc nulls last limit 1 for update
  `.execute(tx);
  return rows[0] && toRefund(rows[0]);
}

/** What an earlier try of the same request has made. */
export async function findRefundOfRequest(
  tx: Transaction,
  idempotencyKey: string,
): Promise<StoredRefund | undefined> {
  const { rows } = await sql<RefundRow>`
    select * from refunds where idempotency_key = ${idempotencyKey}
  `.execute(tx);
  return rows[0] && toRefund(rows[0]);
}

/** Those of any account that are to be asked about again, so many at most. */
export async function listRefundsToAskAbout(
  tx: Transaction,
  howMany: number,
): Promise<StoredRefund[]> {
  const { rows } = await sql<RefundRow>`
    select * from refunds where status = 'Processing' and next_attempt_at <= now()
    order by next_attempt_at limit ${howMany}
  `.execute(tx);
  return rows.map(toRefund);
}

export const saveNewRefund = (
  tx: Transaction,
  refund: StoredRefund,
  author: Author,
): Promise<void> =>
  insertRows(tx, "refunds", { ...KEYS, ...FIXED, ...SETS, ...CREATED }, [
    {
      ...toKeys(refund),
      ...toFixed(refund),
      ...toSets(refund, author),
      created_by_id: author.userId,
      created_at: author.now,
    },
  ]);

/** Writes all that can change of a refund that is locked. */
export const saveRefund = (tx: Transaction, refund: StoredRefund, author: Author): Promise<void> =>
  updateRows(tx, "refunds", { keys: KEYS, sets: SETS }, [
    { ...toKeys(refund), ...toSets(refund, author) },
  ]);

export async function deleteRefund(
  tx: Transaction,
  { accountId, refundId }: Pick<StoredRefund, "accountId" | "refundId">,
): Promise<void> {
  await sql`
    delete from refunds
    where account_id = ${accountId}::uuid and refund_id = ${refundId}::uuid
  `.execute(tx);
}

type MemoKey = { readonly accountId: string; readonly creditMemoId: string };

/** Of what a memo has left, what refunds are giving back at this moment. */
export async function findReservedOfMemo(
  tx: Transaction,
  { accountId, creditMemoId }: MemoKey,
): Promise<Decimal> {
  const { rows } = await sql<{ reserved_amount: string }>`
    select reserved_amount from credit_memos
    where account_id = ${accountId}::uuid and credit_memo_id = ${creditMemoId}::uuid
  `.execute(tx);
  return decimal(rows[0]?.reserved_amount ?? "0");
}

export async function saveReservedOfMemo(
  tx: Transaction,
  { accountId, creditMemoId }: MemoKey,
  reserved: Decimal,
): Promise<void> {
  await sql`
    update credit_memos set reserved_amount = ${reserved.toFixed()}::numeric
    where account_id = ${accountId}::uuid and credit_memo_id = ${creditMemoId}::uuid
  `.execute(tx);
}

/** Memos of which something is not to be applied by itself. */
export async function listMemosKeptBack(
  tx: Transaction,
  accountId: string,
): Promise<{
  /** What refunds are giving back at this moment, by the memo's id. */
  readonly reserved: ReadonlyMap<string, Decimal>;
  /** Those that say that they are applied by hand only. */
  readonly excluded: ReadonlySet<string>;
}> {
  const { rows } = await sql<{ id: string; reserved: string; excluded: boolean }>`
    select credit_memo_id as id, reserved_amount as reserved,
      exclude_from_auto_apply_rules as excluded
    from credit_memos
    where account_id = ${accountId}::uuid and status = 'Posted' and unapplied_amount > 0
    and (reserved_amount > 0 or exclude_from_auto_apply_rules)
  `.execute(tx);
  return {
    reserved: new Map(rows.map((row) => [row.id, decimal(row.reserved)])),
    excluded: new Set(rows.filter((row) => row.excluded).map((row) => row.id)),
  };
}

/** What an order's refunds do once their gateways have answered. */
export type FollowUp = {
  /** Those that the order's billing has made. */
  readonly creditMemoIds: readonly string[];
  /** What was taken back of documents, to be paid again when nothing is refunded. */
  readonly taken: readonly WantedApplication[];
  /** Those that the order has cancelled. */
  readonly subscriptionNumbers: readonly string[];
  readonly writeOff: boolean;
  readonly documentDate: PlainDate;
  readonly financeInformation: FinanceInformation | null;
};

/** Whether refunds of the order are waiting for their gateways. */
export async function hasRefundsInProcess(
  tx: Transaction,
  { accountId, orderId }: Pick<StoredRefund, "accountId" | "orderId">,
): Promise<boolean> {
  const { rows } = await sql`
    select from refunds
    where account_id = ${accountId}::uuid and order_id = ${orderId}::uuid
    and status = 'Processing' limit 1
  `.execute(tx);
  return rows.length > 0;
}
