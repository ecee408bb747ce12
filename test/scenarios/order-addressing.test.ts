/** How the actions of an order name what they are about, also what the same order has only added. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, aPlan, type Plan, subscribeOrder, succeed } from "#test/support/company.ts";
import { adding, productOrder, removing, updating } from "#test/support/product-orders.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

type Fields = Readonly<Record<string, unknown>>;

const START = "2024-01-01";

let server: TestServer;
let plan: Plan;
let external: { readonly productRatePlanId: string; readonly chargeId: string };
let accountNumber: string;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [
    { Name: "Seats", ChargeModel: "Per Unit Pricing", UOM: "Each", DefaultQuantity: 1, price: 10 },
    { Name: "Setup", ChargeType: "OneTime", price: 99 },
  ]);
  external = await aPlanOfAnotherSystem(["apple-1", "google-1"]);
  ({ accountNumber } = await anAccount(server));
});
after(() => server.close());

async function aPlanOfAnotherSystem(ExternalRatePlanIds: readonly string[]) {
  const sale = { EffectiveStartDate: "2000-01-01", EffectiveEndDate: "2099-12-31" };
  const Name = `Product of ${ExternalRatePlanIds[0]}`;
  const product = await succeed(server, "POST", "/v1/object/product", { Name, ...sale });
  const ratePlan = await succeed(server, "POST", "/v1/object/product-rate-plan", {
    Name: "Gold",
    ProductId: product.Id,
    ExternalRatePlanIds,
    ...sale,
  });
  const charge = await succeed(server, "POST", "/v1/object/product-rate-plan-charge", {
    Name: "Gold",
    ProductRatePlanId: ratePlan.Id,
    ChargeModel: "Flat Fee Pricing",
    ChargeType: "Recurring",
    BillCycleType: "DefaultFromCustomer",
    TriggerEvent: "ContractEffective",
    UseDiscountSpecificAccountingCode: false,
    BillingPeriod: "Month",
    BillingTiming: "In Advance",
    ProductRatePlanChargeTierData: {
      ProductRatePlanChargeTier: [{ Currency: "USD", Price: 40 }],
    },
  });
  return { productRatePlanId: ratePlan.Id as string, chargeId: charge.Id as string };
}

/** An order that creates a subscription of these rate plans and goes on with these actions. */
function creating(subscribeToRatePlans: readonly Fields[], ...actions: readonly Fields[]) {
  const order = subscribeOrder({
    accountNumber,
    plan,
    from: START,
    createSubscription: { subscribeToRatePlans },
  }) as { readonly subscriptions: readonly [{ readonly orderActions: readonly Fields[] }] };
  const [{ orderActions }] = order.subscriptions;
  return { ...order, subscriptions: [{ orderActions: [...orderActions, ...actions] }] };
}

const post = (order: Fields) => succeed(server, "POST", "/v1/orders", order);
const on = (triggerDate: string) => ({
  triggerDates: [{ name: "ContractEffective", triggerDate }],
});

async function refusal(order: Fields): Promise<Answer["json"]> {
  const { json } = await server.call("POST", "/v1/orders", order);
  assert.equal(json.success, false);
  return json.reasons[0];
}

const read = (number: string, query = "") =>
  succeed(server, "GET", `/v1/subscriptions/${number}${query}`);

async function made(order: Fields, query = ""): Promise<Answer["json"]> {
  const { subscriptionNumbers } = await post(order);
  return read(subscriptionNumbers[0], query);
}

const seats = (fields: Fields = {}) => ({
  productRatePlanChargeId: plan.chargeIds[0],
  pricing: { recurringPerUnit: { listPrice: 10, quantity: 5 } },
  ...fields,
});
const productRatePlanId = () => plan.productRatePlanId;

describe("what an earlier action of the order has added, by its token", () => {
  const withTokens = () => ({
    productRatePlanId: productRatePlanId(),
    uniqueToken: "the-plan",
    chargeOverrides: [seats({ uniqueToken: "the-seats" })],
  });

  test("CreateSubscription and UpdateProduct are one version with two segments", async () => {
    const pricing = { recurringPerUnit: { quantity: 8 } };
    const update = updating({ uniqueToken: "the-plan" }, { uniqueToken: "the-seats", pricing });
    const order = creating([withTokens()], { ...update, ...on("2024-07-01") });
    const { version, ratePlans } = await made(order, "?charge-detail=all-segments");
    assert.equal(version, 1);
    const charge = ratePlans[0].ratePlanCharges.find(
      ({ name }: Answer["json"]) => name === "Seats",
    );
    assert.deepEqual(
      charge.chargeSegments.map((each: Answer["json"]) => [each.effectiveStartDate, each.quantity]),
      [
        [START, 5],
        ["2024-07-01", 8],
      ],
    );
  });

  test("AddProduct, ChangePlan and RemoveProduct follow one another", async () => {
    const added = { ...adding(productRatePlanId()), ...on("2024-02-01") };
    const token = { ...added, addProduct: { ...added.addProduct, uniqueToken: "second" } };
    const change = {
      type: "ChangePlan",
      changePlan: {
        uniqueToken: "second",
        newProductRatePlan: { ...external, uniqueToken: "third" },
      },
      ...on("2024-03-01"),
    };
    const customFields = { why__c: "moved" };
    const remove = { ...removing({ uniqueToken: "third", customFields }), ...on("2024-04-01") };
    const order = creating([{ productRatePlanId: productRatePlanId() }], token, change, remove);
    const { ratePlans } = await made(order);
    assert.deepEqual(
      ratePlans.map(({ ratePlanName, lastChangeType }: Answer["json"]) => [
        ratePlanName,
        lastChangeType,
      ]),
      [
        ["Silver", undefined],
        ["Silver", "Remove"],
        ["Gold", "Remove"],
      ],
    );
    assert.equal(ratePlans[2].ratePlanCharges[0].effectiveEndDate, "2024-04-01");
    assert.equal(ratePlans[2].why__c, "moved");
  });

  test("is read back with the order", async () => {
    const update = updating(
      { uniqueToken: "the-plan" },
      { uniqueToken: "the-seats", pricing: { recurringPerUnit: { quantity: 8 } } },
    );
    const { orderNumber } = await post(creating([withTokens()], { ...update, ...on(START) }));
    const { order } = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
    const [create, updated] = order.subscriptions[0].orderActions;
    const [subscribed] = create.createSubscription.subscribeToRatePlans;
    assert.equal(subscribed.uniqueToken, "the-plan");
    assert.equal(subscribed.chargeOverrides[0].uniqueToken, "the-seats");
    assert.equal(updated.updateProduct.uniqueToken, "the-plan");
    assert.equal(updated.updateProduct.chargeUpdates[0].uniqueToken, "the-seats");
  });

  test("a later order does not know it any more", async () => {
    const { subscriptionNumbers } = await post(creating([withTokens()]));
    const [subscriptionNumber] = subscriptionNumbers;
    const actions = [removing({ uniqueToken: "the-plan" })];
    const order = productOrder({ accountNumber, subscriptionNumber, on: "2024-02-01", actions });
    assert.match((await refusal(order)).message, /'the-plan'/);
  });

  test("one token for two is refused, for rate plans and for charges", async () => {
    const twice = creating([withTokens(), withTokens()]);
    assert.deepEqual(await refusal(twice), {
      code: 58560030,
      message: "'uniqueToken' 'the-plan' is given to two in one entry of 'subscriptions'.",
    });
    const charges = creating([withTokens(), { ...withTokens(), uniqueToken: "another" }]);
    assert.match((await refusal(charges)).message, /'the-seats' is given to two/);
  });

  test("a charge update names its charge once", async () => {
    const update = { uniqueToken: "the-seats", chargeNumber: "C-1" };
    const order = creating([withTokens()], updating({ uniqueToken: "the-plan" }, update));
    assert.match((await refusal(order)).message, /Only one of 'chargeNumber' and 'uniqueToken'/);
  });
});

describe("the number of a rate plan that the caller chooses", () => {
  test("names it in the same order and in later ones", async () => {
    const ratePlan = { productRatePlanId: productRatePlanId(), subscriptionRatePlanNumber: "RP-1" };
    const created = await made(creating([ratePlan]));
    assert.equal(created.ratePlans[0].subscriptionRatePlanNumber, "RP-1");
    const actions = [removing({ subscriptionRatePlanNumber: "RP-1" })];
    const { subscriptionNumber } = created;
    await post(productOrder({ accountNumber, subscriptionNumber, on: "2024-02-01", actions }));
    assert.equal((await read(subscriptionNumber)).ratePlans[0].lastChangeType, "Remove");
  });

  test("NUMBER_IN_USE: once taken, and twice in one order", async () => {
    const numbered = (subscriptionRatePlanNumber: string) => ({
      productRatePlanId: productRatePlanId(),
      subscriptionRatePlanNumber,
    });
    await post(creating([numbered("RP-2")]));
    assert.match((await refusal(creating([numbered("RP-2")]))).message, /RP-2/);
    assert.match((await refusal(creating([numbered("RP-3"), numbered("RP-3")]))).message, /RP-3/);
  });

  test("an order is read with its own rate plans, however those before it are numbered", async () => {
    const ratePlan = { productRatePlanId: productRatePlanId(), subscriptionRatePlanNumber: "Z-9" };
    const { subscriptionNumber } = await made(creating([ratePlan]));
    const { orderNumber } = await post(
      productOrder({
        accountNumber,
        subscriptionNumber,
        on: "2024-02-01",
        actions: [adding(external.productRatePlanId)],
      }),
    );
    const { order } = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
    const [{ addProduct }] = order.subscriptions[0].orderActions;
    assert.equal(addProduct.productRatePlanId, external.productRatePlanId);
    const { ratePlans } = await read(subscriptionNumber);
    assert.equal(
      addProduct.newRatePlanId,
      ratePlans.find(({ ratePlanName }: Answer["json"]) => ratePlanName === "Gold").id,
    );
  });
});

describe("a rate plan of the catalog by another system's id", () => {
  test("is subscribed to, updated and removed", async () => {
    const created = await made(creating([{ externalCatalogPlanId: "apple-1" }]));
    const { subscriptionNumber, ratePlans } = created;
    assert.equal(ratePlans[0].productRatePlanId, external.productRatePlanId);
    const chargeNumber = ratePlans[0].ratePlanCharges[0].number;
    const update = updating(
      { externalCatalogPlanId: "google-1" },
      { chargeNumber, description: "x" },
    );
    const remove = removing({ externalCatalogPlanId: "apple-1" });
    const actions = [update, remove];
    await post(productOrder({ accountNumber, subscriptionNumber, on: "2024-03-01", actions }));
    const [changed] = (await read(subscriptionNumber)).ratePlans;
    assert.equal(changed.lastChangeType, "Remove");
    assert.equal(changed.ratePlanCharges[0].description, "x");
  });

  test("one that nobody has, and one that two have, are refused", async () => {
    assert.match(
      (await refusal(creating([{ externalCatalogPlanId: "nobody" }]))).message,
      /nobody/,
    );
    await aPlanOfAnotherSystem(["shared"]);
    await aPlanOfAnotherSystem(["another", "shared"]);
    assert.deepEqual(await refusal(creating([{ externalCatalogPlanId: "shared" }])), {
      code: 58560030,
      message: "'externalCatalogPlanId' 'shared' is of several product rate plans.",
    });
  });
});

test("isAddingSubsetCharges takes the overridden charges only", async () => {
  const subset = { productRatePlanId: productRatePlanId(), isAddingSubsetCharges: true };
  const { ratePlans } = await made(creating([{ ...subset, chargeOverrides: [seats()] }]));
  const names = ratePlans[0].ratePlanCharges.map(({ name }: Answer["json"]) => name);
  assert.deepEqual(names, ["Seats"]);
});

describe("custom fields of charges", () => {
  test("come with an override, change with an update, and are read back everywhere", async () => {
    const created = await made(
      creating([
        {
          productRatePlanId: productRatePlanId(),
          chargeOverrides: [seats({ customFields: { costCentre__c: "A", hint__c: 1 } })],
        },
      ]),
    );
    const { subscriptionNumber, ratePlans } = created;
    const [charge] = ratePlans[0].ratePlanCharges;
    assert.deepEqual([charge.costCentre__c, charge.hint__c], ["A", 1]);
    const { subscriptionRatePlanNumber } = ratePlans[0];
    const customFields = { costCentre__c: "B" };
    const update = { chargeNumber: charge.number, customFields };
    const pricing = { recurringPerUnit: { listPrice: 12 } };
    const { orderNumber } = await post(
      productOrder({
        accountNumber,
        subscriptionNumber,
        on: "2024-03-01",
        actions: [updating({ subscriptionRatePlanNumber }, { ...update, pricing })],
      }),
    );
    const after = await read(subscriptionNumber, "?charge-detail=all-segments");
    const [{ chargeSegments }] = after.ratePlans[0].ratePlanCharges;
    assert.deepEqual(
      chargeSegments.map((each: Answer["json"]) => [each.price, each.costCentre__c, each.hint__c]),
      [
        [10, "A", 1],
        [12, "B", 1],
      ],
    );
    const { order } = await succeed(server, "GET", `/v1/orders/${orderNumber}`);
    const [{ updateProduct }] = order.subscriptions[0].orderActions;
    assert.deepEqual(updateProduct.chargeUpdates[0].customFields, customFields);
    const object = await succeed(
      server,
      "GET",
      `/object-query/rate-plan-charges/${chargeSegments[1].id}`,
    );
    assert.equal(object.costCentre__c, "B");
  });
});
