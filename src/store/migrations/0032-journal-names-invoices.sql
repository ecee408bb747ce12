-- An application lowers what one invoice owes by what one credit memo has: its entry names both, so
-- that each document's balance can be proved from the journal alone.
alter table journal_entries add column applied_to_invoice_id uuid;

update journal_entries entry set applied_to_invoice_id = applied.invoice_id
from (
  select account_id, credit_memo_id, invoice_id, effective_date, sum(amount) as amount
  from credit_memo_applications
  group by account_id, credit_memo_id, invoice_id, effective_date
) applied
where entry.account_id = applied.account_id
and entry.document_type = 'CreditMemo' and entry.document_id = applied.credit_memo_id
and entry.debit = 'UnappliedCredit' and entry.credit = 'AccountsReceivable'
and entry.accounting_date = applied.effective_date and entry.amount = applied.amount;
