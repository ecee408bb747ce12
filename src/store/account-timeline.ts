/** All that has happened to an account, as one stream from the latest. */

import type { RawBuilder } from "kysely";
import type { OrderActionType } from "#engine/model/order.ts";
import { TIMELINE_KINDS, type TimelineKind } from "#engine/model/timeline.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { COLUMNS, STREAMS } from "./timeline-streams.ts";

export type RelatedDocument = {
  readonly type: "Invoice" | "DebitMemo" | "CreditMemo" | "Payment";
  readonly number: string;
};

export type TimelineEntry = {
  readonly kind: TimelineKind;
  readonly id: string;
  readonly occurredAt: Date;
  readonly number: string | null;
  readonly status: string | null;
  /** Of an order, a document, money or an application: its own day. */
  readonly effectiveDate: PlainDate | null;
  /** Of an application below zero where it was taken back. */
  readonly amount: Decimal | null;
  readonly currency: string | null;
  /** A description, a comment, the subject of an e-mail, notes, what a gateway has said. */
  readonly text: string | null;
  readonly userId: string | null;
  /** Of an order, the first ten. */
  readonly actions: readonly {
    readonly type: OrderActionType;
    readonly subscriptionNumber: string | null;
  }[];
  /** What was applied and to what; what was refunded; what an e-mail was about. */
  readonly related: readonly RelatedDocument[];
  /** Of an e-mail. */
  readonly addresses: readonly string[];
  /** Of a change. */
  readonly change: {
    readonly object: "Account" | "Contact" | "PaymentMethod";
    readonly action: "Insert" | "Update" | "Delete";
    /** As the API spells them. */
    readonly fields: readonly string[];
  } | null;
};

/** The last entry of a page: entries before it follow. `at` as PostgreSQL writes it. */
export type TimelinePosition = { readonly at: string; readonly rank: number; readonly id: string };

export type Timeline = {
  readonly entries: readonly TimelineEntry[];
  /** Undefined on the last page. */
  readonly next: TimelinePosition | undefined;
};

type Asked = {
  readonly accountId: string;
  readonly kinds: readonly TimelineKind[];
  readonly after: TimelinePosition | undefined;
  readonly pageSize: number;
};

/** One statement, each kind of which reads no more than the page can hold. */
export async function findTimeline(tx: Transaction, asked: Asked): Promise<Timeline> {
  const { accountId, kinds, pageSize } = asked;
  const streams = kinds.map((kind) => streamOf(kind, asked));
  const { rows } = await sql<EntryRow>`
    select entry.*, occurred_at::text as position, ${RELATED(accountId)} as related,
      case when kind = 'Order' then ${ACTIONS(accountId)} end as actions
    from (
      select * from (${sql.join(streams, sql` union all `)}) streams
      order by occurred_at desc, rank desc, id desc limit ${pageSize + 1}
    ) entry
    order by occurred_at desc, rank desc, id desc
  `.execute(tx);
  const shown = rows.slice(0, pageSize);
  const last = rows.length > pageSize ? shown.at(-1) : undefined;
  return {
    entries: shown.map(toEntry),
    next: last && { at: last.position, rank: last.rank, id: last.id },
  };
}

function streamOf(kind: TimelineKind, { accountId, after, pageSize }: Asked): RawBuilder<unknown> {
  const { from, at, id, where = "true", columns } = STREAMS[kind];
  const rank = TIMELINE_KINDS.indexOf(kind);
  const values = COLUMNS.map(([name, type]) => `(${columns[name] ?? "null"})::${type} as ${name}`);
  const [before, behind = ""] = from.split("$account");
  const table = behind
    ? sql`${sql.raw(before ?? "")}${accountId}::uuid${sql.raw(behind)}`
    : sql.raw(from);
  const later = after
    ? sql`(${sql.raw(at)}, ${rank}::integer, ${sql.raw(id)})
        < (${after.at}::timestamptz, ${after.rank}::integer, ${after.id}::uuid)`
    : sql`true`;
  return sql`(
    select ${sql.lit(kind)} as kind, ${rank}::integer as rank, ${sql.raw(at)} as occurred_at,
      ${sql.raw(id)} as id, ${sql.raw(values.join(", "))}
    from ${table}
    where account_id = ${accountId}::uuid and ${sql.raw(where)} and ${later}
    order by ${sql.raw(at)} desc, ${sql.raw(id)} desc limit ${pageSize + 1}
  )`;
}

const numberOf = (accountId: string, type: string, id: string) => sql`(
  select number from (
    select 'Invoice' as type, invoice_number as number from invoices
    where account_id = ${accountId}::uuid and invoice_id = ${sql.raw(id)}
    union all
    select 'DebitMemo', debit_memo_number from debit_memos
    where account_id = ${accountId}::uuid and debit_memo_id = ${sql.raw(id)}
    union all
    select 'CreditMemo', credit_memo_number from credit_memos
    where account_id = ${accountId}::uuid and credit_memo_id = ${sql.raw(id)}
    union all
    select 'Payment', payment_number from payments
    where account_id = ${accountId}::uuid and payment_id = ${sql.raw(id)}
  ) named where named.type = ${sql.raw(type)})`;

/** What has no number, such as the statement that an e-mail brought, is left out. */
const RELATED = (accountId: string) => sql`(
  select coalesce(jsonb_agg(jsonb_build_object('type', type, 'number', number) order by place), '[]')
  from (values
    (1, entry.source_type, ${numberOf(accountId, "entry.source_type", "entry.source_id")}),
    (2, entry.target_type, ${numberOf(accountId, "entry.target_type", "entry.target_id")})
  ) documents (place, type, number) where number is not null)`;

const ACTIONS = (accountId: string) => sql`(
  select coalesce(jsonb_agg(
    jsonb_build_object('type', type, 'subscriptionNumber', subscription_number) order by sequence), '[]')
  from (
    select type, subscription_number, sequence from order_actions
    where account_id = ${accountId}::uuid and order_id = entry.id
    order by sequence limit 10
  ) first_actions)`;

type EntryRow = {
  kind: TimelineKind;
  rank: number;
  occurred_at: Date;
  position: string;
  id: string;
  number: string | null;
  status: string | null;
  effective_date: PlainDate | null;
  amount: string | null;
  currency: string | null;
  text: string | null;
  user_id: string | null;
  target_type: string | null;
  addresses: string[] | null;
  fields: string[] | null;
  related: RelatedDocument[];
  actions: { type: OrderActionType; subscriptionNumber: string | null }[] | null;
};

const toEntry = (row: EntryRow): TimelineEntry => ({
  ...{ kind: row.kind, id: row.id, occurredAt: row.occurred_at, number: row.number },
  status: row.fields === null ? row.status : null,
  effectiveDate: row.effective_date,
  amount: row.amount === null ? null : decimal(row.amount),
  ...{ currency: row.currency, text: row.text, userId: row.user_id },
  actions: row.actions ?? [],
  related: row.related,
  addresses: row.addresses ?? [],
  change: row.fields && {
    object: CHANGED_OBJECTS[String(row.target_type)] ?? "Account",
    action: row.status as "Insert" | "Update" | "Delete",
    fields: row.fields.map(camelCase).sort(),
  },
});

const CHANGED_OBJECTS: Readonly<Record<string, "Account" | "Contact" | "PaymentMethod">> = {
  ...{ accounts: "Account", contacts: "Contact", payment_methods: "PaymentMethod" },
};

const camelCase = (column: string): string =>
  column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
