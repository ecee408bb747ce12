import assert from "node:assert/strict";
import { after, beforeEach, describe, test } from "node:test";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { anAccount, aPlan, subscribe, succeed } from "#test/support/company.ts";
import { startTestServer } from "#test/support/server.ts";

const server = await startTestServer();
after(server.close);

const PATH = "/settings/billing-rules";

beforeEach(() =>
  withOwnerConnection(server.ownerUrl, async (client) => {
    await client.query("delete from settings");
  }),
);

const rules = async () => (await server.call("GET", PATH)).json;
const change = (body: object) => server.call("PUT", PATH, body);

describe("GET /settings/billing-rules", () => {
  test("answers a new tenant's rules, without an envelope", async () => {
    const { status, json } = await server.call("GET", PATH);
    assert.equal(status, 200);
    assert.equal("success" in json, false);
    assert.deepEqual(
      {
        oneTimeCreditBack: false,
        proratePeriodOfRecurringCharge: true,
        prorateRecurringMonthlyCharges: true,
        prorateRecurringWeeklyCharges: true,
        daysInMonth: "UseActualDays",
        prorationUnit: "ProrateByDay",
        legalDocumentGeneratingRule: "GroupByTotalAmountSign",
        creditMemoMirroringInvoiceItemsRule: "Yes",
        availableToCreditValidationLevel: "HeaderLevel",
        autoRenewalBillRun: true,
        taxInclusiveRoundingRule: "RoundingNetAmount",
        timeOfDailyInvoice: 0,
        ...json,
      },
      json,
    );
    assert.equal(Object.keys(json).length, 50);
  });
});

describe("PUT /settings/billing-rules", () => {
  test("changes what is given, keeps the rest, and answers all", async () => {
    const before = await rules();
    const given = { daysInMonth: "Assume30Days", takeContactSnapshot: true };
    const { status, json } = await change(given);
    assert.equal(status, 200);
    assert.deepEqual(json, { ...before, ...given });
    assert.deepEqual(await rules(), json);
    const { json: later } = await change({ timeOfDailyInvoice: 23 });
    assert.deepEqual(later, { ...before, ...given, timeOfDailyInvoice: 23 });
  });

  test("takes literals in any case and ours where none is published", async () => {
    const { json } = await change({
      legalDocumentGeneratingRule: "groupByChargedAmountSign",
      daysInMonth: "Assume30DaysStrict",
      recurringCreditProrationOption: "EffectiveDateToEndOfBillingPeriod",
      oneTimeCreditBack: "true",
    });
    assert.equal(json.legalDocumentGeneratingRule, "GroupbyChargedAmountSign");
    assert.equal(json.daysInMonth, "Assume30DaysStrict");
    assert.equal(json.recurringCreditProrationOption, "EffectiveDateToEndOfBillingPeriod");
    assert.equal(json.oneTimeCreditBack, true);
  });

  test("NOT_ALLOWED: days of a month in a period that is billed whole", async () => {
    const before = await rules();
    const { status, json } = await change({ proratePeriodOfRecurringCharge: false });
    assert.equal(status, 400);
    assert.equal(json.reasons[0].code % 100, 30);
    assert.match(json.reasons[0].message, /prorateRecurringMonthlyCharges may not be true/);
    assert.deepEqual(await rules(), before);
    const both = { proratePeriodOfRecurringCharge: false, prorateRecurringMonthlyCharges: false };
    assert.equal((await change(both)).status, 200);
    assert.equal((await change({ prorateRecurringMonthlyCharges: true })).status, 400);
  });

  const REFUSED: [string, object, RegExp][] = [
    ["21", { daysInMonths: "Assume30Days" }, /^Invalid parameter\(s\): 'daysInMonths'\.$/],
    ["20", { daysInMonth: "Assume31Days" }, /^'daysInMonth' value should be one of: UseActual/],
    ["20", { prorationUnit: 3 }, /^'prorationUnit' value should be one of/],
    ["20", { oneTimeCreditBack: "perhaps" }, /^'oneTimeCreditBack' should be true or false$/],
    ["20", { timeOfDailyInvoice: 24 }, /^'timeOfDailyInvoice' should be less than or equal to 23$/],
  ];
  for (const [category, body, message] of REFUSED) {
    test(`${JSON.stringify(body)} is category ${category}`, async () => {
      const { status, json } = await change(body);
      assert.equal(status, 400);
      assert.equal(String(json.reasons[0].code).slice(-2), category);
      assert.match(json.reasons[0].message, message);
    });
  }

  test("two callers who change different rules at once both get theirs", async () => {
    await Promise.all([
      change({ oneTimeCreditBack: true }),
      change({ daysInMonth: "Assume30Days" }),
      change({ invoiceSplit: true }),
    ]);
    const { oneTimeCreditBack, daysInMonth, invoiceSplit } = await rules();
    assert.deepEqual([oneTimeCreditBack, daysInMonth, invoiceSplit], [true, "Assume30Days", true]);
  });
});

describe("POST /settings/billing-rules/preview", () => {
  const tried = async (body: object) => {
    const { saved, tried: next, ...rest } = await succeed(server, "POST", `${PATH}/preview`, body);
    return { ...rest, saved: creditOf(saved), tried: creditOf(next) };
  };
  type Outcome = { documents: { items: { chargeName: string; equation: string }[] }[] };
  const creditOf = ({ documents }: Outcome) =>
    documents.flatMap(({ items }) => items).find(({ chargeName }) => chargeName.endsWith("Credit"))
      ?.equation;

  test("shows an example under the rules as they are and as they would be, and saves nothing", async () => {
    const before = await rules();
    const { saved, tried: next } = await tried({ billingRules: { daysInMonth: "Assume30Days" } });
    assert.equal(saved, "−7.74 = round(30.00 × 23/31) − 30.00");
    assert.equal(next, "−7.00 = round(30.00 × 23/30) − 30.00");
    assert.deepEqual(await rules(), before);
    await change({ daysInMonth: "Assume30Days" });
    assert.equal((await tried({})).saved, next);
  });

  test("rounds as the entity does, or would", async () => {
    await succeed(server, "PUT", "/settings/currencies/CHF", { roundingIncrement: 0.05 });
    const francs = await tried({ currencyCode: "CHF", roundingMode: "Up" });
    assert.equal(francs.saved, "−7.75 = round(30.00 × 23/31) − 30.00");
    assert.equal(francs.tried, "−7.70 = round(30.00 × 23/31) − 30.00");
    assert.equal(francs.roundingIncrement, 0.05);
  });

  const IMPOSSIBLE: [object, RegExp][] = [
    [{ example: { targetDate: "2023-04-09" } }, /^'targetDate' should not be before the start/],
    [{ example: { cancellationDate: "2023-04-30" } }, /^'cancellationDate' should not be before/],
    [{ example: { cancellationDate: "2030-01-01" } }, /^'cancellationDate' should be at most 60/],
    [{ currencyCode: "ZZZ" }, /^'currencyCode' should be a currency's code/],
    [{ roundingIncrement: 0.003 }, /^'roundingIncrement' should be a multiple of 0.01 USD/],
    [
      { billingRules: { proratePeriodOfRecurringCharge: false } },
      /^prorateRecurringMonthlyCharges may not be true/,
    ],
  ];
  for (const [body, message] of IMPOSSIBLE) {
    test(`${JSON.stringify(body)} is refused`, async () => {
      const { status, json } = await server.call("POST", `${PATH}/preview`, body);
      assert.equal(status, 400);
      assert.match(json.reasons[0].message, message);
    });
  }
});

describe("what somebody else has changed meanwhile", () => {
  test("SETTINGS_HAVE_MOVED: says what, and changes nothing", async () => {
    const seen = { daysInMonth: "UseActualDays", oneTimeCreditBack: false, discountClasses: [] };
    await change({ daysInMonth: "Assume30Days" });
    const { status, json } = await change({ oneTimeCreditBack: true, ifUnchanged: seen });
    assert.equal(status, 409);
    assert.match(json.reasons[0].message, /'daysInMonth' is "Assume30Days" now\.$/);
    assert.equal((await rules()).oneTimeCreditBack, false);
    const now = { ...seen, daysInMonth: "Assume30Days" };
    assert.equal((await change({ oneTimeCreditBack: true, ifUnchanged: now })).status, 200);
  });

  const OTHERS: [string, object, object][] = [
    [
      "/settings/subscription-settings",
      { requireServiceActivation: true },
      { requireServiceActivation: false },
    ],
    [
      "/settings/application-rules",
      { paymentApplicationRule: "FirstInFirstOut" },
      { paymentApplicationRule: "Proration" },
    ],
    ["/settings/order-limits", { subscriptionsPerOrder: 9 }, { subscriptionsPerOrder: 10 }],
  ];
  for (const [path, next, ifUnchanged] of OTHERS) {
    test(`SETTINGS_HAVE_MOVED: ${path}`, async () => {
      const before = await succeed(server, "GET", path);
      await succeed(server, "PUT", path, next);
      const { status } = await server.call("PUT", path, { ifUnchanged });
      assert.equal(status, 409);
      await succeed(server, "PUT", path, { ...before, ifUnchanged: next });
      assert.deepEqual(await succeed(server, "GET", path), before);
    });
  }
});

/** What a customer of the 1st is charged for January, when he comes in on the 20th: 12 of 31 days. */
async function firstAmount(price: number): Promise<number> {
  const { accountNumber } = await anAccount(server);
  const plan = await aPlan(server, [{ price }]);
  const { invoiceNumbers = [] } = await subscribe(server, {
    accountNumber,
    plan,
    from: "2023-01-20",
    billThrough: "2023-01-31",
  });
  if (invoiceNumbers.length === 0) return 0;
  return (await succeed(server, "GET", `/v1/invoices/${invoiceNumbers[0]}`)).amount;
}

describe("billing follows the rules", () => {
  test("days of a month are actual days, or of 30", async () => {
    assert.equal(await firstAmount(30), 11.61);
    await change({ daysInMonth: "Assume30Days" });
    assert.equal(await firstAmount(30), 12);
  });

  test("a leading partial month is skipped when months are not prorated", async () => {
    await change({ prorateRecurringMonthlyCharges: false });
    assert.equal(await firstAmount(30), 0);
  });
});

describe("/settings/currencies", () => {
  test("starts with the default currency, half up to its minor units", async () => {
    const { json } = await server.call("GET", "/settings/currencies");
    assert.deepEqual(json.currencies, [
      {
        currencyCode: "USD",
        decimalPlaces: 2,
        roundingMode: "HalfUp",
        roundingIncrement: 0.01,
      },
    ]);
  });

  test("what is billed is rounded as its currency says", async () => {
    const changed = await server.call("PUT", "/settings/currencies/usd", {
      roundingIncrement: 0.05,
      roundingMode: "Half Up",
    });
    assert.equal(changed.json.roundingIncrement, 0.05);
    assert.equal(await firstAmount(30), 11.6);
    await server.call("PUT", "/settings/currencies/USD", { roundingMode: "Up" });
    assert.equal(await firstAmount(30), 11.65);
    const { json } = await server.call("GET", "/settings/currencies");
    assert.equal(json.currencies[0].roundingMode, "Up");
  });

  test("INVALID_VALUE: an increment that the currency cannot pay", async () => {
    for (const [code, roundingIncrement] of [
      ["USD", 0.025],
      ["JPY", 0.5],
      ["USD", 0],
    ] as const) {
      const { status, json } = await server.call("PUT", `/settings/currencies/${code}`, {
        roundingIncrement,
      });
      assert.equal(status, 400);
      assert.match(json.reasons[0].message, /^'roundingIncrement' should be a multiple of/);
    }
  });

  test("ENTITY_NOT_FOUND: what is no currency", async () => {
    for (const code of ["XXY", "dollars"]) {
      const { status } = await server.call("PUT", `/settings/currencies/${code}`, {});
      assert.equal(status, 404);
    }
  });
});
