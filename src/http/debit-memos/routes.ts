import { BillingError } from "#engine/errors.ts";
import type { Context } from "#operations/context.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { DEBIT_MEMO_ITEM_FIELDS, listDebitMemoItems } from "#store/debit-memo-item-pages.ts";
import {
  DEBIT_MEMO_FIELDS,
  type DebitMemoPage,
  findDebitMemoPage,
  listDebitMemoPages,
  listDebitMemoParts,
} from "#store/debit-memo-pages.ts";
import { listWanted } from "../list-query.ts";
import { toDebitTaxItem } from "../memos/tax-items-to-wire.ts";
import { nextPage, pageOf } from "../paging.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toDebitMemo, toDebitMemoItem, toDebitMemoPart } from "./to-wire.ts";

export const debitMemoRoutes: readonly Route[] = [
  route(contract.listDebitMemos, async (context, call) => {
    const { database, entityId, timeZone } = context;
    const wanted = listWanted(DEBIT_MEMO_FIELDS, call.query, timeZone);
    const { rows, hasMore } = await inTransaction(database, entityId, (tx) =>
      listDebitMemoPages(tx, wanted, call.query),
    );
    const debitmemos = rows.map((memo) => toDebitMemo(memo, timeZone));
    return { debitmemos, nextPage: nextPage(call, call.query, hasMore) };
  }),
  route(contract.getDebitMemo, async (context, { params }) =>
    readDebitMemo(context, params.debitMemoKey, async (_tx, memo) =>
      toDebitMemo(memo, context.timeZone),
    ),
  ),
  route(contract.listDebitMemoItems, async (context, call) =>
    readDebitMemo(context, call.params.debitMemoKey, async (tx, memo) => {
      const wanted = listWanted(DEBIT_MEMO_ITEM_FIELDS, call.query, context.timeZone);
      const { rows, hasMore } = await listDebitMemoItems(tx, memo, call.query, wanted);
      const items = rows.map((item) => toDebitMemoItem(item, context.timeZone, call.version));
      return { items, nextPage: nextPage(call, call.query, hasMore) };
    }),
  ),
  route(contract.getDebitMemoItem, async (context, { params, version }) =>
    readDebitMemo(context, params.debitMemoKey, async (tx, memo) =>
      toDebitMemoItem(await readItem(tx, memo, params.itemId), context.timeZone, version),
    ),
  ),
  route(contract.listTaxationItemsOfDebitMemoItem, async (context, call) =>
    readDebitMemo(context, call.params.debitMemoKey, async (tx, memo) => {
      const { taxationItems } = await readItem(tx, memo, call.params.itemId);
      const { shown, hasMore } = pageOf(taxationItems, call.query);
      return { data: shown.map(toDebitTaxItem), nextPage: nextPage(call, call.query, hasMore) };
    }),
  ),
  route(contract.listDebitMemoApplicationParts, async (context, call) =>
    readDebitMemo(context, call.params.debitMemoKey, async (tx, memo) => {
      const { rows, hasMore } = await listDebitMemoParts(tx, memo, call.query);
      const applicationParts = rows.map((part) => toDebitMemoPart(part, context.timeZone));
      return { applicationParts, nextPage: nextPage(call, call.query, hasMore) };
    }),
  ),
];

const FIRST = { page: 1, pageSize: 1 } as const;

async function readItem(tx: Transaction, memo: DebitMemoPage, itemId: string) {
  const { rows } = await listDebitMemoItems(tx, memo, FIRST, { itemId });
  return found(rows[0], itemId);
}

async function readDebitMemo<Result>(
  { database, entityId }: Context,
  key: string,
  read: (tx: Transaction, memo: DebitMemoPage) => Promise<Result>,
): Promise<Result> {
  return inTransaction(database, entityId, async (tx) =>
    read(tx, found(await findDebitMemoPage(tx, key), key)),
  );
}

function found<Value>(value: Value | undefined, key: string): Value {
  if (value === undefined) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return value;
}
