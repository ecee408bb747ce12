/** Which rows a bulk cancel has: found by its filter, or named by the lines of its file. */
import type { BulkCancelFilter } from "#engine/bulk-cancels/bulk-cancel.ts";
import { formatDecimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { BulkCancel } from "./bulk-cancels.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

type Condition = ReturnType<typeof sql>;

/**
 * Chooses the rows of a bulk cancel anew: one a subscription or document, accounts together. What they
 * would do is not reckoned yet.
 */
export async function chooseRows(
  tx: Transaction,
  { bulkCancelId, kind, filter }: BulkCancel,
  today: PlainDate,
): Promise<void> {
  const id = sql`${bulkCancelId}::uuid`;
  await sql`delete from bulk_cancel_rows where bulk_cancel_id = ${id}`.execute(tx);
  const found = filter ? filtered[kind](filter, today) : namedBy[kind](bulkCancelId);
  await sql`
    insert into bulk_cancel_rows (account_id, bulk_cancel_id, row_number, line, subscription_number,
      document_type, document_id, document_no, due_date, currency, is_next)
    select account_id, ${id}, position, line, subscription_number, document_type, document_id,
      document_no, due_date, currency, row_number() over (partition by account_id order by position) = 1
    from (
      select found.*, row_number() over (order by account_number, sorted_by, target) as position
      from (${found}) found
    ) found
  `.execute(tx);
  if (!filter)
    await sql`
    update bulk_cancel_lines line set error = ${WRONG[kind]}
    where bulk_cancel_id = ${id} and file_error is null and not exists (
      select from bulk_cancel_rows chosen
      where chosen.bulk_cancel_id = ${id} and chosen.line = line.line)
  `.execute(tx);
}

const DOCUMENTS = sql`
  select account_id, 'Invoice' as document_type, invoice_id as document_id,
    invoice_number as document_no, currency, invoice_date as document_date, due_date, balance, status
  from invoices
  union all
  select account_id, 'DebitMemo', debit_memo_id, debit_memo_number, currency, debit_memo_date, due_date,
    balance, status
  from debit_memos`;

const OWED = sql`d.status = 'Posted' and d.balance > 0`;

const SUBSCRIPTION = sql`
  s.account_id, a.account_number, ''::text as sorted_by, s.subscription_number as target,
  s.subscription_number, null::text as document_type, null::uuid as document_id,
  null::text as document_no, null::date as due_date, a.currency`;

const DOCUMENT = sql`
  d.account_id, a.account_number, d.document_date::text as sorted_by, d.document_no as target,
  null::text as subscription_number, d.document_type, d.document_id, d.document_no, d.due_date,
  d.currency`;

const all = (conditions: readonly (Condition | false | null)[]) => {
  const given = conditions.filter((each) => each !== null && each !== false);
  return given.length === 0 ? sql`true` : sql.join(given, sql` and `);
};

const ofAccount = (filter: BulkCancelFilter): (Condition | null)[] => {
  const { accountStatus, batches, currency, accountNumbers } = filter;
  return [
    accountStatus === null ? null : sql`a.status = ${accountStatus}`,
    batches && sql`a.batch = any (${[...batches]}::text[])`,
    currency === null ? null : sql`a.currency = ${currency}`,
    accountNumbers && sql`a.account_number = any (${[...accountNumbers]}::text[])`,
  ];
};

const overdue = (
  { overdueFromDays, overdueToDays }: BulkCancelFilter,
  today: PlainDate,
): Condition | null =>
  overdueFromDays === null && overdueToDays === null
    ? null
    : sql`${today}::date - d.due_date between ${overdueFromDays ?? 1}::integer
        and ${overdueToDays ?? 1_000_000}::integer`;

const filtered = {
  Cancel(filter: BulkCancelFilter, today: PlainDate) {
    const isOverdue = overdue(filter, today);
    const { productRatePlanKey, productKey, termType } = filter;
    const conditions = all([
      ...ofAccount(filter),
      termType && sql`s.term_type = ${termType}`,
      isOverdue &&
        sql`exists (select from (${DOCUMENTS}) d
          where d.account_id = s.account_id and ${OWED} and ${isOverdue})`,
      (productRatePlanKey ?? productKey) !== null && hasRatePlan(productRatePlanKey, productKey),
    ]);
    return sql`
      select null::integer as line, ${SUBSCRIPTION}
      from subscriptions s join accounts a using (account_id)
      where s.is_latest_version and s.status = 'Active' and ${conditions}`;
  },
  WriteOff(filter: BulkCancelFilter, today: PlainDate) {
    const { balanceUpTo, invoiceDateBefore, documentTypes } = filter;
    const conditions = all([
      ...ofAccount(filter),
      overdue(filter, today),
      balanceUpTo && sql`d.balance <= ${formatDecimal(balanceUpTo, 0)}::numeric`,
      invoiceDateBefore && sql`d.document_date < ${invoiceDateBefore}::date`,
      documentTypes && sql`d.document_type = any (${[...documentTypes]}::text[])`,
    ]);
    return sql`
      select null::integer as line, ${DOCUMENT}
      from (${DOCUMENTS}) d join accounts a using (account_id)
      where ${OWED} and ${conditions}`;
  },
};

const hasRatePlan = (productRatePlanKey: string | null, productKey: string | null) => sql`
  exists (
    select from rate_plans p join product_rate_plans c using (product_rate_plan_id)
    where p.account_id = s.account_id and p.subscription_id = s.subscription_id
    and p.last_change_type is distinct from 'Remove'
    and (${productRatePlanKey}::text is null or c.product_rate_plan_number = ${productRatePlanKey}
      or c.product_rate_plan_id = ${idOf(productRatePlanKey ?? "")}::uuid)
    and (${productKey}::text is null or c.product_id in (
      select product_id from products
      where product_number = ${productKey} or sku = ${productKey}
        or product_id = ${idOf(productKey ?? "")}::uuid))
  )`;

const linesOf = (bulkCancelId: string) =>
  sql`(select * from bulk_cancel_lines
    where bulk_cancel_id = ${bulkCancelId}::uuid and file_error is null) l`;

/** Either by its own number, or by that of its account. */
const namedBy = {
  Cancel: (bulkCancelId: string) => sql`
    select distinct on (account_id, subscription_number) * from (
      select l.line, ${SUBSCRIPTION}
      from ${linesOf(bulkCancelId)}
        join subscriptions s on s.subscription_number = l.subscription_number
          and s.is_latest_version and s.status = 'Active'
        join accounts a on a.account_id = s.account_id
          and (l.account_number is null or a.account_number = l.account_number)
      union all
      select l.line, ${SUBSCRIPTION}
      from ${linesOf(bulkCancelId)}
        join accounts a on a.account_number = l.account_number
        join subscriptions s on s.account_id = a.account_id
          and s.is_latest_version and s.status = 'Active'
      where l.subscription_number is null
    ) named
    order by account_id, subscription_number, line`,
  WriteOff: (bulkCancelId: string) => sql`
    select distinct on (account_id, document_type, document_id) * from (
      select l.line, ${DOCUMENT}
      from ${linesOf(bulkCancelId)}
        join (${DOCUMENTS}) d on d.document_no = l.document_number and ${OWED}
        join accounts a on a.account_id = d.account_id
          and (l.account_number is null or a.account_number = l.account_number)
      union all
      select l.line, ${DOCUMENT}
      from ${linesOf(bulkCancelId)}
        join accounts a on a.account_number = l.account_number
        join (${DOCUMENTS}) d on d.account_id = a.account_id and ${OWED}
      where l.document_number is null
    ) named
    order by account_id, document_type, document_id, line`,
};

const NO_SUCH_ACCOUNT = sql`
  when line.account_number is not null and not exists (
    select from accounts where accounts.account_number = line.account_number)
  then 'There is no account ''' || line.account_number || '''.'`;

/** Why a line has no row. */
const WRONG = {
  Cancel: sql`(
    select case ${NO_SUCH_ACCOUNT}
      when line.subscription_number is null and not exists (
        select from subscriptions s join accounts a using (account_id)
        where a.account_number = line.account_number and s.is_latest_version and s.status = 'Active')
      then 'Account ''' || line.account_number || ''' has no active subscription.'
      when line.subscription_number is not null and found.status is null
      then 'There is no subscription ''' || line.subscription_number || '''.'
      when found.status <> 'Active'
      then 'Subscription ''' || line.subscription_number || ''' is ' || found.status || '.'
      when line.account_number is not null and found.account_number <> line.account_number
      then 'Subscription ''' || line.subscription_number || ''' does not belong to account '''
        || line.account_number || '''.'
      else 'Earlier lines name all of it already.' end
    from (select) nothing left join (
      select s.status, a.account_number
      from subscriptions s join accounts a using (account_id)
      where s.subscription_number = line.subscription_number and s.is_latest_version
    ) found on true)`,
  WriteOff: sql`(
    select case ${NO_SUCH_ACCOUNT}
      when line.document_number is null and not exists (
        select from (${DOCUMENTS}) d join accounts a using (account_id)
        where a.account_number = line.account_number and ${OWED})
      then 'Account ''' || line.account_number || ''' owes nothing.'
      when line.document_number is not null and found.status is null
      then 'There is no invoice or debit memo ''' || line.document_number || '''.'
      when found.status <> 'Posted'
      then '''' || line.document_number || ''' is ' || found.status || '.'
      when not found.balance > 0
      then '''' || line.document_number || ''' owes nothing.'
      when line.account_number is not null and found.account_number <> line.account_number
      then '''' || line.document_number || ''' does not belong to account '''
        || line.account_number || '''.'
      else 'Earlier lines name all of it already.' end
    from (select) nothing left join (
      select d.status, d.balance, a.account_number
      from (${DOCUMENTS}) d join accounts a using (account_id)
      where d.document_no = line.document_number limit 1
    ) found on true)`,
};

/** One of these numbers that no account has; undefined when there is none. */
export async function findUnknownAccount(
  tx: Transaction,
  accountNumbers: readonly string[],
): Promise<string | undefined> {
  const { rows } = await sql<{ account_number: string }>`
    select account_number from unnest(${[...accountNumbers]}::text[]) given (account_number)
    where not exists (
      select from accounts where accounts.account_number = given.account_number)
    limit 1
  `.execute(tx);
  return rows[0]?.account_number;
}
