/** Proves by SQL that no money was made or lost, for all that an entity has. Call it after any scenario. */
import assert from "node:assert/strict";
import { UNASSIGNED } from "#engine/model/payment.ts";
import { type Database, inTransaction, sql } from "#store/database.ts";
import { listAccountIds, listUnequalAccounts } from "#store/proofs.ts";
import { DISCOUNT_LAWS, NET } from "./conservation-of-discounts.ts";
import { CONSERVED_PAYMENTS } from "./conserved-payments.ts";
import { CONSERVED_PREPAID } from "./conserved-prepaid.ts";
import { JOURNAL, JOURNAL_OF_DOCUMENTS } from "./journal-laws.ts";

/**
 * Documents are the sums of their items, balances what is left after applications, items are never
 * credited for more than was billed, and the journal says what the documents say, account by account.
 */
export async function assertConserved(database: Database, entityId: string): Promise<void> {
  const violations = await inTransaction(database, entityId, async (tx) => {
    const found: Violation[] = [];
    for (const query of QUERIES) {
      const { rows } = await sql.raw<Violation>(query).execute(tx);
      found.push(...rows);
    }
    const accountIds = await listAccountIds(tx, { after: undefined, limit: 100_000 });
    const unequal = await listUnequalAccounts(tx, [UNASSIGNED, ...accountIds]);
    return [...found, ...unequal.map(unproved)];
  });
  assert.deepEqual(violations, [], "money is conserved");
}

const unproved = ({ accountNumber }: { readonly accountNumber: string }): Violation => ({
  law: "the proof says that all is equal",
  subject: accountNumber,
  is: null,
  should_be: null,
});

type Violation = {
  readonly law: string;
  /** Number or id of what breaks it. */
  readonly subject: string;
  readonly is: string | null;
  readonly should_be: string | null;
};

const SUM = (amount: string) => `coalesce(sum(${amount}), 0)`;

/** What is owed: invoices, and debit memos in the same way. Taxes are of items, beside them. */
const owedDocuments = (kind: "invoice" | "debit_memo") => {
  const name = kind === "invoice" ? "an invoice" : "a debit memo";
  return `
  with parts as (
    select account_id, ${kind}_id as document_id, amount, balance from ${kind}_items
    union all
    select account_id, document_id, tax_amount, balance from taxation_items
    where document_type <> 'CreditMemo'
  )
  select '${name} is the sum of its items and taxes' as law, ${kind}_number as subject,
    documents.amount as is, ${SUM("parts.amount")} as should_be
  from ${kind}s documents left join parts
    on parts.account_id = documents.account_id and document_id = ${kind}_id
  group by documents.account_id, ${kind}_id having documents.amount <> ${SUM("parts.amount")}
  union all
  select '${name} owes what its items and taxes owe', ${kind}_number, documents.balance,
    ${SUM("parts.balance")}
  from ${kind}s documents left join parts
    on parts.account_id = documents.account_id and document_id = ${kind}_id
  group by documents.account_id, ${kind}_id having documents.balance <> ${SUM("parts.balance")}
  union all
  select '${name} knows its taxes', ${kind}_number, documents.tax_amount, ${SUM("taxes.tax_amount")}
  from ${kind}s documents left join taxation_items taxes
    on taxes.account_id = documents.account_id and document_id = ${kind}_id
  group by documents.account_id, ${kind}_id
  having documents.tax_amount <> ${SUM("taxes.tax_amount")}
    or is_taxed <> (count(taxes.taxation_item_id) > 0)
  union all
  select '${name} owes its amount less what was applied', ${kind}_number, documents.balance,
    documents.amount - ${SUM("applied.amount")}
  from ${kind}s documents left join applications applied
    on applied.account_id = documents.account_id and target_id = ${kind}_id
  group by documents.account_id, ${kind}_id
  having documents.balance <> documents.amount - ${SUM("applied.amount")}`;
};

const TAXES = `
  select 'a tax owes its amount less what was applied' as law, taxation_item_id::text as subject,
    taxes.balance as is, taxes.tax_amount - ${SUM("applied.amount")} as should_be
  from taxation_items taxes left join applications applied on applied.account_id = taxes.account_id
    and applied.target_id = document_id and applied.target_tax_item_id = taxation_item_id
  where document_type <> 'CreditMemo'
  group by taxes.account_id, document_id, item_id, taxation_item_id
  having taxes.balance <> taxes.tax_amount - ${SUM("applied.amount")}
  union all
  select 'a credited tax is applied, unapplied and refunded', taxation_item_id::text,
    taxes.unapplied_amount + taxes.refund_amount + taxes.reversed_amount
      + ${SUM("applied.amount")}, taxes.tax_amount
  from taxation_items taxes left join applications applied on applied.account_id = taxes.account_id
    and applied.source_id = document_id and applied.source_tax_item_id = taxation_item_id
  where document_type = 'CreditMemo'
  group by taxes.account_id, document_id, item_id, taxation_item_id
  having taxes.tax_amount
    <> taxes.unapplied_amount + taxes.refund_amount + taxes.reversed_amount
      + ${SUM("applied.amount")}`;

/** What billing has taken back of items, after a transfer also of another account's: on invoices and on memos. */
const CREDIT_LINES = `
    select credited_item_id as item_id, -(lines.amount + lines.included_tax) as amount
    from invoice_items lines join invoices using (account_id, invoice_id)
    where credited_item_id is not null and invoices.status <> 'Canceled'
    union all
    select credit_from_item_id, lines.amount + lines.included_tax
    from credit_memo_items lines join credit_memos using (account_id, credit_memo_id)
    where source_item_type in ('SubscriptionComponent', 'OrderLineItem')
    and credit_memos.status <> 'Canceled'
    union all
    select credit_from_item_id, -taken_back.amount
    from debit_memo_items taken_back join credit_memo_items lines
      on lines.account_id = taken_back.account_id
      and lines.credit_memo_item_id = taken_back.source_item_id
    where taken_back.source_item_type = 'CreditMemoItem' and lines.is_reversed`;

const INVOICE_NET = NET("items", "invoice", "invoice_item_id");

const INVOICE_ITEMS = `
  select 'an item owes its amount less what was discounted and applied' as law,
    invoice_item_id::text as subject,
    items.balance as is, ${INVOICE_NET} - ${SUM("applied.amount")} as should_be
  from invoice_items items
    left join applications applied on applied.account_id = items.account_id
      and target_id = invoice_id and target_item_id = invoice_item_id
      and target_tax_item_id is null
  group by items.account_id, items.invoice_id, items.invoice_item_id
  having items.balance <> ${INVOICE_NET} - ${SUM("applied.amount")}
  union all
  select 'a charge never owes less than nothing', invoice_item_id::text, balance, 0
  from invoice_items where amount >= 0 and balance < 0
  union all
  select 'an item remembers what billing has credited of it', invoice_item_id::text,
    items.credited_amount, ${SUM("credits.amount")}
  from invoice_items items left join (${CREDIT_LINES}) credits on item_id = invoice_item_id
  group by items.account_id, items.invoice_id, items.invoice_item_id
  having items.credited_amount <> ${SUM("credits.amount")}
  union all
  select 'billing credits no more than it billed', invoice_item_id::text, credited_amount, amount
  from invoice_items
  where case when amount < 0 then credited_amount not between amount + included_tax and 0
    else credited_amount not between 0 and amount + included_tax end`;

/** The same of what was billed on credit memos, where a charge below zero stands as a credit. */
const CREDIT_MEMO_ITEMS = `
  select 'an item of a memo remembers what billing has taken back of it' as law,
    credit_memo_item_id::text as subject, items.credited_amount as is,
    -${SUM("credits.amount")} as should_be
  from credit_memo_items items left join (${CREDIT_LINES}) credits on item_id = credit_memo_item_id
  group by items.account_id, items.credit_memo_id, items.credit_memo_item_id
  having items.credited_amount <> -${SUM("credits.amount")}
  union all
  select 'billing takes back no more than it credited', credit_memo_item_id::text,
    credited_amount, amount
  from credit_memo_items
  where case when amount < 0 then credited_amount not between amount + included_tax and 0
    else credited_amount not between 0 and amount + included_tax end`;

/** What of a memo or its item was not applied to invoices. */
const USED = "memos.unapplied_amount + memos.refund_amount + memos.reversed_amount";

/**
 * What a memo pays is of its own account, whoever's item it takes back. What was taken back whole may
 * name a document that was cancelled and deleted since.
 */
const APPLICATIONS = `
  select 'a memo pays invoices of its own account' as law, source_id::text as subject,
    amount as is, null as should_be
  from (
    select account_id, source_type, source_id, target_type, target_id, sum(amount) as amount
    from applications group by 1, 2, 3, 4, 5 having sum(amount) <> 0
  ) applied where target_type = 'Invoice' and not exists (
    select from invoices
    where invoices.account_id = applied.account_id and invoices.invoice_id = applied.target_id
  ) or target_type = 'DebitMemo' and not exists (
    select from debit_memos
    where debit_memos.account_id = applied.account_id
    and debit_memos.debit_memo_id = applied.target_id
  ) or source_type = 'Payment' and not exists (
    select from payments
    where payments.payment_id = applied.source_id
  ) and 0 <> (
    select sum(all_of_it.amount) from applications all_of_it
    where all_of_it.account_id = applied.account_id and all_of_it.source_id = applied.source_id
  ) or source_type = 'CreditMemo' and not exists (
    select from credit_memos memos
    where memos.account_id = applied.account_id and memos.credit_memo_id = applied.source_id
  )`;

const MEMO_NET = NET("memos", "credit_memo", "credit_memo_item_id");

const CREDIT_MEMOS = `
  with parts as (
    select account_id, credit_memo_id, amount, unapplied_amount from credit_memo_items
    union all
    select account_id, document_id, tax_amount, unapplied_amount from taxation_items
    where document_type = 'CreditMemo'
  )
  select 'a credit memo is the sum of its items and taxes' as law, credit_memo_number as subject,
    memos.amount as is, ${SUM("items.amount")} as should_be
  from credit_memos memos left join parts items using (account_id, credit_memo_id)
  group by account_id, credit_memo_id having memos.amount <> ${SUM("items.amount")}
  union all
  select 'a credit memo has left what its items have left', credit_memo_number,
    memos.unapplied_amount, ${SUM("items.unapplied_amount")}
  from credit_memos memos left join parts items using (account_id, credit_memo_id)
  group by account_id, credit_memo_id
  having memos.unapplied_amount <> ${SUM("items.unapplied_amount")}
  union all
  select 'a credit memo is applied, unapplied, refunded and reversed', credit_memo_number,
    ${USED} + ${SUM("applied.amount")}, memos.amount
  from credit_memos memos
    left join applications applied
      on applied.account_id = memos.account_id and applied.source_id = credit_memo_id
  group by memos.account_id, credit_memo_id
  having memos.amount <> ${USED} + ${SUM("applied.amount")}
  union all
  select 'an item of a memo is applied, unapplied, refunded and reversed', credit_memo_item_id::text,
    ${USED} + ${SUM("applied.amount")}, ${MEMO_NET}
  from credit_memo_items memos
    left join applications applied on applied.account_id = memos.account_id
      and applied.source_id = credit_memo_id and applied.source_item_id = credit_memo_item_id
      and applied.source_tax_item_id is null
  group by memos.account_id, credit_memo_id, credit_memo_item_id
  having ${MEMO_NET} <> ${USED} + ${SUM("applied.amount")}
  union all
  select 'a memo has settled with those that reverse it what they have with it',
    original.credit_memo_number, original.reversed_amount, -${SUM("reversing.reversed_amount")}
  from credit_memos original left join credit_memos reversing
    on reversing.account_id = original.account_id
    and reversing.reverses_credit_memo_id = original.credit_memo_id
  where original.reverses_credit_memo_id is null
  group by original.account_id, original.credit_memo_id
  having original.reversed_amount <> -${SUM("reversing.reversed_amount")}`;

const QUERIES = [
  owedDocuments("invoice"),
  owedDocuments("debit_memo"),
  TAXES,
  INVOICE_ITEMS,
  CREDIT_MEMOS,
  CREDIT_MEMO_ITEMS,
  ...DISCOUNT_LAWS,
  APPLICATIONS,
  CONSERVED_PAYMENTS,
  CONSERVED_PREPAID,
  JOURNAL,
  JOURNAL_OF_DOCUMENTS,
];
