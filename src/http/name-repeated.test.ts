import assert from "node:assert/strict";
import { test } from "node:test";
import { nameRepeated } from "./name-repeated.ts";

const long = "x".repeat(400);
const item = { type: "object", properties: { amount: { type: "string", description: long } } };
const invoice = {
  type: "object",
  properties: { number: { description: long }, items: { type: "array", items: item } },
};
const answer = (schema: object) => ({
  responses: { 200: { content: { "application/json": { schema } } } },
});
const partsOf = (document: object) => {
  const { paths, components } = document as { paths: object; components: { schemas: object } };
  return { paths, schemas: new Map<string, unknown>(Object.entries(components.schemas)) };
};
const documentOf = (operations: Record<string, object>) => ({
  paths: { "/v1": operations },
  components: { schemas: { Known: { type: "object", properties: { item } } } },
});

test("what comes twice has a name, after its property, and comes once", () => {
  const post = {
    operationId: "createInvoice",
    requestBody: { content: { "application/json": { schema: { properties: { invoice } } } } },
  };
  const get = { operationId: "getInvoice", ...answer({ properties: { invoices: [invoice] } }) };
  const named = nameRepeated(documentOf({ post, get }));
  const { schemas, paths } = partsOf(named);
  const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  assert.deepEqual([...schemas.keys()], ["Known", "InvoiceRequest", "ItemRequest"]);
  assert.deepEqual(schemas.get("Known"), {
    type: "object",
    properties: { item: reference("ItemRequest") },
  });
  assert.deepEqual(schemas.get("InvoiceRequest"), {
    ...invoice,
    properties: {
      ...invoice.properties,
      items: { type: "array", items: reference("ItemRequest") },
    },
  });
  assert.ok(!JSON.stringify(paths).includes(long));
});

test("another thing of the same name has its operation before it; what is short or comes once stays", () => {
  const other = { properties: { amount: { description: long + long } } };
  const get = {
    operationId: "getMemo",
    ...answer({ properties: { item: other, items: [other], short: { properties: {} } } }),
  };
  const put = { operationId: "putMemo", ...answer({ properties: { item } }) };
  const once = {
    operationId: "onlyOnce",
    ...answer({ properties: { whole: invoice.properties } }),
  };
  const named = nameRepeated(documentOf({ put, get, once }));
  const { schemas } = partsOf(named);
  assert.deepEqual([...schemas.keys()], ["Known", "Item", "GetMemoItem"]);
});

test("no two names differ by their case alone", () => {
  const memo = (amount: string) => ({ properties: { amount: { description: long + amount } } });
  const get = {
    operationId: "getMemo",
    ...answer({ properties: { creditMemo: memo("1"), creditMemos: [memo("1")] } }),
  };
  const put = {
    operationId: "putMemo",
    ...answer({ properties: { creditmemo: memo("2"), creditmemos: [memo("2")] } }),
  };
  const { schemas } = partsOf(nameRepeated(documentOf({ get, put })));
  assert.deepEqual([...schemas.keys()], ["Known", "CreditMemo", "PutMemoCreditmemo"]);
});
