import { BillingError } from "#engine/errors.ts";
import type { Context } from "#operations/context.ts";
import { CREDIT_MEMO_ITEM_FIELDS, listCreditMemoItems } from "#store/credit-memo-item-pages.ts";
import {
  CREDIT_MEMO_FIELDS,
  type CreditMemoPage,
  findCreditMemoPage,
  listCreditMemoPages,
} from "#store/credit-memo-pages.ts";
import { listCreditMemoParts } from "#store/credit-memo-part-pages.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { listWanted } from "../list-query.ts";
import { toCreditTaxItem } from "../memos/tax-items-to-wire.ts";
import { nextPage, pageOf } from "../paging.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toCreditMemo, toCreditMemoItem, toCreditMemoPart } from "./to-wire.ts";

export const creditMemoRoutes: readonly Route[] = [
  route(contract.listCreditMemos, async (context, call) => {
    const { database, entityId, timeZone } = context;
    const wanted = listWanted(CREDIT_MEMO_FIELDS, call.query, timeZone);
    const { rows, hasMore } = await inTransaction(database, entityId, (tx) =>
      listCreditMemoPages(tx, wanted, call.query),
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
      const wanted = listWanted(CREDIT_MEMO_ITEM_FIELDS, call.query, context.timeZone);
      const { rows, hasMore } = await listCreditMemoItems(tx, creditMemo, call.query, wanted);
      const items = rows.map((item) => toCreditMemoItem(item, context.timeZone, call.version));
      return { items, nextPage: nextPage(call, call.query, hasMore) };
    }),
  ),
  route(contract.getCreditMemoItem, async (context, { params, version }) =>
    readCreditMemo(context, params.creditMemoKey, async (tx, creditMemo) => {
      const item = await readItem(tx, creditMemo, params.itemId);
      const { organizationLabel } = creditMemo;
      return { ...toCreditMemoItem(item, context.timeZone, version), organizationLabel };
    }),
  ),
  route(contract.listTaxationItemsOfCreditMemoItem, async (context, call) =>
    readCreditMemo(context, call.params.creditMemoKey, async (tx, creditMemo) => {
      const { taxationItems } = await readItem(tx, creditMemo, call.params.itemId);
      const { shown, hasMore } = pageOf(taxationItems, call.query);
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
      const part = toCreditMemoPart(found(rows[0], partId), context.timeZone);
      return { ...part, organizationLabel: creditMemo.organizationLabel };
    }),
  ),
];

const FIRST = { page: 1, pageSize: 1 } as const;

async function readItem(tx: Transaction, creditMemo: CreditMemoPage, itemId: string) {
  const { rows } = await listCreditMemoItems(tx, creditMemo, FIRST, { itemId });
  return found(rows[0], itemId);
}

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
