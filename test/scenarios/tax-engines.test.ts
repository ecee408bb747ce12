/** Outside tax engines, against a server of this machine that stands in for one. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, afterEach, beforeEach, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { aPlan, cancelOrder, subscribe, subscribeOrder, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { type Answer, startTestServer } from "#test/support/server.ts";
import { aCalifornian, invoicesOf, taxable } from "#test/support/tax-company.ts";

type Asked = { readonly authorization: string | undefined; readonly body: Answer["json"] };

const asked: Asked[] = [];
/** What the engine does next: a rate, or a status that it fails with. */
let behaviour: { readonly rate: number } | { readonly status: number } = { rate: 0.1 };

const engine = createServer(async (request, response) => {
  let text = "";
  for await (const chunk of request) text += chunk;
  const body = JSON.parse(text);
  asked.push({ authorization: request.headers.authorization, body });
  if ("status" in behaviour) {
    response.writeHead(behaviour.status).end("out of order");
    return;
  }
  const { rate } = behaviour;
  const items = body.items.map(({ id, amount, taxMode }: Answer["json"]) => {
    const taxAmount = taxMode === "TaxInclusive" ? (amount * rate) / (1 + rate) : amount * rate;
    const tax = {
      name: "Outside",
      taxRate: String(rate),
      jurisdiction: body.customer.address.state,
    };
    return { id, taxes: [{ ...tax, taxAmount: taxAmount.toFixed(2) }] };
  });
  response.end(JSON.stringify({ items }));
});
await new Promise<void>((resolve) => engine.listen(0, "127.0.0.1", resolve));
after(() => engine.close());

const host = `127.0.0.1:${(engine.address() as AddressInfo).port}`;
const server = await startTestServer([], { calloutHosts: new Set([host]) });
await server.runJobs({ callouts: { allowedHosts: new Set([host]) } });
after(server.close);
beforeEach(() => {
  behaviour = { rate: 0.1 };
  asked.length = 0;
});
afterEach(async () => {
  await assertConserved(server.database, server.entityId);
  await withOwnerConnection(server.ownerUrl, (client) => client.query("delete from settings"));
});

let codes = 0;
async function aConnectedCode(connectUrl = `http://${host}/tax`): Promise<string> {
  codes += 1;
  const connected = await succeed(server, "POST", "/settings/tax-engines/connector", {
    name: `Engine ${codes}`,
    taxEngineType: "ConnectTaxEngine",
    connectUrl,
    password: "secret",
  });
  const name = `Outside ${codes}`;
  await succeed(server, "POST", "/settings/tax-codes/connector", {
    name,
    taxEngineId: connected.id,
    externalTaxCode: "P0000000",
  });
  return name;
}

let shared: Promise<string> | undefined;
/** An entity has few engines. */
const sharedCode = (): Promise<string> => {
  shared ??= aConnectedCode();
  return shared;
};

async function subscription(code: string, mode = "TaxExclusive") {
  const { accountNumber, accountId } = await aCalifornian(server, {
    taxInfo: { VATId: "US-1" },
  });
  const plan = await aPlan(server, [{ price: 33, ...taxable(code, mode) }]);
  const order = { accountNumber, plan, from: "2023-01-01", billThrough: "2023-01-01" };
  return { accountNumber, accountId, order };
}

describe("an outside tax engine", () => {
  test("is asked before anything is written, and what it says is billed", async () => {
    for (const [mode, amount] of [
      ["TaxExclusive", 36.3],
      ["TaxInclusive", 33],
    ] as const) {
      const code = await aConnectedCode();
      const { accountNumber, order } = await subscription(code, mode);
      asked.length = 0;
      await subscribe(server, order);
      const [invoice] = await invoicesOf(server, accountNumber);
      assert.deepEqual([invoice.amount, invoice.taxStatus], [amount, "Complete"]);
      const [tax] = invoice.items[0].taxationItems.data;
      assert.deepEqual([tax.name, tax.jurisdiction, tax.taxRate], ["Outside", "California", 0.1]);
      const [question] = asked;
      assert.equal(asked.length, 1);
      assert.equal(question?.authorization, "Bearer secret");
      assert.equal(question?.body.items[0].taxCode, "P0000000");
      assert.equal(question?.body.customer.taxIds.VATId, "US-1");
    }
  });

  test("is asked by a preview too, and a credit asks nobody", async () => {
    const code = await aConnectedCode();
    const { accountNumber, order } = await subscription(code);
    const previewed = await succeed(server, "POST", "/v1/orders/preview", {
      ...subscribeOrder(order),
      previewOptions: {
        previewThruType: "SpecificDate",
        specificPreviewThruDate: "2023-01-01",
        previewTypes: ["BillingDocs"],
      },
    });
    assert.equal(previewed.previewResult.invoices[0].taxAmount, 3.3);
    const [subscriptionNumber] = (await subscribe(server, order)).subscriptionNumbers;
    asked.length = 0;
    behaviour = { status: 500 };
    const { creditMemoNumbers } = await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({
        accountNumber,
        subscriptionNumber,
        on: "2023-01-01",
        processingOptions: { runBilling: true, billingOptions: { targetDate: "2023-01-01" } },
      }),
    );
    assert.equal(asked.length, 0);
    const memo = await succeed(server, "GET", `/v1/credit-memos/${creditMemoNumbers[0]}`);
    assert.equal(memo.amount, 36.3);
  });

  test("that is asked with an idempotency key bills once", async () => {
    const code = await aConnectedCode();
    const { accountNumber, order } = await subscription(code);
    const headers = { "idempotency-key": "outside-tax" };
    const body = subscribeOrder(order);
    const first = await succeed(server, "POST", "/v1/orders", body, headers);
    const second = await succeed(server, "POST", "/v1/orders", body, headers);
    assert.deepEqual(first, second);
    assert.equal((await invoicesOf(server, accountNumber)).length, 1);
  });

  test("TAX_ENGINE_FAILED: an order that it does not answer changes nothing", async () => {
    const code = await aConnectedCode();
    const { accountNumber, order } = await subscription(code);
    behaviour = { status: 503 };
    const { json } = await server.call("POST", "/v1/orders", subscribeOrder(order));
    assert.equal(json.success, false);
    assert.match(json.reasons[0].message, /Tax engine 'Engine \d+': it answered with status 503/);
    assert.deepEqual(await invoicesOf(server, accountNumber), []);
  });

  test("is not asked within the server's own network", async () => {
    const code = await aConnectedCode("https://127.0.0.1:1/tax");
    const { order } = await subscription(code);
    const { json } = await server.call("POST", "/v1/orders", subscribeOrder(order));
    assert.match(json.reasons[0].message, /no public address/);
  });
});

describe("a bill run", () => {
  const run = async (accountId: string) => {
    const billRun = await succeed(server, "POST", "/v1/bill-runs", {
      targetDate: "2023-01-01",
      invoiceDate: "2023-01-01",
      billRunFilters: [{ filterType: "Account", accountId }],
      autoPost: true,
    });
    for (;;) {
      const { status } = await succeed(server, "GET", `/v1/bill-runs/${billRun.id}`);
      if (status === "Posted") return billRun.id;
      assert.notEqual(status, "Error");
      await delay(10);
    }
  };

  test("leaves a draft where the engine fails, says so, and posts it never", async () => {
    const code = await aConnectedCode();
    const { accountNumber, accountId, order } = await subscription(code);
    const { billThrough: _, ...unbilled } = order;
    await subscribe(server, unbilled);
    behaviour = { status: 500 };
    const id = await run(accountId);
    const [invoice] = await invoicesOf(server, accountNumber);
    assert.deepEqual([invoice.status, invoice.taxStatus, invoice.taxAmount], ["Draft", "Error", 0]);
    assert.match(invoice.taxMessage, /status 500/);
    const { errors } = await runErrors(id);
    assert.match(JSON.stringify(errors), /it answered with status 500/);
    const { json } = await server.call("PUT", `/v1/invoices/${invoice.id}/post`, {});
    assert.match(json.reasons[0].message, /status 500/);
    behaviour = { rate: 0.1 };
    await succeed(server, "PUT", `/v1/invoices/${invoice.id}/cancel`, {});
    await run(accountId);
    const billed = (await invoicesOf(server, accountNumber)).find(
      ({ status }: Answer["json"]) => status === "Posted",
    );
    assert.deepEqual([billed.amount, billed.taxStatus], [36.3, "Complete"]);
  });

  const runErrors = (id: string) =>
    withOwnerConnection(server.ownerUrl, async (client) => {
      const { rows } = await client.query<{ errors: unknown }>(
        "select errors from bill_runs where bill_run_id = $1",
        [id],
      );
      return { errors: rows[0]?.errors };
    });
});

describe("what people write by hand", () => {
  const START = { serviceStartDate: "2023-05-01" };
  const invoiceOf = (accountId: string, code: string, amounts: readonly number[]) => ({
    accountId,
    invoiceDate: "2023-05-01",
    invoiceItems: amounts.map((amount) => ({
      chargeName: "Cable",
      amount,
      taxCode: code,
      ...START,
    })),
  });

  test("is asked about in one request for each document, before anything is written", async () => {
    const code = await sharedCode();
    const { accountId, order } = await subscription(code);
    const [chargeId] = order.plan.chargeIds;
    const charges = [
      { chargeId, amount: 10 },
      { chargeId, amount: 20 },
    ];
    for (const family of ["credit-memos", "debit-memos"]) {
      asked.length = 0;
      const memo = await succeed(server, "POST", `/v1/${family}`, { accountId, charges });
      assert.deepEqual([memo.amount, memo.taxAmount, asked.length], [33, 3, 1]);
      assert.equal(asked[0]?.body.items.length, 2);
    }
    asked.length = 0;
    const invoice = await succeed(server, "POST", "/v1/invoices", invoiceOf(accountId, code, [40]));
    assert.deepEqual([invoice.amount, invoice.taxAmount, asked.length], [44, 4, 1]);
  });

  const ascending = (a: number, b: number): number => a - b;

  test("in bulk is made once each, with a key or without", async () => {
    const code = await sharedCode();
    for (const headers of [{}, { "idempotency-key": "by-hand" }]) {
      for (const useSingleTransaction of [false, true]) {
        const { accountId, accountNumber } = await subscription(code);
        const amounts = Array.from({ length: 25 }, (_, index) => index + 1);
        const invoices = amounts.map((amount) => invoiceOf(accountId, code, [amount]));
        const body = { useSingleTransaction, invoices };
        const key = "idempotency-key" in headers ? { "idempotency-key": accountId } : {};
        await succeed(server, "POST", "/v1/invoices/batch", body, key);
        const list = `/v1/transactions/invoices/accounts/${accountNumber}?pageSize=40`;
        const { invoices: made } = await succeed(server, "GET", list);
        assert.deepEqual(
          made.map(({ amount }: Answer["json"]) => Math.round(amount * 10) / 11).sort(ascending),
          amounts,
        );
      }
    }
  });

  test("is not made where the engine does not answer", async () => {
    const code = await sharedCode();
    const { accountId, accountNumber, order } = await subscription(code);
    behaviour = { status: 500 };
    const charges = [{ chargeId: order.plan.chargeIds[0], amount: 10 }];
    for (const [path, body] of [
      ["/v1/credit-memos", { accountId, charges }],
      ["/v1/debit-memos", { accountId, charges }],
      ["/v1/invoices", invoiceOf(accountId, code, [40])],
    ] as const) {
      const { json } = await server.call("POST", path, body);
      assert.equal(json.success, false);
      assert.match(json.reasons[0].message, /tax engine/i);
    }
    assert.deepEqual(await invoicesOf(server, accountNumber), []);
    const { creditmemos } = await succeed(server, "GET", `/v1/credit-memos?accountId=${accountId}`);
    assert.deepEqual(creditmemos, []);
  });
});

test("taxPreview: only with it an outside engine's taxes decide what is a credit memo", async () => {
  for (const taxPreview of [false, true]) {
    await succeed(server, "PUT", "/settings/billing-rules", { taxPreview });
    const code = await aConnectedCode();
    const { accountNumber } = await aCalifornian(server);
    const plan = await aPlan(server, [
      { price: -1200, ...taxable(code) },
      { price: 1250, Name: "Dues" },
    ]);
    const order = { accountNumber, plan, from: "2023-01-01", billThrough: "2023-01-01" };
    const made = await subscribe(server, order);
    assert.equal(made.creditMemoNumbers?.length ?? 0, taxPreview ? 1 : 0);
  }
});

test("an invoice below zero is taken back, and billed again as what its taxes make of it", async () => {
  const code = await sharedCode();
  const { accountNumber, accountId } = await aCalifornian(server);
  // 1250 less 1200 and the engine's 120.
  const plan = await aPlan(server, [
    { price: -1200, ...taxable(code) },
    { price: 1250, Name: "Dues" },
  ]);
  const from = "2023-01-01";
  await subscribe(server, { accountNumber, plan, from, billThrough: from });
  const residuesOf = async () =>
    (await succeed(server, "GET", `/v1/accounts/${accountNumber}/residues`)).residues;
  const settle = async (reason: string) => {
    const [residue, ...others] = await residuesOf();
    assert.deepEqual([residue.reason, residue.amount, others], [reason, -70, []]);
    for (const { method, path, body } of residue.settledBy) {
      await succeed(server, method, path, body);
    }
    assert.deepEqual(await residuesOf(), []);
  };
  await settle("NegativeInvoice");
  await succeed(server, "PUT", "/settings/billing-rules", { taxPreview: true });
  await succeed(server, "POST", `/v1/accounts/${accountId}/billing-documents/generate`, {
    targetDate: from,
    effectiveDate: from,
    autoPost: true,
  });
  await settle("UnappliedCredit");
});
