import { BillingError } from "#engine/errors.ts";
import type { Context } from "#operations/context.ts";
import { listCreditMemoItems } from "#store/credit-memo-item-pages.ts";
import {
  CREDIT_MEMO_FIELDS,
  type CreditMemoPage,
  findCreditMemoPage,
  listCreditMemoPages,
} from "#store/credit-memo-pages.ts";
import { listCreditMemoParts } from "#store/credit-memo-part-pages.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { listFilters, listSorts } from "../list-query.ts";
import { toCreditTaxItem } from "../memos/tax-items-to-wire.ts";
import { nextPage, pageOf } from "../paging.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toCreditMemo, toCreditMemoItem, toCreditMemoPart } from "./to-wire.ts";

export const creditMemoRoutes: readonly Route[] = [
  route(contract.listCreditMemos, async (context, call) => {
    const { database, entityId, timeZone } = context;
    const filters = listFilters(CREDIT_MEMO_FIELDS, call.query, timeZone);
    const sorts = listSorts(CREDIT_MEMO_FIELDS, call.query.sort);
    const { rows, hasMore } = await inTransaction(database, entityId, (tx) =>
      listCreditMemoPages(tx, { filters, sorts }, call.query),
    );
    const creditmemos = rows.map((creditMemo) => toCreditMemo(creditMemo, timeZone));
    return { creditmemos, nextPage: nextPage(call, call.query, hasMore) };
  }),
  route(contract.getCreditMemo, async (context, { params }) =>
    readCreditMemo(context, params.creditMemoKey, async (_tx, creditMemo) =>
      toCreditMemo(creditMemo, context.timeZone),
    ),
  ),
  route(contract.listCreditMemoItems, async (context, call) =>
    readCreditMemo(context, call.params.creditMemoKey, async (tx, creditMemo) => {
      const { rows, hasMore } = await listCreditMemoItems(tx, creditMemo, call.query);
      const items = rows.map((item) => toCreditMemoItem(item, context.timeZone));
      return { items, nextPage: nextPage(call, call.query, hasMore) };
    }),
  ),
  route(contract.getCreditMemoItem, async (context, { params: { creditMemoKey, itemId } }) =>
    readCreditMemo(context, creditMemoKey, async (tx, creditMemo) => {
      const { rows } = await listCreditMemoItems(tx, creditMemo, FIRST, itemId);
      return toCreditMemoItem(found(rows[0], itemId), context.timeZone);
    }),
  ),
  route(contract.listTaxationItemsOfCreditMemoItem, async (context, call) =>
    readCreditMemo(context, call.params.creditMemoKey, async (tx, creditMemo) => {
      const { itemId } = call.params;
      const { rows } = await listCreditMemoItems(tx, creditMemo, FIRST, itemId);
      const { shown, hasMore } = pageOf(found(rows[0], itemId).taxationItems, call.query);
      return { data: shown.map(toCreditTaxItem), nextPage: nextPage(call, call.query, hasMore) };
    }),
  ),
  route(contract.listCreditMemoParts, async (context, call) =>
    readCreditMemo(context, call.params.creditMemoKey, async (tx, creditMemo) => {
      const { rows, hasMore } = await listCreditMemoParts(tx, creditMemo, call.query);
      const parts = rows.map((part) => toCreditMemoPart(part, context.timeZone));
      return { parts, nextPage: nextPage(call, call.query, hasMore) };
    }),
  ),
  route(contract.getCreditMemoPart, async (context, { params: { creditMemoKey, partId } }) =>
    readCreditMemo(context, creditMemoKey, async (tx, creditMemo) => {
      const { rows } = await listCreditMemoParts(tx, creditMemo, FIRST, partId);
      return toCreditMemoPart(found(rows[0], partId), context.timeZone);
    }),
  ),
];

const FIRST = { page: 1, pageSize: 1 } as const;

async function readCreditMemo<Result>(
  { database, entityId }: Context,
  key: string,
  read: (tx: Transaction, creditMemo: CreditMemoPage) => Promise<Result>,
): Promise<Result> {
  return inTransaction(database, entityId, async (tx) =>
    read(tx, found(await findCreditMemoPage(tx, key), key)),
  );
}

function found<Value>(value: Value | undefined, key: string): Value {
  if (value === undefined) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return value;
}
