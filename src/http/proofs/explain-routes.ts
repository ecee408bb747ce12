import { BillingError } from "#engine/errors.ts";
import { explain } from "#engine/settlement/explain.ts";
import { serviceEndDate } from "#engine/values/date-range.ts";
import type { Context } from "#operations/context.ts";
import { inTransaction } from "#store/database.ts";
import {
  type DocumentKind,
  type ExplainedItem,
  findExplainedItem,
} from "#store/explained-items.ts";
import { type Result, type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

type Key = { readonly documentKey: string; readonly itemId: string };

export const explainRoutes: readonly Route[] = [
  route(contract.explainInvoiceItem, (context, { params }) => answer(context, "invoice", params)),
  route(contract.explainCreditMemoItem, (context, { params }) =>
    answer(context, "credit_memo", params),
  ),
  route(contract.explainDebitMemoItem, (context, { params }) =>
    answer(context, "debit_memo", params),
  ),
];

async function answer({ database, entityId }: Context, kind: DocumentKind, key: Key) {
  const item = await inTransaction(database, entityId, (tx) => findExplainedItem(tx, kind, key));
  if (!item) throw new BillingError("ENTITY_NOT_FOUND", { key: key.itemId });
  return toExplanation(item);
}

function toExplanation(item: ExplainedItem): Result<typeof contract.explainInvoiceItem> {
  const { rule, days, ratio, rounding, inputs, text } = explain(item);
  return {
    documentNumber: item.documentNumber,
    itemId: item.itemId,
    name: item.name,
    serviceStartDate: item.service.start,
    serviceEndDate: serviceEndDate(item.service),
    days,
    quantity: item.quantity,
    unitPrice: item.unitPrice,
    amount: item.amount,
    currency: item.currency,
    text,
    rule,
    ratio,
    rounding,
    inputs: { ...inputs },
    chargeNumber: item.chargeNumber,
    chargeSegment: item.segment,
    creditedItem: item.creditedItem,
    sourceAction: item.version && {
      orderNumber: item.version.orderNumber,
      orderDate: item.version.orderDate,
      subscriptionNumber: item.version.subscriptionNumber,
      subscriptionVersion: item.version.version,
      actions: [...item.version.actions],
    },
    billedBy: { source: item.source, sourceId: item.sourceId },
  };
}
