import { createCreditMemo } from "#operations/create-credit-memo.ts";
import { createCreditMemoFromInvoice } from "#operations/create-credit-memo-from-invoice.ts";
import { reverseCreditMemo } from "#operations/reverse-credit-memo.ts";
import { type CreditMemoChange, updateCreditMemo } from "#operations/update-credit-memo.ts";
import { writeOffCreditMemo } from "#operations/write-off-credit-memo.ts";
import { answerOf, oneByOne } from "../memos/one-by-one.ts";
import { toMemoChange } from "../memos/to-changes.ts";
import { type Call, type Route, route } from "../route.ts";
import * as wire from "../wire.ts";
import { answer, chargesRequest, invoiceRequest } from "./change-routes.ts";
import * as contract from "./update-contract.ts";

/** Changing credit memos, many at once, and taking them back by debit memos. */
export const creditMemoUpdateRoutes: readonly Route[] = [
  route(contract.updateCreditMemo, async (context, { params: { creditMemoKey }, body }) => {
    await updateCreditMemo(context, creditMemoKey, toChange(body));
    return answer(context, creditMemoKey);
  }),
  route(contract.createCreditMemos, async (context, { body, version }) => {
    const about = { contract: contract.createCreditMemos, version };
    const memos =
      body.sourceType === "Invoice"
        ? await oneByOne(body.memos, about, async (memo) => {
            const request = invoiceRequest(memo.invoiceId, memo);
            return answer(context, await createCreditMemoFromInvoice(context, request));
          })
        : await oneByOne(body.memos, about, async (memo) =>
            answer(context, await createCreditMemo(context, chargesRequest(memo))),
          );
    return answerOf(memos);
  }),
  route(contract.updateCreditMemos, async (context, { body, version }) => {
    const about = { contract: contract.updateCreditMemos, version };
    const memos = await oneByOne(body.memos, about, async ({ id, ...change }) => {
      await updateCreditMemo(context, id, toChange(change));
      return answer(context, id);
    });
    return answerOf(memos);
  }),
  route(contract.writeOffCreditMemo, async (context, { params, body }) => {
    const { comment = null, memoDate, reasonCode } = body;
    const debitMemo = await writeOffCreditMemo(context, params.creditMemoKey, {
      comment,
      memoDate: memoDate ?? null,
      reasonCode: reasonCode || null,
      customFields: wire.customFieldsOf(body),
    });
    return { debitMemo: { id: debitMemo.invoiceId } };
  }),
  route(contract.reverseCreditMemo, async (context, { params, body }) => {
    const { comment = null, memoDate, applyEffectiveDate, reasonCode } = body;
    const { debitMemo, creditMemo } = await reverseCreditMemo(context, params.creditMemoKey, {
      comment,
      memoDate: memoDate ?? null,
      applyEffectiveDate: applyEffectiveDate ?? null,
      reasonCode: reasonCode || null,
    });
    return {
      debitMemo: { id: debitMemo.invoiceId },
      creditMemo: creditMemo && { id: creditMemo.creditMemoId },
    };
  }),
];

const toChange = (body: Call<typeof contract.updateCreditMemo>["body"]): CreditMemoChange => ({
  ...toMemoChange(body),
  autoApplyUponPosting: body.autoApplyUponPosting,
  excludeFromAutoApplyRules: body.excludeFromAutoApplyRules,
});
