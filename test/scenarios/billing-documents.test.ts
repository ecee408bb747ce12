/** Billing one account at once, and the documents of an account in one list. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { aBilledAccount, billedItems, invoicesOf } from "#test/support/bill-runs.ts";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type Plan,
  subscribe,
  succeed,
} from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let monthly: Plan;

before(async () => {
  server = await startTestServer();
  monthly = await aPlan(server, [{ price: 30 }, { price: 99, ChargeType: "OneTime" }]);
});
after(() => server.close());

type Fields = Readonly<Record<string, unknown>>;

const generate = (key: string, fields: Fields) =>
  succeed(server, "POST", `/v1/accounts/${key}/billing-documents/generate`, fields);

const refusal = async (key: string, fields: Fields): Promise<string> => {
  const path = `/v1/accounts/${key}/billing-documents/generate`;
  const { json } = await server.call("POST", path, fields);
  assert.equal(json.success, false);
  return json.reasons[0].message;
};

describe("billing an account at once", () => {
  test("makes a draft that says where it comes from", async () => {
    const { accountId } = await aBilledAccount(server, monthly);
    const made = await generate(accountId, {
      targetDate: "2023-01-15",
      effectiveDate: "2023-01-16",
    });
    assert.equal(made.invoices.length, 1);
    assert.deepEqual(made.creditMemos, []);
    const invoice = await succeed(server, "GET", `/v1/invoices/${made.invoices[0].id}`);
    assert.deepEqual(
      [invoice.status, invoice.source, invoice.sourceId, invoice.billRunId],
      ["Draft", "API", null, null],
    );
    assert.deepEqual([invoice.invoiceDate, invoice.amount], ["2023-01-16", 129]);
    assert.deepEqual((await generate(accountId, { targetDate: "2023-01-15" })).invoices, []);
    await assertConserved(server.database, server.entityId);
  });

  test("posts, leaves out charge types in any case, and credits with a reason", async () => {
    const { accountNumber, subscriptionNumber } = await aBilledAccount(server, monthly);
    const fields = { targetDate: "2023-01-15", autoPost: true, chargeTypeToExclude: ["onetime"] };
    const made = await generate(accountNumber, fields);
    const invoice = await succeed(server, "GET", `/v1/invoices/${made.invoices[0].id}`);
    assert.deepEqual([invoice.status, invoice.amount], ["Posted", 30]);
    const cancel = cancelOrder({ accountNumber, subscriptionNumber, on: "2023-01-11" });
    await succeed(server, "POST", "/v1/orders", cancel);
    const credited = await generate(accountNumber, {
      ...fields,
      targetDate: "2023-01-31",
      creditMemoReasonCode: "Unsatisfactory service",
    });
    const memo = await succeed(server, "GET", `/v1/creditmemos/${credited.creditMemos[0].id}`);
    assert.deepEqual([memo.amount, memo.reasonCode], [20.32, "Unsatisfactory service"]);
    await assertConserved(server.database, server.entityId);
  });

  test("bills the subscriptions that are named", async () => {
    const { accountId, accountNumber, subscriptionNumber } = await aBilledAccount(server, monthly);
    await subscribe(server, { accountNumber, plan: monthly, from: "2023-01-01" });
    const named = { targetDate: "2023-01-15", subscriptionIds: [subscriptionNumber] };
    await generate(accountId, named);
    assert.equal((await billedItems(server, accountId)).length, 2);
  });

  test("renews first where that is asked for", async () => {
    const { accountId, accountNumber } = await anAccount(server);
    const terms = {
      initialTerm: { termType: "TERMED", period: 1, periodType: "Month" },
      renewalTerms: [{ period: 1, periodType: "Month" }],
      autoRenew: true,
    };
    const plan = await aPlan(server, [{ price: 30 }]);
    await subscribe(server, {
      accountNumber,
      plan,
      from: "2023-01-01",
      createSubscription: { terms },
    });
    await generate(accountId, { targetDate: "2023-02-01" });
    assert.equal((await billedItems(server, accountId)).length, 1);
    await generate(accountId, { targetDate: "2023-02-01", autoRenew: true });
    assert.equal((await billedItems(server, accountId)).length, 2);
  });

  test("refuses an account that is not there, and another's subscription", async () => {
    assert.match(await refusal("A-none", {}), /Cannot find entity by key: 'A-none'/);
    const one = await aBilledAccount(server, monthly);
    const other = await aBilledAccount(server, monthly);
    const fields = { subscriptionIds: [other.subscriptionNumber] };
    assert.match(await refusal(one.accountId, fields), /does not belong to account/);
  });
});

describe("the older way", () => {
  test("bills each account of a list, and says of each what is wrong", async () => {
    const { accountId } = await aBilledAccount(server, monthly);
    const object = { AccountId: accountId, InvoiceDate: "2023-01-05", TargetDate: "2023-01-05" };
    const objects = [{ ...object, IncludesOneTime: false }, { AccountId: "A-none" }];
    const { json } = await server.call("POST", "/v1/action/generate", { type: "Invoice", objects });
    const [invoice] = await invoicesOf(server, accountId);
    assert.deepEqual(json, [
      { Success: true, Id: invoice.id },
      {
        Success: false,
        Errors: [{ Code: "INVALID_VALUE", Message: "Cannot find entity by key: 'A-none'." }],
      },
    ]);
    assert.equal(invoice.amount, 30);
    await generate(accountId, { targetDate: "2023-01-05" });
    const again = await server.call("POST", "/v1/action/generate", {
      type: "Invoice",
      objects: [object],
    });
    assert.match(again.json[0].Errors[0].Message, /no charges due on this account/);
  });
});

describe("the list of an account's documents", () => {
  test("has all kinds, the latest first, by page, and sorted with the field's signs", async () => {
    const { accountId, accountNumber, subscriptionNumber } = await aBilledAccount(server, monthly);
    const post = (targetDate: string) =>
      generate(accountId, { targetDate, effectiveDate: targetDate, autoPost: true });
    await post("2023-01-01");
    await post("2023-02-01");
    const cancel = cancelOrder({ accountNumber, subscriptionNumber, on: "2023-02-11" });
    await succeed(server, "POST", "/v1/orders", cancel);
    await post("2023-02-28");
    const list = async (query: string) => {
      const answer = await succeed(server, "GET", `/v1/billing-documents?${query}`);
      return answer.documents.map((each: { documentType: string; documentDate: string }) =>
        [each.documentType, each.documentDate].join(" "),
      );
    };
    const mine = `accountId=${accountId}`;
    const latestFirst = ["CreditMemo 2023-02-28", "Invoice 2023-02-01", "Invoice 2023-01-01"];
    assert.deepEqual(await list(mine), latestFirst);
    assert.deepEqual(await list(`${mine}&sort=-documentDate`), latestFirst.toReversed());
    assert.deepEqual(await list(`${mine}&sort=%2BdocumentType,-documentDate`), [
      "Invoice 2023-01-01",
      "Invoice 2023-02-01",
      "CreditMemo 2023-02-28",
    ]);
    assert.deepEqual(await list(`accountNumber=${accountNumber}&documentDate=2023-02-01`), [
      "Invoice 2023-02-01",
    ]);
    assert.deepEqual(await list(`${mine}&status=Draft`), []);
    const page = await succeed(server, "GET", `/v1/billing-documents?${mine}&pageSize=2`);
    assert.equal(page.documents.length, 2);
    assert.match(page.nextPage, /page=2/);
    const [memo] = page.documents;
    assert.deepEqual(
      [memo.accountNumber, memo.currency, memo.status],
      [accountNumber, "USD", "Posted"],
    );
    assert.equal(memo.balance, memo.amount);
  });

  test("wants an account, and a field to sort by", async () => {
    const missing = await server.call("GET", "/v1/billing-documents");
    assert.match(missing.json.reasons[0].message, /'accountId' may not be null/);
    const { accountId } = await aBilledAccount(server, monthly);
    const path = `/v1/billing-documents?accountId=${accountId}&sort=amount`;
    const { json } = await server.call("GET", path);
    assert.match(json.reasons[0].message, /'sort' should name documentDate or documentType/);
  });
});
