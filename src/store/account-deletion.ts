import { ENTITY_CLOCK, sql, type Transaction } from "./database.ts";

/** What an account has that does not go away with it, for a person to read; undefined: nothing. */
export async function findWhatAccountHas(
  tx: Transaction,
  accountId: string,
): Promise<string | undefined> {
  const isIts = sql`account_id = ${accountId}::uuid`;
  const { rows } = await sql<{ has: string }>`
    select has from (
      select 'order ' || order_number as has from orders where ${isIts}
      union all select 'subscription ' || subscription_number from subscriptions
        where ${isIts} or subscription_owner_id = ${accountId}::uuid
      union all select 'order line item ' || item_number from order_line_items where ${isIts}
      union all select 'invoice ' || invoice_number from invoices where ${isIts}
      union all select 'credit memo ' || credit_memo_number from credit_memos where ${isIts}
      union all select 'debit memo ' || debit_memo_number from debit_memos where ${isIts}
      union all select 'payment ' || payment_number from payments where ${isIts}
      union all select 'refund ' || refund_number from refunds where ${isIts}
      union all select 'usage' from usage_records where ${isIts}
      union all select 'journal entries' from journal_entries where ${isIts}
    ) things
    limit 1
  `.execute(tx);
  return rows[0]?.has;
}

/** It takes no orders and no changes any more, and collects nothing of itself. */
export async function cancelAccount(
  tx: Transaction,
  accountId: string,
  userId: string,
): Promise<void> {
  await tx
    .updateTable("accounts")
    .set({
      status: "Canceled",
      auto_pay: false,
      updated_by_id: userId,
      updated_at: ENTITY_CLOCK,
    })
    .where("account_id", "=", accountId)
    .execute();
}
