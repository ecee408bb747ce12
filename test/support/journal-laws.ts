/** What the journal says beside what documents and payments say, for assertConserved. */

const BALANCE = (account: string) =>
  `sum(case when debit = '${account}' then amount when credit = '${account}' then -amount else 0 end)`;

export const JOURNAL = `
  with journal as (
    select account_id, currency, ${BALANCE("AccountsReceivable")} as receivable,
      ${BALANCE("UnappliedCredit")} as unapplied_credit,
      ${BALANCE("UnappliedPayment")} as unapplied_payment, ${BALANCE("Cash")} as cash
    from journal_entries group by account_id, currency
  ), owed as (
    select account_id, currency, sum(balance) as balance
    from (
      select account_id, currency, balance from invoices where status = 'Posted'
      union all
      select account_id, currency, balance from debit_memos where status = 'Posted'
    ) documents group by account_id, currency
  ), paid as (
    select account_id, currency, sum(unapplied_amount) as unapplied, sum(amount) as amount
    from payments where status = 'Processed' and not standalone group by account_id, currency
  ), refunded as (
    select account_id, currency, sum(amount) as amount
    from refunds where status = 'Processed' and not exists (
      select from payments where payments.account_id = refunds.account_id
      and payments.payment_id = refunds.payment_id and standalone
    ) group by account_id, currency
  ), unapplied as (
    select account_id, currency, sum(unapplied_amount) as amount
    from credit_memos where status = 'Posted' group by account_id, currency
  )
  select 'the journal says what posted invoices owe' as law, account_id::text as subject,
    coalesce(receivable, 0) as is, coalesce(balance, 0) as should_be
  from journal full join owed using (account_id, currency)
  where coalesce(receivable, 0) <> coalesce(balance, 0)
  union all
  select 'the journal says what posted credit memos have left', account_id::text,
    coalesce(unapplied_credit, 0), -coalesce(amount, 0)
  from journal full join unapplied using (account_id, currency)
  where coalesce(unapplied_credit, 0) <> -coalesce(amount, 0)
  union all
  select 'the journal says what processed payments have left', account_id::text,
    coalesce(unapplied_payment, 0), -coalesce(unapplied, 0)
  from journal full join paid using (account_id, currency)
  where coalesce(unapplied_payment, 0) <> -coalesce(unapplied, 0)
  union all
  select 'the journal says what cash came in and went out', account_id::text, coalesce(cash, 0),
    coalesce(paid.amount, 0) - coalesce(refunded.amount, 0)
  from journal full join paid using (account_id, currency)
    full join refunded using (account_id, currency)
  where coalesce(cash, 0) <> coalesce(paid.amount, 0) - coalesce(refunded.amount, 0)`;

/** The same, document by document: an application's entry names its memo and the invoice that it pays. */
export const JOURNAL_OF_DOCUMENTS = `
  with sides as (
    select account_id, debit as account, amount,
      case when debit = 'AccountsReceivable' then coalesce(applied_to_document_id, document_id)
        else document_id end as document_id
    from journal_entries
    union all
    select account_id, credit, -amount,
      case when credit = 'AccountsReceivable' then coalesce(applied_to_document_id, document_id)
        else document_id end
    from journal_entries
  ), booked as (
    select account_id, document_id, account, sum(amount) as amount
    from sides 
    where account in ('AccountsReceivable', 'UnappliedCredit', 'UnappliedPayment') group by 1, 2, 3
  ), documents as (
    select account_id, invoice_id as document_id, 'AccountsReceivable' as account,
      balance as amount
    from invoices where status = 'Posted'
    union all
    select account_id, debit_memo_id, 'AccountsReceivable', balance
    from debit_memos where status = 'Posted'
    union all
    select account_id, credit_memo_id, 'UnappliedCredit', -unapplied_amount
    from credit_memos where status = 'Posted'
    union all
    select account_id, payment_id, 'UnappliedPayment', -unapplied_amount
    from payments where status = 'Processed' and not standalone
  )
  select 'the journal says what each document has left' as law, document_id::text as subject,
    coalesce(booked.amount, 0) as is, coalesce(documents.amount, 0) as should_be
  from booked full join documents using (account_id, document_id, account)
  where coalesce(booked.amount, 0) <> coalesce(documents.amount, 0)`;
