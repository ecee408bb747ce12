import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, aPlan, cancelOrder, type PlanCharge, succeed } from "#test/support/company.ts";
import { Life, money } from "#test/support/life.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { workedExamples } from "#test/support/worked-examples.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

type Fields = Readonly<Record<string, unknown>>;

/** Does what the table's next row says and yields that row's `after`, with whose life it is. */
type Story = () => AsyncGenerator<readonly [Life, string]>;

async function aLife(fields: Fields = {}): Promise<Life> {
  return new Life(server, await anAccount(server, fields));
}

const charge = (Name: string, price: number, fields: Fields = {}): PlanCharge => ({
  Name,
  price,
  ...fields,
});

const priced = (Currency: string, Price: number): PlanCharge => ({
  Name: "A",
  ProductRatePlanChargeTierData: { ProductRatePlanChargeTier: [{ Currency, Price }] },
});

const MIXED = [charge("A", 100), charge("B", -10), charge("C", 0)];
const BILLED = { runBilling: true };
const WRITTEN_OFF = { runBilling: true, writeOff: true };

const currencyIs = (code: string, roundingMode: string, roundingIncrement: number) =>
  succeed(server, "PUT", `/settings/currencies/${code}`, { roundingMode, roundingIncrement });

const STORIES: Readonly<Record<string, Story>> = {
  async *"A second charge in the middle of a quarter"() {
    const life = await aLife();
    const quarterly = {
      BillingPeriod: "Quarter",
      BillingPeriodAlignment: "AlignToSubscriptionStart",
    };
    const charges = [charge("A", 300, quarterly), charge("B", 300, quarterly)];
    const plan = await aPlan(server, charges);
    const startDate = { triggerEvent: "SpecificDate", specificTriggerDate: "2023-02-15" };
    const number = await life.subscribe([], "2023-01-01", {
      plan,
      billThrough: "2023-02-15",
      chargeOverrides: [{ productRatePlanChargeId: plan.chargeIds[1], startDate }],
    });
    yield [life, "both are billed"];
    await life.billRun("2023-04-01");
    yield [life, "the next quarter is billed"];
    await life.cancel(number, "2023-05-16", BILLED);
    yield [life, "they are cancelled on 2023-05-16 and billed"];
    await life.billRun("2023-07-01");
    yield [life, "they are billed again"];
  },

  async *"A year by months first, written off"() {
    const life = await aLife();
    await life.rules({ prorationUnit: "ProrateByMonthFirst" });
    const annual = { BillingPeriod: "Annual", BillCycleType: "SubscriptionStartDay" };
    const number = await life.subscribe([charge("A", 1200, annual)], "2023-01-15", {
      billThrough: "2023-01-15",
    });
    yield [life, "it is billed"];
    await life.cancel(number, "2023-09-25", WRITTEN_OFF);
    yield [life, "it is cancelled on 2023-09-25 and written off"];
  },

  async *"B1, H7: a year that says where its credit comes from"() {
    const life = await aLife();
    await life.rules({ prorationUnit: "ProrateByMonthFirst" });
    const annual = charge("A", 1200, { BillingPeriod: "Annual" });
    const number = await life.subscribe([annual], "2021-01-01", { billThrough: "2021-01-01" });
    yield [life, "it is billed"];
    await life.cancel(number, "2021-07-01", BILLED);
    yield [life, "it is cancelled on 2021-07-01 and billed"];

    const { invoices, creditMemos } = await life.readBooks();
    const [memo] = creditMemos;
    assert.deepEqual([memo.source, memo.sourceId, memo.referredInvoiceId], ["API", null, null]);
    const { ratePlans } = await succeed(server, "GET", `/v1/subscriptions/${number}`);
    const [item] = memo.items;
    assert.equal(item.processingType, "Charge");
    assert.equal(item.sourceItemType, "SubscriptionComponent");
    assert.equal(item.sourceItemId, ratePlans[0].ratePlanCharges[0].id);
    assert.equal(item.creditFromItemSource, "InvoiceItem");
    assert.equal(item.creditFromItemId, invoices[0].items[0].id);
  },

  async *Weeks() {
    const life = await aLife();
    const weekly = {
      BillingPeriod: "Week",
      BillCycleType: "SpecificDayofWeek",
      WeeklyBillCycleDay: "Monday",
    };
    const number = await life.subscribe([charge("A", 70, weekly)], "2024-01-04", {
      billThrough: "2024-01-15",
    });
    yield [life, "it is billed"];
    await life.cancel(number, "2024-01-17");
    yield [life, "it is cancelled on 2024-01-17"];
    await life.billRun("2024-01-17");
    yield [life, "a bill run comes"];
    await life.billRun("2024-02-17");
    yield [life, "another one comes"];
  },

  async *"In arrears, written off"() {
    const life = await aLife();
    const number = await life.subscribe(
      [charge("A", 31, { BillingTiming: "In Arrears" })],
      "2023-01-15",
    );
    await life.billRun("2023-02-28");
    yield [life, "it is billed to 2023-02-28"];
    await life.cancel(number, "2023-03-11", WRITTEN_OFF);
    yield [life, "it is cancelled on 2023-03-11 and written off"];
  },

  async *"Billed on the 31st through a leap February"() {
    const life = await aLife({ billCycleDay: 31 });
    const number = await life.subscribe([charge("A", 31)], "2024-01-30", {
      billThrough: "2024-04-30",
    });
    yield [life, "it is billed to 2024-04-30"];
    await life.cancel(number, "2024-03-15", BILLED);
    yield [life, "it is cancelled on 2024-03-15 and billed"];
  },

  async *"Evergreen, to the end of what is billed"() {
    const life = await aLife({ billCycleDay: 10 });
    const number = await life.subscribe([charge("A", 30)], "2023-01-10", {
      months: null,
      billThrough: "2023-03-10",
    });
    yield [life, "it is billed to 2023-03-10"];
    await life.cancel(number, "EndOfLastInvoicePeriod", BILLED);
    yield [life, "it is cancelled at the end of the last invoice period and billed"];
    await life.billRun("2023-06-30");
    yield [life, "it is billed to 2023-06-30"];
  },

  async *"One-time charges, not credited"() {
    const life = await aLife();
    const once = charge("B", 99, { ChargeType: "OneTime" });
    const number = await life.subscribe([charge("A", 30), once], "2023-01-01", {
      billThrough: "2023-01-01",
    });
    yield [life, "it is billed"];
    await life.cancel(number, "2023-01-11", BILLED);
    yield [life, "it is cancelled on 2023-01-11 and billed"];
  },

  async *"One-time charges, credited"() {
    const life = await aLife();
    await life.rules({ oneTimeCreditBack: true });
    const once = charge("B", 99, { ChargeType: "OneTime" });
    const number = await life.subscribe([charge("A", 30), once], "2023-01-01", {
      billThrough: "2023-01-01",
    });
    yield [life, "it is billed"];
    await life.cancel(number, "2023-01-11", BILLED);
    yield [life, "it is cancelled on 2023-01-11 and billed"];
    await life.billRun("2023-06-01");
    yield [life, "it is billed again"];
  },

  async *"Whole months only"() {
    const life = await aLife();
    await life.rules({ prorateRecurringMonthlyCharges: false });
    const number = await life.subscribe([charge("A", 30)], "2023-01-15", {
      billThrough: "2023-03-01",
    });
    yield [life, "it is billed to 2023-03-01"];
    await life.cancel(number, "2023-03-20", {
      ...BILLED,
      billingOptions: { targetDate: "2023-06-30" },
    });
    yield [life, "it is cancelled on 2023-03-20 and billed"];
  },

  async *"Whole months, until the rule is changed"() {
    const life = await aLife();
    await life.rules({ prorateRecurringMonthlyCharges: false });
    const number = await life.subscribe([charge("A", 30)], "2023-01-15", {
      billThrough: "2023-03-01",
    });
    yield [life, "it is billed to 2023-03-01"];
    await life.cancel(number, "2023-03-20", BILLED);
    yield [life, "it is cancelled on 2023-03-20 and billed"];
    await life.rules({ prorateRecurringMonthlyCharges: true });
    await life.billRun("2023-05-01");
    yield [life, "the rule is changed and a bill run comes"];
  },

  async *"The billing day moves"() {
    const life = await aLife();
    const number = await life.subscribe([charge("A", 31)], "2023-01-01", {
      billThrough: "2023-01-01",
    });
    yield [life, "it is billed on the 1st"];
    await succeed(server, "PUT", `/v1/accounts/${life.accountNumber}`, { billCycleDay: 15 });
    await life.billRun("2023-02-15");
    yield [life, "it is billed on the 15th"];
    await life.cancel(number, "2023-01-11", BILLED);
    yield [life, "it is cancelled on 2023-01-11 and billed"];
  },

  async *"Rounded up to whole dollars, credited the older way"() {
    const life = await aLife();
    await currencyIs("USD", "Up", 1);
    await life.rules({ recurringCreditProrationOption: "EffectiveDateToEndOfBillingPeriod" });
    const number = await life.subscribe(
      [charge("A", 100, { BillingPeriod: "Quarter" })],
      "2023-01-01",
      { billThrough: "2023-01-01" },
    );
    yield [life, "it is billed"];
    await life.cancel(number, "2023-02-21", WRITTEN_OFF);
    yield [life, "it is cancelled on 2023-02-21 and written off"];
    await currencyIs("USD", "HalfUp", 0.01);
  },

  async *"Swiss coins"() {
    const life = await aLife({ currency: "CHF" });
    await currencyIs("CHF", "HalfUp", 0.05);
    const number = await life.subscribe([priced("CHF", 9.99)], "2023-01-12", {
      billThrough: "2023-02-01",
    });
    yield [life, "it is billed to 2023-02-01"];
    await life.cancel(number, "2023-02-15", WRITTEN_OFF);
    yield [life, "it is cancelled on 2023-02-15 and written off"];
    await currencyIs("CHF", "HalfUp", 0.01);
  },

  async *"No decimals, and three"() {
    const prices = { yen: priced("JPY", 1000), dinars: priced("KWD", 10) };
    for (const [name, currency] of [
      ["yen", "JPY"],
      ["dinars", "KWD"],
    ] as const) {
      const life = await aLife({ currency });
      const number = await life.subscribe([prices[name]], "2023-01-01", {
        billThrough: "2023-01-01",
      });
      yield [life, `${name} are billed`];
      await life.cancel(number, "2023-01-11", WRITTEN_OFF);
      yield [life, `${name} are cancelled on 2023-01-11 and written off`];
    }
  },

  async *"Mixed signs, by rule, written off"() {
    for (const legalDocumentGeneratingRule of [
      "GroupByTotalAmountSign",
      "GroupByOriginalSRPC",
      "GroupbyChargedAmountSign",
      "GroupbyChargedAmountSignWithZeroCredits",
    ]) {
      const life = await aLife();
      await life.rules({ legalDocumentGeneratingRule });
      const number = await life.subscribe(MIXED, "2023-01-01", { billThrough: "2023-01-01" });
      yield [life, `${legalDocumentGeneratingRule} bills`];
      await life.cancel(number, "2023-01-11", WRITTEN_OFF);
      yield [life, `${legalDocumentGeneratingRule} cancels on 2023-01-11`];
    }
  },

  async *"Taken back from the first day"() {
    const life = await aLife();
    await life.rules({ legalDocumentGeneratingRule: "GroupByOriginalSRPC" });
    const number = await life.subscribe(MIXED, "2023-01-01", { billThrough: "2023-01-01" });
    yield [life, "it is billed"];
    const { writeOff } = await life.cancel(number, "2023-01-01", WRITTEN_OFF);
    assert.deepEqual(writeOff, []);
    yield [life, "it is cancelled on 2023-01-01 with a write-off"];
  },

  async *"What was billed on a credit memo"() {
    const life = await aLife();
    const number = await life.subscribe([charge("A", -15), charge("B", 10)], "2023-01-01", {
      billThrough: "2023-01-01",
    });
    yield [life, "it is billed"];
    await life.cancel(number, "2023-01-11", BILLED);
    yield [life, "it is cancelled on 2023-01-11 and billed"];
    await life.billRun("2023-06-01");
    yield [life, "it is billed again"];
  },

  async *"Bill-to, payment term, invoiced separately"() {
    const soldToContact = { firstName: "Grace", lastName: "Lee", country: "United States" };
    const life = await aLife({ paymentTerm: "Net 15", soldToContact });
    const account = await succeed(server, "GET", `/v1/accounts/${life.accountNumber}`);
    const other = account.soldToContact.id;
    const own = account.billToContact.id;
    const numbers = [
      await life.subscribe([charge("A", 31)], "2023-01-01"),
      await life.subscribe([charge("B", 31)], "2023-01-01", {
        createSubscription: { billToContactId: other },
      }),
      await life.subscribe([charge("C", 31)], "2023-01-01", {
        createSubscription: { paymentTerm: "Net 30" },
      }),
      await life.subscribe([charge("D", 31)], "2023-01-01", {
        createSubscription: { invoiceSeparately: true },
      }),
    ];
    await life.billRun("2023-01-01");
    yield [life, "a bill run comes"];
    for (const number of numbers) await life.cancel(number, "2023-01-11");
    await life.billRun("2023-01-11");
    yield [life, "all are cancelled on 2023-01-11 and billed"];
    const { invoices } = await life.readBooks();
    for (const { id } of invoices) {
      await succeed(server, "PUT", `/v1/invoices/${id}/write-off`, {});
    }
    yield [life, "the invoices are written off"];

    const books = await life.readBooks();
    const contacts = [own, other, own, own];
    const billTo = (documents: typeof books.invoices) =>
      documents.map((document) => document.billToContactId);
    assert.deepEqual(billTo(books.invoices), contacts);
    assert.deepEqual(billTo(books.creditMemos), [...contacts, ...contacts]);
    const dueDates = books.invoices.map(({ dueDate }) => dueDate);
    assert.deepEqual(dueDates, ["2023-01-16", "2023-01-16", "2023-01-31", "2023-01-16"]);
  },

  async *"One is cancelled and another begins in the same order"() {
    const life = await aLife();
    const number = await life.subscribe([charge("A", 100)], "2023-01-01", {
      billThrough: "2023-01-01",
    });
    yield [life, "A is billed"];
    const { productRatePlanId } = await aPlan(server, [charge("B", 100)]);
    const begins = {
      type: "CreateSubscription",
      triggerDates: [{ name: "ContractEffective", triggerDate: "2023-01-01" }],
      createSubscription: {
        terms: { initialTerm: { termType: "EVERGREEN" } },
        subscribeToRatePlans: [{ productRatePlanId }],
      },
    };
    const cancel = cancelOrder({
      accountNumber: life.accountNumber,
      subscriptionNumber: number,
      on: "2023-01-09",
      processingOptions: {
        ...WRITTEN_OFF,
        billingOptions: { targetDate: "2023-01-09", documentDate: "2023-01-09" },
      },
    });
    const subscriptions = [...(cancel.subscriptions as Fields[]), { orderActions: [begins] }];
    await life.order({ ...cancel, subscriptions });
    yield [life, "A is cancelled on 2023-01-09, B begins"];
  },

  async *"Cancelled while the bill run is a draft"() {
    const life = await aLife();
    const number = await life.subscribe([charge("A", 30)], "2023-01-01");
    const billRun = await life.billRun("2023-01-01", { autoPost: false });
    yield [life, "a bill run makes a draft"];
    await life.cancel(number, "2023-01-11", WRITTEN_OFF);
    yield [life, "it is cancelled on 2023-01-11 and written off"];
    await life.postBillRun(billRun, "2023-01-20");
    yield [life, "the bill run is posted"];
  },

  async *"Credit for what nobody owes any more"() {
    const life = await aLife();
    const number = await life.subscribe([charge("A", 30)], "2023-01-01", {
      billThrough: "2023-01-01",
    });
    yield [life, "it is billed"];
    const [invoice] = (await life.readBooks()).invoices;
    await succeed(server, "PUT", `/v1/invoices/${invoice.id}/write-off`, {});
    yield [life, "the invoice is written off"];
    await life.cancel(number, "2023-01-11", WRITTEN_OFF);
    yield [life, "it is cancelled on 2023-01-11 with a write-off"];
  },

  async *"Two subscriptions on one invoice"() {
    const life = await aLife();
    const a = await life.subscribe([charge("A", 100)], "2023-01-01");
    const b = await life.subscribe([charge("B", 50)], "2023-01-01");
    await life.billRun("2023-01-01");
    yield [life, "a bill run comes"];
    await life.cancel(a, "2023-01-09", WRITTEN_OFF);
    yield [life, "A is cancelled on 2023-01-09 and written off"];
    await life.cancel(b, "2023-01-09", { writeOff: true });
    yield [life, "B is written off without being billed"];
    await life.billRun("2023-01-31");
    yield [life, "another one comes"];
  },

  async *"Other rules when it is cancelled"() {
    const life = await aLife();
    const number = await life.subscribe(
      [charge("A", 365, { BillingPeriod: "Annual" })],
      "2023-01-01",
      { billThrough: "2023-01-01" },
    );
    yield [life, "it is billed"];
    await life.rules({ prorationUnit: "ProrateByMonthFirst" });
    await life.cancel(number, "2023-07-01", BILLED);
    yield [life, "it is cancelled on 2023-07-01 by months first"];
  },

  async *"Other rounding when it is cancelled"() {
    const life = await aLife({ currency: "CHF" });
    const number = await life.subscribe([priced("CHF", 9.99)], "2023-01-01", {
      billThrough: "2023-01-01",
    });
    yield [life, "it is billed"];
    await currencyIs("CHF", "HalfUp", 0.05);
    await life.cancel(number, "2023-01-11", BILLED);
    yield [life, "it is cancelled on 2023-01-11 with coins of 0.05"];
    await currencyIs("CHF", "HalfUp", 0.01);
  },
};

const DEFAULTS = {
  oneTimeCreditBack: false,
  prorationUnit: "ProrateByDay",
  prorateRecurringMonthlyCharges: true,
  recurringCreditProrationOption: "BilledPeriodAmountMinusChargedAmount",
  legalDocumentGeneratingRule: "GroupByTotalAmountSign",
};

describe("life stories", () => {
  for (const [heading, story] of Object.entries(STORIES)) {
    test(heading, async () => {
      await succeed(server, "PUT", "/settings/billing-rules", DEFAULTS);
      const rows = workedExamples("docs/spec/life-stories.md", heading).values();
      for await (const [life, step] of story()) {
        const books = await life.readBooks();
        const { totalInvoiceBalance, unappliedCreditMemoAmount } = books.metrics;
        const told = {
          after: step,
          documents: life.newDocuments(books),
          owed: money(totalInvoiceBalance),
          credit: money(unappliedCreditMemoAmount),
        };
        assert.deepEqual(told, rows.next().value);
      }
      assert(rows.next().done, "the story is told to its end");
    });
  }
});
