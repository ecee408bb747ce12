import { z } from "zod";
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
  written,
} from "../memos/memo-answers.ts";
import { debitTaxItem } from "../memos/tax-items.ts";
import * as wire from "../wire.ts";

const tag = "Debit Memos";

export const debitMemo = z.object(
  byName({
    ...memoFields,
    autoPay: z.boolean(),
    balance: wire.money,
    beAppliedAmount: wire.money,
    debitMemoDate: wire.date,
    dueDate: wire.date,
    paymentTerm: z.string(),
    referredCreditMemoId: wire.id.nullable(),
  }),
);

const filters = {
  ...memoFilters,
  balance: filter,
  beAppliedAmount: filter,
  debitMemoDate: filter,
  dueDate: filter,
};

const listQuery = wire.page(20).extend({ ...byName(filters), sort: memoSort("debitMemoDate") });

export const listDebitMemos = contract({
  operation: "listDebitMemos",
  method: "GET",
  path: "/v1/debit-memos",
  aliases: ["/v1/debitmemos"],
  summary: "List debit memos",
  tag,
  query: listQuery,
  response: z.object({ debitmemos: z.array(debitMemo), nextPage: wire.nextPage }),
  errors: [],
});

export const getDebitMemo = contract({
  operation: "getDebitMemo",
  method: "GET",
  path: "/v1/debit-memos/{debitMemoKey}",
  aliases: ["/v1/debitmemos/{debitMemoKey}"],
  summary: "Retrieve a debit memo",
  tag,
  response: debitMemo,
  errors: ["ENTITY_NOT_FOUND"],
});

const debitMemoItem = z.looseObject(
  byName({
    ...memoItemFields,
    balance: wire.money,
    beAppliedAmount: wire.money,
    financeInformation: z.object(itemFinance),
    taxItems: z
      .array(debitTaxItem)
      .optional()
      .describe("As taxationItems, before the API's version 239.0."),
    taxationItems: z.object({ data: z.array(debitTaxItem), nextPage: wire.nextPage }),
    unitPrice: wire.money,
  }),
);

export const listDebitMemoItems = contract({
  operation: "listDebitMemoItems",
  method: "GET",
  path: "/v1/debit-memos/{debitMemoKey}/items",
  aliases: ["/v1/debitmemos/{debitMemoKey}/items"],
  summary: "List debit memo items",
  description: "By charge and service, where no sort says otherwise.",
  tag,
  query: wire.page(20).extend(byName({ ...memoItemFilters, beAppliedAmount: filter })),
  response: z.object({ items: z.array(debitMemoItem), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const getDebitMemoItem = contract({
  operation: "getDebitMemoItem",
  method: "GET",
  path: "/v1/debit-memos/{debitMemoKey}/items/{itemId}",
  aliases: ["/v1/debitmemos/{debitMemoKey}/items/{itemId}"],
  summary: "Retrieve a debit memo item",
  tag,
  response: debitMemoItem,
  errors: ["ENTITY_NOT_FOUND"],
});

export const listTaxationItemsOfDebitMemoItem = contract({
  operation: "listTaxationItemsOfDebitMemoItem",
  method: "GET",
  path: "/v1/debit-memos/{debitMemoKey}/items/{itemId}/taxation-items",
  aliases: ["/v1/debitmemos/{debitMemoKey}/items/{itemId}/taxation-items"],
  summary: "List all taxation items of a debit memo item",
  tag,
  query: wire.page(20),
  response: z.object({ data: z.array(debitTaxItem), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

const applicationPart = z.object(
  byName({
    ...written,
    appliedAmount: wire.money,
    creditMemoId: wire.id.nullable(),
    paymentId: wire.id.nullable(),
  }),
);

export const listDebitMemoApplicationParts = contract({
  operation: "listDebitMemoApplicationParts",
  method: "GET",
  path: "/v1/debit-memos/{debitMemoKey}/application-parts",
  aliases: ["/v1/debitmemos/{debitMemoKey}/application-parts"],
  summary: "List all application parts of a debit memo",
  tag,
  query: wire.page(20),
  response: z.object({ applicationParts: z.array(applicationPart), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});
