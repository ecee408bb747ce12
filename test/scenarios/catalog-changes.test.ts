/** Catalog objects that change and are deleted, while subscriptions keep what they have. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, aPlan, type Plan, subscribe, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const object = (name: string, id: string) => succeed(server, "GET", `/v1/object/${name}/${id}`);
const change = (name: string, id: string, body: object) =>
  succeed(server, "PUT", `/v1/object/${name}/${id}`, body);

async function refused(method: string, path: string, body?: object) {
  const { json, text } = await server.call(method, path, body);
  assert.equal(json?.Success, false, text);
  return json.Errors[0];
}

const productOf = async ({ productRatePlanId }: Plan): Promise<string> =>
  (await object("product-rate-plan", productRatePlanId)).ProductId;

async function sell(plan: Plan, fields: object = {}) {
  const { accountNumber } = await anAccount(server);
  const order = await subscribe(server, {
    accountNumber,
    plan,
    from: "2024-01-01",
    months: 3,
    ...fields,
  });
  return { accountNumber, subscriptionNumber: String(order.subscriptionNumbers[0]) };
}

describe("products", () => {
  test("change what is given, and keep the rest", async () => {
    const productId = await productOf(await aPlan(server, []));
    const before = await object("product", productId);
    const given = { Description: "New", Category: "Base Products", color__c: "red" };
    assert.deepEqual(await change("product", productId, given), { Success: true, Id: productId });
    const { UpdatedDate: _, ...now } = await object("product", productId);
    const { UpdatedDate: __, ...was } = before;
    assert.deepEqual(now, { ...was, ...given });
    await change("product", productId, { Name: before.Name, SKU: before.SKU });
  });

  test("NUMBER_IN_USE: not with the name or SKU of another", async () => {
    const [one, other] = [await aPlan(server, []), await aPlan(server, [])];
    const { Name, SKU } = await object("product", await productOf(one));
    const path = `/v1/object/product/${await productOf(other)}`;
    for (const taken of [{ Name }, { SKU }]) {
      assert.match((await refused("PUT", path, taken)).Message, /is already in use/);
    }
  });

  test("NOT_ALLOWED: not another number, plan or product", async () => {
    const [one, other] = [await aPlan(server, [{}]), await aPlan(server, [{}])];
    const [id, chargeId] = [one.productRatePlanId, one.chargeIds[0]];
    for (const [name, key, body] of [
      ["product", await productOf(one), { ProductNumber: "X" }],
      ["product-rate-plan", id, { ProductRatePlanNumber: "X" }],
      ["product-rate-plan", id, { ProductId: await productOf(other) }],
      ["product-rate-plan-charge", chargeId, { ProductRatePlanChargeNumber: "X" }],
      ["product-rate-plan-charge", chargeId, { ProductRatePlanId: other.productRatePlanId }],
      ["product-rate-plan-charge", chargeId, { ChargeType: "OneTime" }],
    ] as const) {
      const { Code, Message } = await refused("PUT", `/v1/object/${name}/${key}`, body);
      assert.equal(Code, "INVALID_VALUE");
      assert.match(Message, /cannot be (changed|moved)/);
    }
  });

  test("INVALID_VALUE: days of sale end after they start", async () => {
    const productId = await productOf(await aPlan(server, []));
    const body = { EffectiveStartDate: "2030-01-01", EffectiveEndDate: "2029-01-01" };
    await refused("PUT", `/v1/object/product/${productId}`, body);
  });
});

describe("rate plans and charges", () => {
  test("change what is given", async () => {
    const plan = await aPlan(server, [{ price: 30 }]);
    const [chargeId = ""] = plan.chargeIds;
    await change("product-rate-plan", plan.productRatePlanId, { Name: "Gold", Grade: 3 });
    await change("product-rate-plan-charge", chargeId, {
      Name: "Gold plan",
      BillingPeriod: "Specific Months",
      SpecificBillingPeriod: 5,
      BillingTiming: "In Arrears",
      AccountingCode: null,
    });
    const path = `/v1/products/${await productOf(plan)}/product-rate-plans`;
    const { productRatePlans } = await succeed(server, "GET", path);
    const [{ name, grade, productRatePlanCharges }] = productRatePlans;
    const [charge] = productRatePlanCharges;
    assert.deepEqual(
      [name, grade, charge.name, charge.billingPeriod, charge.specificBillingPeriod],
      ["Gold", 3, "Gold plan", "Specific_Months", 5],
    );
    assert.deepEqual([charge.billingTiming, charge.pricing[0].price], ["IN_ARREARS", 30]);
  });

  test("NOT_SUPPORTED: names of outside sources", async () => {
    const { productRatePlanId: id } = await aPlan(server, []);
    const body = { ExternalIdSourceSystem: "apple" };
    const made = { Name: "Apple's", ProductId: await productOf(await aPlan(server, [])), ...body };
    for (const [method, path, sent] of [
      ["PUT", `/v1/object/product-rate-plan/${id}`, body],
      ["POST", "/v1/object/product-rate-plan", made],
    ] as const) {
      assert.match((await refused(method, path, sent)).Message, /'ExternalIdSourceSystem'/);
    }
  });

  test("prices change one by one, by the ids of tiers", async () => {
    const tiers = [
      { Currency: "USD", EndingUnit: 10, Price: 5, PriceFormat: "Flat Fee" },
      { Currency: "USD", StartingUnit: 11, Price: 3, PriceFormat: "Per Unit" },
    ];
    const units = { ChargeModel: "Tiered Pricing", UOM: "Each", DefaultQuantity: 2 };
    const prices = { ProductRatePlanChargeTierData: { ProductRatePlanChargeTier: tiers } };
    const plan = await aPlan(server, [{ ...units, ...prices }]);
    const query = `filter[]=productRatePlanChargeId.EQ:${plan.chargeIds[0]}&sort[]=tier.ASC`;
    const found = await server.call("GET", `/object-query/product-rate-plan-charge-tiers?${query}`);
    const [, second] = found.json.data;
    const before = await object("product-rate-plan-charge-tier", second.id);
    assert.deepEqual(
      [before.Id, before.Tier, before.Price, before.PriceFormat, before.StartingUnit],
      [second.id, 2, 3, "Per Unit", 11],
    );
    await change("product-rate-plan-charge-tier", second.id, { Price: 2.5 });
    const path = `/v1/product-rate-plan-charges/${plan.chargeIds[0]}`;
    const [{ tiers: now }] = (await succeed(server, "GET", path)).pricing;
    assert.deepEqual(
      now.map((tier: { price: number }) => tier.price),
      [5, 2.5],
    );
  });

  test("ENTITY_NOT_FOUND: a tier that there is not", async () => {
    const path = "/v1/object/product-rate-plan-charge-tier/00000000000000000000000000000000";
    assert.equal((await refused("PUT", path, { Price: 1 })).Code, "INVALID_ID");
  });

  test("NOT_ALLOWED: model and unit stay once they were subscribed to", async () => {
    const units = { ChargeModel: "Per Unit Pricing", UOM: "Each", DefaultQuantity: 2 };
    const plan = await aPlan(server, [units]);
    const path = `/v1/object/product-rate-plan-charge/${plan.chargeIds[0]}`;
    await succeed(server, "PUT", path, { UOM: "Box" });
    await sell(plan);
    for (const body of [{ UOM: "Each" }, { ChargeModel: "Flat Fee Pricing" }]) {
      assert.match((await refused("PUT", path, body)).Message, /has been subscribed to/);
    }
    await succeed(server, "PUT", path, { UOM: "Box", Name: "Boxes" });
  });

  test("subscriptions keep what they have", async () => {
    const plan = await aPlan(server, [{ price: 30, Name: "Silver" }]);
    const [chargeId = ""] = plan.chargeIds;
    const { accountNumber, subscriptionNumber } = await sell(plan);
    await change("product-rate-plan-charge", chargeId, {
      Name: "Gold",
      BillingPeriod: "Quarter",
      BillingTiming: "In Arrears",
      ProductRatePlanChargeTierData: {
        ProductRatePlanChargeTier: [{ Currency: "EUR", Price: 99 }],
      },
    });
    await change("product-rate-plan", plan.productRatePlanId, { Name: "Gold" });
    const path = `/v1/subscriptions/${subscriptionNumber}`;
    const { ratePlans } = await succeed(server, "GET", path);
    const [charge] = ratePlans[0].ratePlanCharges;
    assert.deepEqual(
      [charge.name, charge.price, charge.billingPeriod, charge.billingTiming],
      ["Silver", 30, "Month", "IN_ADVANCE"],
    );
    const generate = `/v1/accounts/${accountNumber}/billing-documents/generate`;
    const through = { targetDate: "2024-03-01", effectiveDate: "2024-03-01" };
    const { invoices } = await succeed(server, "POST", generate, through);
    const items = await succeed(server, "GET", `/v1/invoices/${invoices[0].id}/items`);
    const billed = items.invoiceItems.map(
      (item: { chargeName: string; chargeAmount: number; serviceStartDate: string }) =>
        `${item.chargeName} ${item.chargeAmount} ${item.serviceStartDate}`,
    );
    assert.deepEqual(billed.sort(), [
      "Silver 30 2024-01-01",
      "Silver 30 2024-02-01",
      "Silver 30 2024-03-01",
    ]);
  });
});

describe("deleting", () => {
  test("a product goes with its plans and charges, and its names are free", async () => {
    const plan = await aPlan(server, [{}, {}]);
    const productId = await productOf(plan);
    const { Name, SKU, ProductNumber } = await object("product", productId);
    const path = `/v1/object/product/${productId}`;
    assert.deepEqual(await succeed(server, "DELETE", path), { success: true, id: productId });
    for (const gone of [
      path,
      `/v1/object/product-rate-plan/${plan.productRatePlanId}`,
      `/v1/object/product-rate-plan-charge/${plan.chargeIds[1]}`,
      `/v1/product-rate-plans/${plan.productRatePlanId}`,
      `/v1/catalog/products/${ProductNumber}`,
      `/object-query/products/${productId}`,
      `/object-query/product-rate-plan-charges/${plan.chargeIds[0]}`,
    ]) {
      const { status, text } = await server.call("GET", gone, undefined, {
        "zuora-version": "2025-08-12",
      });
      assert.equal(status, 404, `${gone} ${text}`);
    }
    assert.equal((await refused("DELETE", path)).Code, "INVALID_ID");
    const sale = { EffectiveStartDate: "2000-01-01", EffectiveEndDate: "2099-12-31" };
    await succeed(server, "POST", "/v1/object/product", { Name, SKU, ProductNumber, ...sale });
    const { accountNumber } = await anAccount(server);
    const order = await server.call("POST", "/v1/orders", {
      orderDate: "2024-01-01",
      existingAccountNumber: accountNumber,
      subscriptions: [
        {
          orderActions: [
            {
              type: "CreateSubscription",
              createSubscription: {
                terms: { initialTerm: { termType: "EVERGREEN" } },
                subscribeToRatePlans: [{ productRatePlanId: plan.productRatePlanId }],
              },
            },
          ],
        },
      ],
    });
    assert.equal(order.json.success, false);
  });

  test("a charge goes from its plan, and the plan can be sold without it", async () => {
    const plan = await aPlan(server, [{ price: 30 }, { price: 12 }]);
    const [kept, gone] = plan.chargeIds;
    await succeed(server, "DELETE", `/v1/object/product-rate-plan-charge/${gone}`);
    const { subscriptionNumber } = await sell(plan);
    const path = `/v1/subscriptions/${subscriptionNumber}`;
    const { ratePlans } = await succeed(server, "GET", path);
    const ids = ratePlans[0].ratePlanCharges.map(
      (charge: { productRatePlanChargeId: string }) => charge.productRatePlanChargeId,
    );
    assert.deepEqual(ids, [kept]);
  });

  test("NOT_ALLOWED: what was ever subscribed to, nor what contains it", async () => {
    const plan = await aPlan(server, [{ price: 30 }]);
    const { subscriptionNumber } = await sell(plan);
    await succeed(server, "PUT", `/v1/subscriptions/${subscriptionNumber}/cancel`, {
      cancellationPolicy: "SpecificDate",
      cancellationEffectiveDate: "2024-01-01",
    });
    for (const path of [
      `product-rate-plan-charge/${plan.chargeIds[0]}`,
      `product-rate-plan/${plan.productRatePlanId}`,
      `product/${await productOf(plan)}`,
    ]) {
      const { Code, Message } = await refused("DELETE", `/v1/object/${path}`);
      assert.equal(Code, "INVALID_VALUE");
      assert.match(Message, /cannot be deleted: a subscription has it\.$/);
    }
    await object("product-rate-plan-charge", plan.chargeIds[0] ?? "");
  });

  test("NOT_ALLOWED: what was billed by hand", async () => {
    const plan = await aPlan(server, [{ ChargeType: "OneTime", price: 30 }]);
    const [chargeId] = plan.chargeIds;
    const { accountId } = await anAccount(server);
    await succeed(server, "POST", "/v1/invoices", {
      accountId,
      invoiceDate: "2024-07-30",
      invoiceItems: [
        {
          productRatePlanChargeId: chargeId,
          chargeName: "Stones",
          amount: 40,
          serviceStartDate: "2024-07-30",
        },
      ],
    });
    const path = `/v1/object/product-rate-plan-charge/${chargeId}`;
    assert.match((await refused("DELETE", path)).Message, /it has been billed/);
  });
});
