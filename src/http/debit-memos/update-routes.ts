import { createDebitMemo } from "#operations/create-debit-memo.ts";
import { createDebitMemoFromInvoice } from "#operations/create-debit-memo-from-invoice.ts";
import {
  type DebitMemoChange,
  updateDebitMemo,
  updateDueDatesOfDebitMemos,
} from "#operations/update-debit-memo.ts";
import { writeOffDebitMemo } from "#operations/write-off-receivable.ts";
import { answerOf, oneByOne } from "../memos/one-by-one.ts";
import { toMemoChange } from "../memos/to-changes.ts";
import { toWriteOff } from "../memos/to-write-off.ts";
import { type Call, type Route, route } from "../route.ts";
import { answer, chargesRequest, invoiceRequest } from "./change-routes.ts";
import * as contract from "./update-contract.ts";

/** Changing debit memos, many at once, and writing them off. */
export const debitMemoUpdateRoutes: readonly Route[] = [
  route(contract.updateDebitMemo, async (context, { params: { debitMemoKey }, body }) => {
    await updateDebitMemo(context, debitMemoKey, toChange(body));
    return answer(context, debitMemoKey);
  }),
  route(contract.createDebitMemos, async (context, { body, version }) => {
    const about = { contract: contract.createDebitMemos, version };
    const memos =
      body.sourceType === "Invoice"
        ? await oneByOne(body.memos, about, async (memo) => {
            const request = invoiceRequest(memo.invoiceId, memo);
            return answer(context, await createDebitMemoFromInvoice(context, request));
          })
        : await oneByOne(body.memos, about, async (memo) =>
            answer(context, await createDebitMemo(context, chargesRequest(memo))),
          );
    return answerOf(memos);
  }),
  route(contract.updateDebitMemos, async (context, { body, version }) => {
    const about = { contract: contract.updateDebitMemos, version };
    const memos = await oneByOne(body.memos, about, async ({ id, ...change }) => {
      await updateDebitMemo(context, id, toChange(change));
      return answer(context, id);
    });
    return answerOf(memos);
  }),
  route(contract.updateDebitMemosDueDates, async (context, { body }) => {
    await updateDueDatesOfDebitMemos(context, body.debitMemos);
    return {};
  }),
  route(contract.writeOffDebitMemo, async (context, { params, body }) => {
    const { creditMemoId } = await writeOffDebitMemo(
      context,
      params.debitMemoKey,
      toWriteOff(body),
    );
    return { creditMemo: { id: creditMemoId } };
  }),
];

const toChange = (body: Call<typeof contract.updateDebitMemo>["body"]): DebitMemoChange => ({
  ...toMemoChange(body),
  autoPay: body.autoPay,
  dueDate: body.dueDate,
});
