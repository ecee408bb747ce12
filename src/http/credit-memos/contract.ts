import { z } from "zod";
import { ofCommitment } from "../commitments/of-commitment.ts";
import { contract } from "../contract.ts";
import {
  byName,
  filter,
  itemFinance,
  memoFields,
  memoFilters,
  memoItemFields,
  memoItemFilters,
  memoSort,
  notKept,
  written,
} from "../memos/memo-answers.ts";
import { creditTaxItem } from "../memos/tax-items.ts";
import * as wire from "../wire.ts";

const tag = "Credit Memos";

export const creditMemo = z.object(
  byName({
    ...memoFields,
    appliedAmount: wire.money,
    autoApplyUponPosting: z.boolean(),
    creditMemoDate: wire.date,
    excludeFromAutoApplyRules: z.boolean(),
    refundAmount: wire.money,
    revenueImpacting: z.enum(["Yes", "No"]),
    reversed: z.boolean(),
    source: z.string(),
    sourceId: z.string().nullable(),
    unappliedAmount: wire.money,
  }),
);

const filters = {
  ...memoFilters,
  appliedAmount: filter,
  autoApplyUponPosting: filter,
  creditMemoDate: filter,
  excludeFromAutoApplyRules: filter,
  refundAmount: filter,
  sourceId: filter,
  transferredToAccounting: filter,
  unappliedAmount: filter,
};

const listQuery = wire.page(20).extend({ ...byName(filters), sort: memoSort("creditMemoDate") });

export const listCreditMemos = contract({
  operation: "listCreditMemos",
  method: "GET",
  path: "/v1/credit-memos",
  aliases: ["/v1/creditmemos"],
  summary: "List credit memos",
  tag,
  query: listQuery,
  response: z.object({ creditmemos: z.array(creditMemo), nextPage: wire.nextPage }),
  errors: [],
});

export const getCreditMemo = contract({
  operation: "getCreditMemo",
  method: "GET",
  path: "/v1/credit-memos/{creditMemoKey}",
  aliases: ["/v1/creditmemos/{creditMemoKey}"],
  summary: "Retrieve a credit memo",
  tag,
  response: creditMemo,
  errors: ["ENTITY_NOT_FOUND"],
});

const creditMemoItem = z.looseObject(
  byName({
    ...memoItemFields,
    ...ofCommitment,
    appliedAmount: wire.money,
    creditTaxItems: z
      .array(creditTaxItem)
      .optional()
      .describe("As taxationItems, before the API's version 239.0."),
    creditFromItemId: wire.id.nullable(),
    creditFromItemSource: z.enum(["InvoiceItem", "CreditMemoItem"]).nullable(),
    financeInformation: z.object(
      byName({
        ...itemFinance,
        onAccountAccountingCode: z.string().nullable(),
        onAccountAccountingCodeType: notKept,
      }),
    ),
    invoiceScheduleId: notKept,
    invoiceScheduleItemId: notKept,
    numberOfDeliveries: wire.money.nullable(),
    refundAmount: wire.money,
    taxationItems: z.object({ data: z.array(creditTaxItem), nextPage: wire.nextPage }),
    unappliedAmount: wire.money,
    unitPrice: wire.money.describe("The negated price of what is credited."),
  }),
);

export const listCreditMemoItems = contract({
  operation: "listCreditMemoItems",
  method: "GET",
  path: "/v1/credit-memos/{creditMemoKey}/items",
  aliases: ["/v1/creditmemos/{creditMemoKey}/items"],
  summary: "List credit memo items",
  description: "By charge and service, where no sort says otherwise.",
  tag,
  query: wire
    .page(20)
    .extend(byName({ ...memoItemFilters, appliedAmount: filter, refundAmount: filter })),
  response: z.object({ items: z.array(creditMemoItem), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const getCreditMemoItem = contract({
  operation: "getCreditMemoItem",
  method: "GET",
  path: "/v1/credit-memos/{creditMemoKey}/items/{itemId}",
  aliases: ["/v1/creditmemos/{creditMemoKey}/items/{itemId}"],
  summary: "Retrieve a credit memo item",
  tag,
  response: creditMemoItem.extend({ organizationLabel: z.string().nullable() }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const listTaxationItemsOfCreditMemoItem = contract({
  operation: "listTaxationItemsOfCreditMemoItem",
  method: "GET",
  path: "/v1/credit-memos/{creditMemoKey}/items/{itemId}/taxation-items",
  aliases: ["/v1/creditmemos/{creditMemoKey}/items/{itemId}/taxation-items"],
  summary: "List all taxation items of a credit memo item",
  tag,
  query: wire.page(20),
  response: z.object({ data: z.array(creditTaxItem), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

const creditMemoPart = z.object(
  byName({
    ...written,
    amount: wire.money,
    debitMemoId: wire.id.nullable(),
    id: wire.id,
    invoiceId: wire.id.nullable().describe("Null for what is not applied."),
  }),
);

export const listCreditMemoParts = contract({
  operation: "listCreditMemoParts",
  method: "GET",
  path: "/v1/credit-memos/{creditMemoKey}/parts",
  aliases: ["/v1/creditmemos/{creditMemoKey}/parts"],
  summary: "List all parts of a credit memo",
  description:
    "One for each invoice or debit memo that it has paid of, one for what is not applied, and one for what is settled between it and a memo that reverses it, with the id of that memo.",
  tag,
  query: wire.page(20),
  response: z.object({ parts: z.array(creditMemoPart), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const getCreditMemoPart = contract({
  operation: "getCreditMemoPart",
  method: "GET",
  path: "/v1/credit-memos/{creditMemoKey}/parts/{partId}",
  aliases: ["/v1/creditmemos/{creditMemoKey}/parts/{partId}"],
  summary: "Retrieve a credit memo part",
  tag,
  response: creditMemoPart.extend({ organizationLabel: z.string().nullable() }),
  errors: ["ENTITY_NOT_FOUND"],
});
