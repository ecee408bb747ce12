/** What a minor version of the API changes: each switch, from both of its sides. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { z } from "zod";
import { unknownInVersion } from "#http/check-versions.ts";
import type { Contract } from "#http/contract.ts";
import { contracts } from "#http/routes.ts";
import { definitionOf, innerOf, type Schema } from "#http/schema-parts.ts";
import { DEFAULT_VERSION, parseVersion, SUPPORTED, type Version } from "#http/version.ts";
import { rangeOf, type VersionRange } from "#http/wire-versions.ts";
import { anAccount, aPlan, type Plan, subscribe, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ price: 10 }]);
});
after(() => server.close());

const versionNames = SUPPORTED.map((rank) =>
  rank < 10_000 ? `${rank}.0` : String(rank).replace(/(\d{4})(\d\d)(\d\d)/, "$1-$2-$3"),
);
const versions = versionNames.map((name) => parseVersion(name) as Version);

/** A field that not all versions know, and a body that has it and nothing else. */
type Versioned = {
  readonly contract: Contract;
  readonly name: string;
  readonly range: VersionRange;
  readonly body: (value: unknown) => unknown;
};

/** All of them, in whatever depth of the bodies of all operations. */
const versioned: readonly Versioned[] = contracts.flatMap((contract) =>
  contract.request ? fieldsIn(contract, contract.request, (body) => body) : [],
);

function fieldsIn(
  contract: Contract,
  schema: Schema,
  wrap: (inner: unknown) => unknown,
  name = "",
): Versioned[] {
  const def = definitionOf(schema);
  const range = rangeOf(schema);
  if (range) return [{ contract, name, range, body: wrap }];
  switch (def.type) {
    case "object":
      return Object.entries(def.shape).flatMap(([field, inner]) =>
        fieldsIn(contract, inner, (value) => wrap({ [field]: value }), field),
      );
    case "array":
      return fieldsIn(contract, def.element, (value) => wrap([value]), name);
    case "union":
      return [];
    default:
      return innerOf(def).flatMap((inner) => fieldsIn(contract, inner, wrap, name));
  }
}

const isIn = ({ from, before }: VersionRange, version: Version): boolean =>
  (from === undefined || version.atLeast(from)) &&
  (before === undefined || !version.atLeast(before));

describe("a field that has not always been there", () => {
  test("is declared for each switch of the field's list of upgrades", () => {
    const switches = new Set(versioned.flatMap(({ range: { from, before } }) => [from, before]));
    const wanted = ["196.0", "207.0", "211.0", "215.0", "224.0", "257.0", "314.0", "337.0"];
    assert.deepEqual([...switches].filter(Boolean).sort(), wanted);
    const renamed = new Set(versioned.map(({ contract }) => contract.operation));
    for (const operation of ["createSubscription", "updateSubscription", "renewSubscription"]) {
      assert.ok(renamed.has(operation), operation);
    }
  });

  for (const { contract, name, range, body } of versioned) {
    test(`${contract.operation}: '${name}' is known in its versions alone`, () => {
      const schema = contract.request as z.ZodType;
      for (const version of versions) {
        const { notes } = unknownInVersion(schema, body("x"), version);
        assert.equal(notes.length === 0, isIn(range, version), version.text);
        assert.deepEqual(unknownInVersion(schema, body(null), version).notes, []);
      }
      const isKnown = unknownInVersion(schema, body("x"), DEFAULT_VERSION).notes.length === 0;
      assert.equal(isKnown, range.isWhenAsked === true || isIn(range, DEFAULT_VERSION));
    });
  }

  test("VERSION_NEEDED: says which version knows it, after the field's own words", async () => {
    const ask = async (path: string, body: object, version?: string) =>
      (await server.call("PUT", path, body, version ? { "zuora-version": version } : {})).json;
    const cancel = { cancellationPolicy: "EndOfCurrentTerm", runBilling: true, invoice: true };
    const path = "/v1/subscriptions/none/cancel";
    assert.deepEqual((await ask(path, cancel)).reasons, [
      { code: 53200021, message: "Invalid parameter(s): 'runBilling,invoice'." },
      {
        code: 53200021,
        message:
          "'runBilling' needs Zuora-Version 211.0 or later: this request speaks 186.0, for it names none.",
      },
      {
        code: 53200021,
        message:
          "'invoice' needs Zuora-Version 196.0 or later, and before 211.0: this request speaks 186.0, for it names none.",
      },
    ]);
    const { reasons } = await ask(path, { ...cancel, nam: 1 }, "2025-08-12");
    assert.equal(reasons[0].message, "Invalid parameter(s): 'nam,invoice'.");
    assert.match(reasons[1].message, /and before 211\.0: this request speaks 2025-08-12\.$/);
    assert.equal(reasons.length, 2);
    const preview = { previewThroughDate: { previewThruDatePolicy: "endOfTerm" } };
    const existing = await server.call("POST", "/v1/subscriptions/none/preview", preview);
    assert.match(existing.text, /needs Zuora-Version 207\.0 or later: this request speaks 186\.0/);
  });

  test("is taken under both names where a request names no version", async () => {
    const { accountNumber } = await anAccount(server);
    const memo = (fields: object, version?: string) =>
      server.call(
        "POST",
        "/v1/credit-memos",
        { accountNumber, charges: [fields] },
        version ? { "zuora-version": version } : {},
      );
    const [key] = plan.chargeIds;
    const old = { chargeId: key, memoItemAmount: 1, comment: "old" };
    const young = { productRatePlanChargeId: key, amount: 1, description: "young" };
    assert.equal((await memo(old)).json.success, true);
    assert.equal((await memo(young)).json.success, true);
    assert.equal((await memo(old, "216.0")).json.success, true);
    assert.equal((await memo(young, "257.0")).json.success, true);
    assert.match((await memo(young, "216.0")).text, /'description,amount,productRatePlanChargeId'/);
    assert.match((await memo(old, "257.0")).text, /'comment,memoItemAmount,chargeId'/);
  });
});

describe("an answer that depends on the version", () => {
  const read = (path: string, version: string) =>
    succeed(server, "GET", path, undefined, { "zuora-version": version });

  test("223.0: an order answers its subscriptions instead of their numbers", async () => {
    const { accountNumber } = await anAccount(server);
    const terms = { initialTerm: { termType: "EVERGREEN" } };
    const createSubscription = { terms, subscribeToRatePlans: [plan] };
    const orderActions = [{ type: "CreateSubscription", createSubscription }];
    const order = {
      orderDate: "2023-01-01",
      existingAccountNumber: accountNumber,
      subscriptions: [{ orderActions }],
    };
    for (const version of ["216.0", "223.0"]) {
      const made = await succeed(server, "POST", "/v1/orders", order, { "zuora-version": version });
      const isNew = version === "223.0";
      assert.deepEqual(["subscriptions" in made, "subscriptionNumbers" in made], [isNew, !isNew]);
    }
  });

  test("230.0: a product says where its rate plans are", async () => {
    const { products } = await read("/v1/catalog/products", "229.0");
    assert.ok(Array.isArray(products[0].productRatePlans));
    const later = await read("/v1/catalog/products", "230.0");
    assert.match(later.products[0].productRatePlans, /^http.*\/productRatePlan$/);
  });

  test("239.0 and 257.0: items of memos have one list of taxes, and a description", async () => {
    const { accountNumber } = await anAccount(server);
    for (const kind of ["credit-memos", "debit-memos"]) {
      const charges = [{ chargeId: plan.chargeIds[0], amount: 1, comment: "Goodwill" }];
      const { id } = await succeed(server, "POST", `/v1/${kind}`, { accountNumber, charges });
      const itemIn = async (version: string) => {
        const { items } = await read(`/v1/${kind}/${id}/items`, version);
        return items[0];
      };
      const taxes = kind === "credit-memos" ? "creditTaxItems" : "taxItems";
      const [old, younger, youngest] = [
        await itemIn("230.0"),
        await itemIn("239.0"),
        await itemIn("257.0"),
      ];
      assert.deepEqual([old[taxes], younger[taxes]], [[], undefined]);
      assert.deepEqual(younger.taxationItems.data, []);
      assert.deepEqual([younger.comment, younger.description], ["Goodwill", undefined]);
      assert.deepEqual([youngest.comment, youngest.description], [undefined, "Goodwill"]);
    }
  });

  test("314.0: a preview run has batches", async () => {
    const asked = { targetDate: "2023-01-31", batches: "Batch7" };
    const path = "/v1/billing-preview-runs";
    const { billingPreviewRunId } = await succeed(server, "POST", path, asked);
    const old = await read(`${path}/${billingPreviewRunId}`, "309.0");
    assert.deepEqual([old.batch, old.batches], ["Batch7", "Batch7"]);
    assert.equal("batch" in (await read(`${path}/${billingPreviewRunId}`, "314.0")), false);
  });

  test("337.0: an item of a payment schedule says its payments in a list alone", async () => {
    const { accountNumber } = await subscribed();
    const items = [{ amount: 5, scheduledDate: "2040-01-01" }];
    const made = await succeed(server, "POST", "/v1/payment-schedules", { accountNumber, items });
    const path = `/v1/payment-schedules/${made.id}`;
    const old = await read(path, "336.0");
    assert.equal(old.items[0].paymentId, null);
    const later = await read(path, "337.0");
    assert.deepEqual(["paymentId" in later.items[0], later.items[0].psiPayments], [false, []]);
    const one = await read(`/v1/payment-schedule-items/${later.items[0].id}`, "2025-08-12");
    assert.equal("paymentId" in one, false);
  });

  test("207.0: an update answers the credit memo that it made", async () => {
    for (const version of ["206.0", "207.0"]) {
      const { subscriptionNumbers } = await subscribed();
      const cancel = {
        cancellationPolicy: "SpecificDate",
        cancellationEffectiveDate: "2023-01-16",
        invoice: true,
        invoiceTargetDate: "2023-01-20",
      };
      const path = `/v1/subscriptions/${subscriptionNumbers[0]}/cancel`;
      const done = await succeed(server, "PUT", path, cancel, { "zuora-version": version });
      assert.equal("creditMemoId" in done, version === "207.0");
    }
  });

  test("2024-05-20 and 2025-08-12: a failure has a status, and a category of its own", async () => {
    const failed = async (path: string, version: string) => {
      const headers = { "zuora-version": version };
      const { status, json } = await server.call("GET", path, undefined, headers);
      return [status, json.reasons[0].code % 100, "success" in json];
    };
    assert.deepEqual(await failed("/v1/accounts/none", "341.0"), [200, 40, true]);
    assert.deepEqual(await failed("/v1/accounts/none", "2024-05-20"), [404, 40, true]);
    const query = "/object-query/accounts?filter[]=x";
    assert.deepEqual(await failed(query, "2024-05-20"), [400, 20, true]);
    assert.deepEqual(await failed(query, "2025-08-12"), [400, 27, false]);
  });
});

async function subscribed() {
  const { accountNumber } = await anAccount(server);
  const order = { accountNumber, plan, from: "2023-01-01", billThrough: "2023-01-01" };
  const { subscriptionNumbers } = await subscribe(server, order);
  return { accountNumber, subscriptionNumbers };
}
