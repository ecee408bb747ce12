/** One item of a document with all that explains it. */
import type { Derivation } from "#engine/model/document.ts";
import type { DateRange } from "#engine/values/date-range.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

export type DocumentKind = "invoice" | "credit_memo" | "debit_memo";

export type ExplainedItem = {
  readonly accountId: string;
  readonly documentId: string;
  readonly documentNumber: string;
  readonly currency: string;
  /** What made the document: API, BillRun … and the number of the run. */
  readonly source: string;
  readonly sourceId: string | null;
  readonly itemId: string;
  readonly name: string;
  readonly service: DateRange;
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly amount: Decimal;
  readonly derivation: Derivation;
  readonly chargeNumber: string | null;
  readonly segment: number | null;
  /** The version of the subscription that was billed; null where no charge was. */
  readonly version: BilledVersion | null;
  /** The item that this one takes back. */
  readonly creditedItem: { readonly documentNumber: string; readonly itemId: string } | null;
};

export type BilledVersion = {
  readonly subscriptionNumber: string;
  readonly version: number;
  readonly orderNumber: string;
  readonly orderDate: PlainDate;
  /** Of that order, what was done to the subscription. */
  readonly actions: readonly { readonly sequence: number; readonly type: string }[];
};

/** Undefined when there is no such document, or no such item on it. */
export async function findExplainedItem(
  tx: Transaction,
  kind: DocumentKind,
  { documentKey, itemId }: { readonly documentKey: string; readonly itemId: string },
): Promise<ExplainedItem | undefined> {
  const [documents, items] = [sql.table(`${kind}s`), sql.table(`${kind}_items`)];
  const [documentId, number] = [sql.ref(`${kind}_id`), sql.ref(`${kind}_number`)];
  const { rows } = await sql<ItemRow>`
    select item.*, ${sql.ref(`${kind}_item_id`)} as item_id, document.${number} as document_number,
      document.${documentId} as document_id, document.currency, document.source,
      document.source_id as made_by, ${CREDITED[kind].item} as credited_item_id,
      ${CREDITED[kind].document} as credited_document_number,
      version.version as billed_version, ordered.order_number, ordered.order_date,
      (select jsonb_agg(jsonb_build_object('sequence', sequence, 'type', type) order by sequence)
        from order_actions action
        where action.account_id = ordered.account_id and action.order_id = ordered.order_id
        and action.subscription_number = version.subscription_number) as actions
    from ${documents} document join ${items} item using (account_id, ${documentId})
      left join subscriptions version on version.subscription_id = item.subscription_id
      left join orders ordered on ordered.order_id = version.order_id
    where (document.${number} = ${documentKey} or document.${documentId} = ${idOf(documentKey)}::uuid)
      and ${sql.ref(`${kind}_item_id`)} = ${idOf(itemId)}::uuid
    limit 1
  `.execute(tx);
  return rows[0] && toExplainedItem(rows[0]);
}

/** What an item takes back, and where that is: after a transfer on another account. */
const CREDITED = {
  invoice: {
    item: sql`item.credited_item_id`,
    document: sql`coalesce(
      (select invoice_number from invoices credited
        where credited.invoice_id = item.credited_document_id),
      (select credit_memo_number from credit_memos credited
        where credited.credit_memo_id = item.credited_document_id))`,
  },
  credit_memo: {
    item: sql`item.credit_from_item_id`,
    document: sql`coalesce(
      (select invoice_number from invoices credited
        where credited.invoice_id = item.credit_from_invoice_id),
      (select credit_memo_number from credit_memo_items billed
        join credit_memos using (account_id, credit_memo_id)
        where billed.account_id = item.account_id
        and credit_memo_item_id = item.credit_from_item_id))`,
  },
  debit_memo: { item: sql`null::uuid`, document: sql`null` },
} as const;

type ItemRow = {
  account_id: string;
  document_id: string;
  document_number: string;
  currency: string;
  source: string;
  made_by: string | null;
  item_id: string;
  charge_name: string;
  service_start: PlainDate;
  service_end: PlainDate;
  quantity: string;
  unit_price: string;
  amount: string;
  derivation: Derivation;
  charge_number: string | null;
  segment: number | null;
  subscription_number: string | null;
  credited_item_id: string | null;
  credited_document_number: string | null;
  billed_version: number | null;
  order_number: string | null;
  order_date: PlainDate | null;
  actions: BilledVersion["actions"] | null;
};

const toExplainedItem = (row: ItemRow): ExplainedItem => ({
  accountId: row.account_id,
  documentId: row.document_id,
  documentNumber: row.document_number,
  currency: row.currency,
  source: row.source,
  sourceId: row.made_by,
  itemId: row.item_id,
  name: row.charge_name,
  service: { start: row.service_start, end: row.service_end },
  quantity: decimal(row.quantity),
  unitPrice: decimal(row.unit_price),
  amount: decimal(row.amount),
  derivation: row.derivation,
  chargeNumber: row.charge_number,
  segment: row.segment,
  version: versionOf(row),
  creditedItem:
    row.credited_item_id && row.credited_document_number
      ? { documentNumber: row.credited_document_number, itemId: row.credited_item_id }
      : null,
});

function versionOf(row: ItemRow): BilledVersion | null {
  const { subscription_number, billed_version, order_number, order_date, actions } = row;
  if (!subscription_number || billed_version === null || !order_number || !order_date) return null;
  return {
    subscriptionNumber: subscription_number,
    version: billed_version,
    orderNumber: order_number,
    orderDate: order_date,
    actions: actions ?? [],
  };
}
