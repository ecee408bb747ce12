import { BillingError } from "#engine/errors.ts";
import type { WantedItem } from "#engine/settlement/given-application.ts";
import {
  applyCreditMemo,
  type CreditMemoUse,
  type DocumentUse,
  unapplyCreditMemo,
} from "#operations/apply-credit-memo.ts";
import { cancelCreditMemo, deleteCreditMemo } from "#operations/cancel-credit-memo.ts";
import type { Context } from "#operations/context.ts";
import { type CreditMemoFromCharges, createCreditMemo } from "#operations/create-credit-memo.ts";
import {
  type CreditMemoFromInvoice,
  createCreditMemoFromInvoice,
} from "#operations/create-credit-memo-from-invoice.ts";
import { postCreditMemo } from "#operations/post-credit-memo.ts";
import { unpostCreditMemo } from "#operations/unpost-credit-memo.ts";
import { findCreditMemoPage } from "#store/credit-memo-pages.ts";
import { inTransaction } from "#store/database.ts";
import { SPELLED_E_INVOICE } from "../memos/memo-to-wire.ts";
import { idText, toMemoFromCharges, toMemoFromInvoice } from "../memos/to-requests.ts";
import { type Call, type Result, type Route, route } from "../route.ts";
import * as change from "./change-contract.ts";
import type * as contract from "./contract.ts";
import * as create from "./create-contract.ts";
import { toCreditMemo } from "./to-wire.ts";

/** Making credit memos, and what is done with them. */
export const creditMemoChangeRoutes: readonly Route[] = [
  route(create.createCreditMemo, async (context, { body }) =>
    answer(context, await createCreditMemo(context, chargesRequest(body))),
  ),
  route(create.createCreditMemoFromInvoice, async (context, { params, body }) => {
    const request = invoiceRequest(params.invoiceKey, body);
    const memo = await answer(context, await createCreditMemoFromInvoice(context, request));
    return { ...memo, ...SPELLED_E_INVOICE };
  }),
  route(change.postCreditMemo, async (context, { params: { creditMemoKey } }) => {
    await postCreditMemo(context, creditMemoKey);
    return answer(context, creditMemoKey);
  }),
  route(change.unpostCreditMemo, async (context, { params: { creditMemoKey } }) => {
    await unpostCreditMemo(context, creditMemoKey);
    return answer(context, creditMemoKey);
  }),
  route(change.cancelCreditMemo, async (context, { params: { creditMemoKey } }) => {
    await cancelCreditMemo(context, creditMemoKey);
    return answer(context, creditMemoKey);
  }),
  route(change.deleteCreditMemo, async (context, { params }) => {
    await deleteCreditMemo(context, params.creditMemoKey);
    return {};
  }),
  route(change.applyCreditMemo, async (context, { params: { creditMemoKey }, body }) => {
    await applyCreditMemo(context, creditMemoKey, toUse(body));
    return answer(context, creditMemoKey);
  }),
  route(change.unapplyCreditMemo, async (context, { params: { creditMemoKey }, body }) => {
    await unapplyCreditMemo(context, creditMemoKey, toUse(body));
    return { ...(await answer(context, creditMemoKey)), ...SPELLED_E_INVOICE };
  }),
];

type ChargesBody = Call<typeof create.createCreditMemo>["body"];
type InvoiceBody = Call<typeof create.createCreditMemoFromInvoice>["body"];

export const chargesRequest = (body: ChargesBody): CreditMemoFromCharges => ({
  ...toMemoFromCharges(body),
  excludeFromAutoApplyRules: body.excludeFromAutoApplyRules,
});

/** Errors: MISSING_FIELD where nothing names the invoice. */
export function invoiceRequest(
  invoiceKey: string | undefined,
  body: InvoiceBody,
): CreditMemoFromInvoice {
  if (invoiceKey === undefined) throw new BillingError("MISSING_FIELD", { field: "invoiceId" });
  return {
    ...toMemoFromInvoice(invoiceKey, body),
    autoApplyUponPosting: body.autoApplyToInvoiceUponPosting,
    excludeFromAutoApplyRules: body.excludeFromAutoApplyRules,
  };
}

/** The memo as it is now. */
export async function answer(
  { database, entityId, timeZone }: Context,
  key: string,
): Promise<Result<typeof contract.getCreditMemo>> {
  const found = await inTransaction(database, entityId, (tx) => findCreditMemoPage(tx, key));
  if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return toCreditMemo(found, timeZone);
}

function toUse(body: Call<typeof change.applyCreditMemo>["body"]): CreditMemoUse {
  const { effectiveDate, invoices = [], debitMemos = [] } = body;
  if (invoices.length + debitMemos.length === 0) {
    throw new BillingError("MISSING_FIELD", { field: "invoices" });
  }
  return {
    effectiveDate: effectiveDate ?? null,
    documents: [
      ...invoices.map(
        ({ amount, invoiceId, items }): DocumentUse => ({
          documentType: "Invoice",
          documentKey: invoiceId,
          amount,
          items: listOrNone(items)?.map(({ invoiceItemId, ...item }) =>
            toItem(item, invoiceItemId),
          ),
        }),
      ),
      ...debitMemos.map(
        ({ amount, debitMemoId, items }): DocumentUse => ({
          documentType: "DebitMemo",
          documentKey: debitMemoId,
          amount,
          items: listOrNone(items)?.map(({ debitMemoItemId, ...item }) =>
            toItem(item, debitMemoItemId),
          ),
        }),
      ),
    ],
  };
}

/** No items are as none named. */
const listOrNone = <Item>(items: readonly Item[] | undefined): readonly Item[] | undefined =>
  items?.length === 0 ? undefined : items;

type ItemBody = {
  readonly amount: WantedItem["amount"];
  readonly creditMemoItemId?: string | undefined;
  readonly creditTaxItemId?: string | undefined;
  readonly taxItemId?: string | undefined;
};

const toItem = (item: ItemBody, itemId: string | undefined): WantedItem => ({
  amount: item.amount,
  creditMemoItemId: idText(item.creditMemoItemId),
  creditTaxItemId: idText(item.creditTaxItemId),
  itemId: idText(itemId),
  taxItemId: idText(item.taxItemId),
});
