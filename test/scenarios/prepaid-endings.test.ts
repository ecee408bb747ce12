/** What becomes of prepaid units when what sells them changes or ends, in whatever way. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, aPlan, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { Life } from "#test/support/life.ts";
import {
  cancelRun,
  DRAWDOWN,
  newDocuments,
  prepay,
  TOPUP,
  used,
  YEARLY,
} from "#test/support/prepaid-company.ts";
import {
  adding,
  cancelling,
  productOrder,
  removing,
  updating,
} from "#test/support/product-orders.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(async () => {
  await assertConserved(server.database, server.entityId);
  await server.close();
});

type Fields = Readonly<Record<string, unknown>>;

const aLife = async (account: Fields = {}) => new Life(server, await anAccount(server, account));

const change = (
  life: Life,
  subscriptionNumber: string,
  on: string,
  action: Fields,
  bills = false,
) =>
  productOrder({
    accountNumber: life.accountNumber,
    subscriptionNumber,
    on,
    actions: [action],
    processingOptions: bills ? { runBilling: true } : { runBilling: false },
  });

const planNamed = async (number: string, charge: string) => {
  const { ratePlans } = await succeed(server, "GET", `/v1/subscriptions/${number}`);
  return ratePlans.find(({ ratePlanCharges }: { ratePlanCharges: Fields[] }) =>
    ratePlanCharges.some(({ name }) => name === charge),
  );
};

const left = async (life: Life): Promise<unknown[]> => {
  const path = `/object-query/prepaid-balances?filter[]=accountId.EQ:${life.accountId}`;
  const { data } = await succeed(server, "GET", path);
  return data.map(({ balance }: Fields) => balance);
};

describe("a cancelled subscription", () => {
  test("with full credit pays for all that it has used, and gets all back that it prepaid", async () => {
    const life = await aLife();
    const topup = { ...YEARLY, CreditOption: "FullCreditBack" };
    const number = await prepay(life, topup, "2022-01-01");
    await used(life, "2022-02-05", 10, { SubscriptionNumber: number });
    await used(life, "2022-03-05", 3, { SubscriptionNumber: number });
    await life.billRun("2022-03-01");
    await newDocuments(life);
    await life.order(change(life, number, "2022-03-11", cancelling("2022-03-11"), true));
    assert.equal(
      await newDocuments(life),
      "credit memo 55.00 (Prepaid -- Credit 2022-03-11..2022-12-31 120.00, Calls 2022-02-01..2022-02-28 -50.00, Calls 2022-03-01..2022-03-10 -15.00)",
    );
    assert.deepEqual(await left(life), [0]);
  });

  test("by consumption gets back what usage has left, of the days before the end too", async () => {
    const life = await aLife();
    const topup = { ...YEARLY, CreditOption: "ConsumptionBased" };
    const number = await prepay(life, topup, "2022-01-01");
    await life.billRun("2022-03-01");
    await newDocuments(life);
    await used(life, "2022-03-05", 20, { SubscriptionNumber: number });
    const { id } = await planNamed(number, "Prepaid");
    const removal = change(life, number, "2022-03-11", removing({ ratePlanId: id }));
    await life.order(removal);
    await used(life, "2022-03-20", 7, { SubscriptionNumber: number });
    await life.billRun("2022-03-11");
    assert.equal(
      await newDocuments(life),
      "credit memo 100.00 (Prepaid -- Proration Credit 2022-03-11..2022-12-31 100.00)",
    );
    assert.deepEqual(await left(life), [20]);
    await life.billRun("2022-04-01");
    assert.equal(await newDocuments(life), "invoice 35.00 (Calls 2022-03-01..2022-03-31 35.00)");
    assert.deepEqual(await left(life), [0]);
  });
});

describe("what is taken back after units came back", () => {
  test("is as it was: the draft is cancelled, the order deleted, and the units are there", async () => {
    const life = await aLife();
    const topup = { ...YEARLY, CreditOption: "FullCreditBack" };
    const number = await prepay(life, topup, "2022-01-01");
    await used(life, "2022-02-05", 10, { SubscriptionNumber: number });
    await life.billRun("2022-04-01");
    await newDocuments(life);
    const { id } = await planNamed(number, "Prepaid");
    const removal = change(life, number, "2022-03-11", removing({ ratePlanId: id }));
    const { orderNumber } = await life.order(removal);
    const run = await life.billRun("2022-04-01", { autoPost: false });
    assert.match(await newDocuments(life), /Calls 2022-02-01..2022-02-28 -?50.00/);
    assert.deepEqual(await left(life), [0]);
    await cancelRun(life, run);
    await succeed(server, "DELETE", `/v1/orders/${orderNumber}`);
    assert.deepEqual(await left(life), [110]);
    await used(life, "2022-04-05", 111, { SubscriptionNumber: number });
    await newDocuments(life);
    await life.billRun("2022-05-01");
    assert.match(await newDocuments(life), /^invoice 5.00 .*Calls 2022-04-01..2022-04-30 5.00/);
    assert.deepEqual(await left(life), [0]);
  });
});

describe("one-time top-ups", () => {
  const ONCE = {
    ...TOPUP,
    Name: "Extra",
    ChargeType: "OneTime",
    BillingPeriod: undefined,
    BillingPeriodAlignment: undefined,
    PrepaidQuantity: 31,
    price: 31,
  };

  test("have what is left of the validity period, and are drawn after what began before", async () => {
    const life = await aLife();
    const number = await prepay(life, TOPUP, "2022-01-01");
    const extra = await aPlan(server, [{ ...ONCE, CreditOption: "TimeBased" }]);
    await life.order(change(life, number, "2022-01-12", adding(extra.productRatePlanId)));
    await used(life, "2022-01-10", 12, { SubscriptionNumber: number });
    await used(life, "2022-01-12", 5, { SubscriptionNumber: number });
    await used(life, "2022-02-10", 12, { SubscriptionNumber: number });
    await life.billRun("2022-02-01");
    assert.equal(
      await newDocuments(life),
      "invoice 81.00 (Prepaid 2022-01-01..2022-01-31 20.00, Prepaid 2022-02-01..2022-02-28 20.00, Calls 2022-01-01..2022-01-31 10.00, Extra 2022-01-12..2022-01-12 31.00)",
    );
    await life.billRun("2022-03-01");
    assert.match(await newDocuments(life), /Calls 2022-02-01..2022-02-28 10.00/);
  });

  test("are credited by their option, once", async () => {
    const life = await aLife();
    const number = await prepay(life, TOPUP, "2022-01-01");
    const extra = await aPlan(server, [{ ...ONCE, CreditOption: "TimeBased" }]);
    await life.order(change(life, number, "2022-01-01", adding(extra.productRatePlanId)));
    await life.billRun("2022-01-01");
    await newDocuments(life);
    const { id } = await planNamed(number, "Extra");
    await life.order(change(life, number, "2022-01-11", removing({ ratePlanId: id })));
    await life.billRun("2022-01-11");
    assert.match(await newDocuments(life), /^credit memo 21.00 \(Extra -- Proration Credit/);
    await life.billRun("2022-01-12");
    assert.equal(await newDocuments(life), "-");
  });
});

describe("changes", () => {
  test("fewer units than were drawn: the last ones come back, and are billed", async () => {
    const life = await aLife();
    const number = await prepay(life, TOPUP, "2022-01-01");
    await used(life, "2022-01-10", 6, { SubscriptionNumber: number });
    await used(life, "2022-01-20", 4, { SubscriptionNumber: number });
    await life.billRun("2022-02-01");
    await newDocuments(life);
    const { id, ratePlanCharges } = await planNamed(number, "Prepaid");
    const chargeNumber = ratePlanCharges[0].number;
    const update = updating({ ratePlanId: id }, { chargeNumber, prepaidQuantity: 8 });
    await life.order(change(life, number, "2022-01-01", update));
    await life.billRun("2022-02-01");
    assert.match(await newDocuments(life), /Calls 2022-01-01..2022-01-31 10.00/);
    await life.billRun("2022-02-02");
    assert.equal(await newDocuments(life), "-");
  });

  test("a renewal goes on with validity periods of the same length", async () => {
    const life = await aLife();
    const topup = { ...TOPUP, ValidityPeriodType: "SUBSCRIPTION_TERM", BillingPeriod: "Month" };
    const number = await prepay(life, topup, "2022-01-01", { months: 2 });
    const renewal = { type: "RenewSubscription", renewSubscription: {} };
    const terms = { renewalTerms: [{ period: 2, periodType: "Month" }] };
    const set = { type: "TermsAndConditions", termsAndConditions: terms };
    await life.order(change(life, number, "2022-01-01", set));
    await life.order(change(life, number, "2022-02-01", renewal));
    assert.deepEqual(await left(life), [20]);
    await used(life, "2022-02-10", 11, { SubscriptionNumber: number });
    await used(life, "2022-03-10", 9, { SubscriptionNumber: number });
    await life.billRun("2022-05-01");
    const made = await newDocuments(life);
    const calls = [...made.matchAll(/Calls \S+ (-?[\d.]+)/g)].map(([, amount]) => amount);
    assert.deepEqual(calls, ["0.00", "5.00", "0.00", "0.00"]);
    assert.equal([...made.matchAll(/Prepaid \S+ 20.00/g)].length, 4);
  });

  test("several usage charges draw one balance in the order of days, each at its rate", async () => {
    const life = await aLife();
    const drawdown = { ...DRAWDOWN, DrawdownRate: 2.5, DrawdownUom: "Point", UOM: "Hour" };
    const topup = { ...TOPUP, PrepaidUom: "Point" };
    const number = await prepay(life, topup, "2022-01-01", { drawdown });
    const other = await aPlan(server, [
      { ...DRAWDOWN, Name: "Sessions", DrawdownRate: 4, DrawdownUom: "Point", UOM: "Session" },
    ]);
    await life.order(change(life, number, "2022-01-01", adding(other.productRatePlanId)));
    await used(life, "2022-01-20", 2, { SubscriptionNumber: number, UOM: "Hour" });
    await used(life, "2022-01-10", 1.5, { SubscriptionNumber: number, UOM: "Session" });
    await life.billRun("2022-02-01");
    const made = await newDocuments(life);
    assert.match(made, /Sessions \S+ 0.00/);
    // 6 of 10 points went to sessions; 4 of the 5 that the hours take are there, so 0.4 hours are not.
    assert.match(made, /Calls \S+ 2.00/);
    const { invoices } = await life.readBooks();
    const item = invoices[0]?.items.find(({ chargeName }: Fields) => chargeName === "Calls");
    const explained = await succeed(
      server,
      "GET",
      `/v1/invoices/${invoices[0]?.id}/items/${item.id}/explain`,
    );
    assert.equal(explained.inputs.prepaidUnits, "4 Point");
    assert.equal(explained.inputs.quantity, "0.4");
  });
});

describe("together", () => {
  test("two that bill at once draw each unit once", async () => {
    const life = await aLife();
    const number = await prepay(life, TOPUP, "2022-01-01");
    await used(life, "2022-01-10", 14, { SubscriptionNumber: number });
    const generate = () =>
      server.call("POST", `/v1/accounts/${life.accountNumber}/billing-documents/generate`, {
        effectiveDate: "2022-02-01",
        targetDate: "2022-02-01",
        autoPost: true,
      });
    await Promise.all([generate(), generate(), generate()]);
    const made = await newDocuments(life);
    assert.equal([...made.matchAll(/Calls 2022-01-01/g)].length, 1, made);
    assert.match(made, /Calls 2022-01-01..2022-01-31 20.00/);
  });

  test("previews say what billing would make, and draw nothing", async () => {
    const life = await aLife();
    const number = await prepay(life, TOPUP, "2022-01-01");
    await used(life, "2022-01-10", 14, { SubscriptionNumber: number });
    const { invoiceItems } = await succeed(server, "POST", "/v1/operations/billing-preview", {
      accountId: life.accountId,
      targetDate: "2022-02-01",
    });
    const calls = invoiceItems.filter(({ chargeName }: Fields) => chargeName === "Calls");
    assert.deepEqual(
      calls.map(({ chargeAmount }: Fields) => chargeAmount),
      [20],
    );
    assert.deepEqual(await left(life), [120]);
  });
});
