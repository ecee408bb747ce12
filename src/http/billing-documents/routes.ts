import { BillingError } from "#engine/errors.ts";
import type { ChargeType } from "#engine/model/charge.ts";
import type { Context } from "#operations/context.ts";
import { generateBillingDocuments } from "#operations/generate-billing-documents.ts";
import { invoiceAndCollect } from "#operations/invoice-and-collect.ts";
import { type BillingDocumentQuery, listBillingDocuments } from "#store/billing-documents.ts";
import { inTransaction } from "#store/database.ts";
import { nextPage } from "../paging.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

export const billingDocumentRoutes: readonly Route[] = [
  route(contract.generateBillingDocuments, async (context, { params, body }) => {
    const { subscriptionIds, chargeTypeToExclude, creditMemoReasonCode, ...request } = body;
    const made = await generateBillingDocuments(context, {
      ...request,
      accountKey: params.key,
      subscriptionKeys: subscriptionIds ?? [],
      chargeTypeToExclude: chargeTypeToExclude ?? [],
      creditMemoReasonCode: creditMemoReasonCode ?? null,
    });
    return {
      invoices: made.invoices.map(({ invoiceId: id }) => ({ id })),
      creditMemos: made.creditMemos.map(({ creditMemoId: id }) => ({ id })),
    };
  }),
  route(contract.listBillingDocuments, async ({ database, entityId }, call) => {
    const { accountId, accountNumber, sort, ...query } = call.query;
    const accountKey = accountId ?? accountNumber;
    if (accountKey === undefined) throw new BillingError("MISSING_FIELD", { field: "accountId" });
    const asked = { ...query, accountKey, sorts: toSorts(sort) };
    const found = await inTransaction(database, entityId, (tx) => listBillingDocuments(tx, asked));
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key: accountKey });
    return { documents: [...found.rows], nextPage: nextPage(call, call.query, found.hasMore) };
  }),
  route(contract.invoiceAndCollect, async (context, { body }) => {
    const done = await invoiceAndCollect(context, {
      accountKey: body.accountKey,
      invoiceKey: body.invoiceId ?? body.invoiceNumber,
      documentDate: body.documentDate ?? body.invoiceDate,
      targetDate: body.targetDate ?? body.invoiceTargetDate,
      gatewayKey: body.paymentGateway,
    });
    const invoices = new Map(
      [...done.invoices, ...done.collected].map((invoice) => [invoice.invoiceId, invoice]),
    );
    return {
      amountCollected: done.amountCollected,
      creditMemos: done.creditMemos.map((memo) => ({
        id: memo.creditMemoId,
        memoNumber: memo.creditMemoNumber,
        memoAmount: memo.amount,
        totalAmount: memo.amount,
      })),
      invoices: [...invoices.values()].map(({ invoiceId, invoiceNumber, amount }) => ({
        invoiceId,
        invoiceNumber,
        invoiceAmount: amount,
      })),
      paymentId: done.payment?.paymentId,
    };
  }),
  route(contract.generateInvoices, async (context, { body }) => {
    const answers: Awaited<ReturnType<typeof generated>>[] = [];
    for (const object of body.objects) answers.push(await generated(context, object));
    return answers;
  }),
];

/** The field's own signs: minus goes up, plus down. A plus sign may arrive as a space. */
function toSorts(text = "+documentDate"): BillingDocumentQuery["sorts"] {
  return text.split(",").map((sort) => {
    const [, sign, field] = /^\s*([+-])?\s*(documentDate|documentType)\s*$/.exec(sort) ?? [];
    if (field !== "documentDate" && field !== "documentType") {
      const message = "'sort' should name documentDate or documentType";
      throw new BillingError("INVALID_VALUE", { field: "sort", message });
    }
    return { field, order: sign === "-" ? "ascending" : "descending" };
  });
}

type GenerateObject = {
  readonly AccountId: string;
  readonly InvoiceDate?: Parameters<typeof generateBillingDocuments>[1]["effectiveDate"];
  readonly TargetDate?: Parameters<typeof generateBillingDocuments>[1]["targetDate"];
  readonly IncludesOneTime: boolean;
  readonly IncludesRecurring: boolean;
  readonly IncludesUsage: boolean;
};

const NOTHING_DUE =
  "The invoice will not be generated because there are no charges due on this account.";

/** One object of many: what is wrong with it is its own answer. */
async function generated(context: Context, object: GenerateObject) {
  const excluded: (readonly [ChargeType, boolean])[] = [
    ["OneTime", !object.IncludesOneTime],
    ["Recurring", !object.IncludesRecurring],
    ["Usage", !object.IncludesUsage],
  ];
  try {
    const made = await generateBillingDocuments(context, {
      accountKey: object.AccountId,
      effectiveDate: object.InvoiceDate,
      targetDate: object.TargetDate,
      autoPost: false,
      autoRenew: false,
      subscriptionKeys: [],
      chargeTypeToExclude: excluded.flatMap(([type, is]) => (is ? type : [])),
      creditMemoReasonCode: null,
      includeSubscriptions: true,
      includeOrderLineItems: true,
    });
    const id = made.invoices[0]?.invoiceId ?? made.creditMemos[0]?.creditMemoId;
    return id === undefined ? refused(NOTHING_DUE) : { Success: true as const, Id: id };
  } catch (error) {
    if (!(error instanceof BillingError)) throw error;
    return refused(error.message);
  }
}

const refused = (message: string) => ({
  Success: false as const,
  Errors: [{ Code: "INVALID_VALUE", Message: message }],
});
