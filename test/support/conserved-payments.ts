/** The laws of payments and refunds, for assertConserved. */

const SUM = (amount: string) => `coalesce(sum(${amount}), 0)`;

/** Money that came in is applied, unapplied or given back, and no tax or item is paid below nothing. */
export const CONSERVED_PAYMENTS = `
  select 'a payment is applied, unapplied and refunded' as law, payment_number as subject,
    case when status = 'Processed' and not standalone then payments.amount else 0 end as is,
    unapplied_amount + case when standalone then 0 else refund_amount end
      + ${SUM("applied.amount")} as should_be
  from payments left join applications applied on applied.source_id = payment_id
    and applied.account_id = payments.account_id
  group by payments.account_id, payment_id
  having case when status = 'Processed' and not standalone then payments.amount else 0 end
    <> unapplied_amount + case when standalone then 0 else refund_amount end
      + ${SUM("applied.amount")}
  union all
  select 'a payment has given back what its refunds have', payment_number, payments.refund_amount,
    ${SUM("refunds.amount")}
  from payments left join refunds on refunds.account_id = payments.account_id
    and refunds.payment_id = payments.payment_id and refunds.status = 'Processed'
  group by payments.account_id, payments.payment_id
  having payments.refund_amount <> ${SUM("refunds.amount")}
  union all
  select 'a payment keeps back what refunds are giving back', payment_number,
    payments.reserved_amount, ${SUM("refunds.amount")}
  from payments left join refunds on refunds.account_id = payments.account_id
    and refunds.payment_id = payments.payment_id and refunds.status = 'Processing'
  group by payments.account_id, payments.payment_id
  having payments.reserved_amount <> ${SUM("refunds.amount")}
  union all
  select 'a credit memo has given back what its refunds have', credit_memo_number,
    memos.refund_amount, ${SUM("refunds.amount")}
  from credit_memos memos left join refunds on refunds.account_id = memos.account_id
    and refunds.credit_memo_id = memos.credit_memo_id and refunds.status = 'Processed'
  group by memos.account_id, memos.credit_memo_id
  having memos.refund_amount <> ${SUM("refunds.amount")}
  union all
  select 'nothing that is applied of a payment is below nothing', source_id::text,
    sum(amount), 0
  from applications where source_type = 'Payment'
  group by account_id, source_id, target_id, target_item_id, target_tax_item_id
  having sum(amount) < 0`;
