/** Items and taxes that are owed, each beside what was applied to it. */
import type { ProofPart } from "#engine/settlement/proof.ts";
import { decimal } from "#engine/values/decimal.ts";
import { rowsOfAccounts } from "./accounts-queried.ts";
import type { Transaction } from "./database.ts";

/** An item stands for the discounts on it too: what they leave open is in its balance. */
const DISCOUNTS = `
  select account_id, document_id, item_id, sum(amount) as amount from (
    select account_id, invoice_id as document_id, applied_to_item_id as item_id, amount
    from invoice_items where account_id = any ($1) and applied_to_item_id is not null
    union all
    select account_id, debit_memo_id, applied_to_item_id, amount
    from debit_memo_items where account_id = any ($1) and applied_to_item_id is not null
  ) each group by 1, 2, 3`;

const ITEMS = `
  select account_id, invoice_id as document_id, invoice_item_id as part_id, charge_name as name,
    amount, balance as open, applied_to_item_id
  from invoice_items where account_id = any ($1)
  union all
  select account_id, debit_memo_id, debit_memo_item_id, charge_name, amount, balance,
    applied_to_item_id
  from debit_memo_items where account_id = any ($1)`;

const APPLIED = `
  select a.account_id, target_id, coalesce(target_tax_item_id, target_item_id) as part_id,
    sum(amount) filter (where source_type = 'Payment') as paid,
    sum(amount) filter (where source_type = 'CreditMemo' and not is_write_off) as credited,
    sum(amount) filter (where source_type = 'CreditMemo' and is_write_off) as written_off
  from applications a left join (
    select account_id, credit_memo_id, is_write_off from credit_memos where account_id = any ($1)
  ) memos on memos.account_id = a.account_id and credit_memo_id = source_id
  where a.account_id = any ($1)
  group by 1, 2, 3`;

/** A discount that names its item has nothing of its own: 0 is billed for it, and 0 may be open. */
const LINES = `
  with discounts as (${DISCOUNTS}), applied as (${APPLIED}), parts as (
    select items.account_id, items.document_id, 'Item' as part, part_id, name, open,
      case when applied_to_item_id is null
        then items.amount + coalesce(discounts.amount, 0) else 0 end as billed
    from (${ITEMS}) items left join discounts on discounts.account_id = items.account_id
      and discounts.document_id = items.document_id and discounts.item_id = part_id
    union all
    select account_id, document_id, 'Tax', taxation_item_id, name, balance, tax_amount
    from taxation_items where account_id = any ($1) and document_type <> 'CreditMemo'
  )
  select parts.account_id, document_id, part, parts.part_id, name, billed, coalesce(paid, 0) as paid,
    coalesce(credited, 0) as credited, coalesce(written_off, 0) as written_off, open
  from parts left join applied on applied.account_id = parts.account_id
    and applied.target_id = parts.document_id and applied.part_id = parts.part_id`;

/** Accounts with a part that is not what was applied to it: what `lawsOfPart` of the engine asks. */
export const UNEQUAL_PARTS = `
  select account_id from (${LINES}) lines where open <> billed - paid - credited - written_off`;

/** In the order of their documents. */
export async function listProofParts(tx: Transaction, accountId: string): Promise<ProofPart[]> {
  const rows = await rowsOfAccounts<PartRow>(tx, `${LINES} order by 2, 3, 4`, [accountId]);
  return rows.map((row) => ({
    documentId: row.document_id,
    part: row.part,
    partId: row.part_id,
    name: row.name,
    billed: decimal(row.billed),
    paid: decimal(row.paid),
    credited: decimal(row.credited),
    writtenOff: decimal(row.written_off),
    open: decimal(row.open),
  }));
}

type PartRow = {
  document_id: string;
  part: ProofPart["part"];
  part_id: string;
  name: string;
  billed: string;
  paid: string;
  credited: string;
  written_off: string;
  open: string;
};
