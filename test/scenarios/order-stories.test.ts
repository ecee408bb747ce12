/** Subscriptions that are changed, as docs/spec/order-stories.md tells it. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, aPlan, type Plan, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { Life, money } from "#test/support/life.ts";
import {
  adding,
  cancelling,
  changingPlan,
  productOrder,
  removing,
  updating,
} from "#test/support/product-orders.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { workedExamples } from "#test/support/worked-examples.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

type Fields = Readonly<Record<string, unknown>>;

/** Does what the table's next row says and yields that row's `after`. */
type Story = (life: Life) => AsyncGenerator<string>;

const planOf = (Name: string, price: number, fields: Fields = {}): Promise<Plan> =>
  aPlan(server, [{ Name, price, ...fields }]);

const FIRST_DAY = "2023-01-01";

type Subscribed = {
  /** Of the first term, and of each after it. */
  readonly months?: number;
  readonly billThrough?: string;
};

/** A subscription to some plans from the first day on, billed for it unless told otherwise. */
async function subscribed(
  life: Life,
  plans: readonly [Plan, ...Plan[]],
  { months = 12, billThrough = FIRST_DAY }: Subscribed = {},
): Promise<string> {
  const [plan] = plans;
  const term = { period: months, periodType: "Month" };
  const terms = { initialTerm: { termType: "TERMED", ...term }, renewalTerms: [term] };
  const subscribeToRatePlans = plans.map(({ productRatePlanId }) => ({ productRatePlanId }));
  const createSubscription = { terms: { ...terms, autoRenew: false }, subscribeToRatePlans };
  return life.subscribe([], FIRST_DAY, { plan, billThrough, createSubscription });
}

/** Orders, and bills through the day unless told otherwise; its receipt says what comes of it. Its number. */
async function change(
  life: Life,
  subscriptionNumber: string,
  on: string,
  actions: readonly Fields[],
  options: Fields = {},
): Promise<string> {
  const { accountNumber } = life;
  const billingOptions = { targetDate: on, documentDate: on };
  const processingOptions = { runBilling: true, billingOptions, ...options };
  const given = { accountNumber, subscriptionNumber, on, actions, processingOptions };
  const order = productOrder(given);
  const { receipt } = await succeed(server, "POST", "/v1/orders/preview", order);
  const { orderNumber } = await life.order(order);
  const { metrics } = await succeed(server, "GET", `/v1/accounts/${accountNumber}`);
  const { ageing: _, ...standing } = receipt.account.after;
  assert.deepEqual(standing, {
    balance: metrics.balance,
    unappliedCredit: metrics.unappliedCreditMemoAmount,
    unappliedPayment: metrics.unappliedPaymentAmount,
    contractedMrr: metrics.contractedMrr,
  });
  return orderNumber;
}

/** A change of price or quantity of the only charge of a rate plan. */
async function from(
  subscriptionNumber: string,
  specificTriggerDate: string,
  pricing: Fields,
  ratePlan = 0,
): Promise<Fields> {
  const { ratePlans } = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
  const { id: ratePlanId, ratePlanCharges } = ratePlans[ratePlan];
  const effectiveDate = { triggerEvent: "SpecificDate", specificTriggerDate };
  return updating(
    { ratePlanId },
    { chargeNumber: ratePlanCharges[0].number, pricing, effectiveDate },
  );
}

const units = (quantity: number) => ({ recurringPerUnit: { quantity } });
const price = (listPrice: number) => ({ recurringFlatFee: { listPrice } });

const suspending = (suspendSpecificDate: string) => ({
  type: "Suspend",
  suspend: { suspendPolicy: "SpecificDate", suspendSpecificDate },
});

const resuming = (resumeSpecificDate: string, extendsTerm = false) => ({
  type: "Resume",
  resume: { resumePolicy: "SpecificDate", resumeSpecificDate, extendsTerm },
});

const RENEWING = { type: "RenewSubscription" };

const ofMonths = (period: number) => ({
  type: "TermsAndConditions",
  termsAndConditions: { lastTerm: { termType: "TERMED", period, periodType: "Month" } },
});

const SEATS = { ChargeModel: "Per Unit Pricing", UOM: "Each", DefaultQuantity: 10 };
const QUARTERLY = { BillingPeriod: "Quarter" };
const BY_TERM = { BillingPeriod: "Subscription Term", ListPriceBase: "Per Month" };
const UNBILLED = { runBilling: false };
const WRITTEN_OFF = { runBilling: true, writeOff: true };

const STORIES: Readonly<Record<string, Story>> = {
  async *"Up, down, and once more for days that are billed"(life) {
    const number = await subscribed(life, [await planOf("A", 10, SEATS)]);
    yield "A is billed";
    const to = async (on: string, quantity: number, orderedOn = on) =>
      change(life, number, orderedOn, [await from(number, on, units(quantity))]);
    await to("2023-01-11", 13);
    yield "13 units from 2023-01-11";
    await to("2023-01-21", 9);
    yield "9 units from 2023-01-21";
    await life.billRun("2023-02-01");
    yield "a bill run comes on 2023-02-01";
    await to("2023-01-26", 8, "2023-02-05");
    yield "8 units from 2023-01-26, ordered on 2023-02-05";
    await to("2023-03-01", 12, "2023-02-06");
    yield "12 units from 2023-03-01, as far as it is billed";
    await life.billRun("2023-03-01");
    yield "a bill run comes on 2023-03-01";
  },

  async *"A price that never comes to pass"(life) {
    const number = await subscribed(life, [await planOf("A", 31)]);
    yield "A is billed";
    await change(life, number, "2023-01-05", [await from(number, "2023-07-01", price(62))]);
    yield "62.00 from 2023-07-01";
    await change(life, number, "2023-01-11", [cancelling("2023-01-11")], WRITTEN_OFF);
    yield "cancelled on 2023-01-11 and written off";
    await life.billRun("2023-08-01");
    yield "a bill run comes on 2023-08-01";
  },

  async *"The same product twice, aligned, updated and cancelled in one order"(life) {
    const alignment = { BillingPeriodAlignment: "AlignToSubscriptionStart" };
    const plan = await planOf("A", 90, { ...QUARTERLY, ...alignment });
    const number = await subscribed(life, [plan]);
    yield "A is billed";
    await change(life, number, "2023-02-15", [adding(plan.productRatePlanId)]);
    yield "A is added again from 2023-02-15";
    await life.billRun("2023-04-01");
    yield "a bill run comes on 2023-04-01";
    const update = await from(number, "2023-05-01", price(180), 1);
    await change(life, number, "2023-05-16", [update, cancelling("2023-05-16")]);
    yield "the second costs 180.00 from 2023-05-01, and all is cancelled on 2023-05-16";
  },

  async *"Suspended, and the term made longer"(life) {
    const plan = await planOf("A", 31);
    const suspendedOn = async (on: string) => {
      const number = await subscribed(life, [plan], { months: 3 });
      await change(life, number, on, [suspending(on)]);
      return number;
    };
    const one = await suspendedOn("2023-01-11");
    yield "one is suspended on 2023-01-11";
    await change(life, one, "2023-01-21", [resuming("2023-01-21", true)]);
    yield "it is resumed on 2023-01-21";
    await life.billRun("2023-12-31");
    yield "a bill run comes";
    const another = await suspendedOn("2023-01-11");
    yield "another is suspended on 2023-01-11";
    await change(life, another, "2023-02-11", [resuming("2023-02-11", true)]);
    yield "it is resumed on 2023-02-11";
    await life.billRun("2023-12-31");
    yield "a bill run comes again";
    const third = await suspendedOn("2023-01-11");
    yield "a third is suspended on 2023-01-11";
    await change(life, third, "2023-01-11", [resuming("2023-01-11", true)]);
    yield "it is resumed on 2023-01-11";
    await life.billRun("2023-12-31");
    yield "a bill run comes once more";
  },

  async *"Suspended, resumed and cancelled in one order"(life) {
    const number = await subscribed(life, [await planOf("A", 31)]);
    yield "A is billed";
    const actions = [suspending("2023-01-11"), resuming("2023-01-16"), cancelling("2023-01-21")];
    await change(life, number, "2023-01-11", actions, WRITTEN_OFF);
    yield "suspended on 2023-01-11, resumed on 2023-01-16, cancelled on 2023-01-21 and written off";
    await life.billRun("2023-02-01");
    yield "a bill run comes on 2023-02-01";
  },

  async *"Renewed, and cancelled in the first term"(life) {
    const plans = [await planOf("A", 31), await planOf("T", 10, BY_TERM)] as const;
    const number = await subscribed(life, plans, { months: 3 });
    yield "both are billed";
    const billingOptions = { targetDate: "2023-04-01", documentDate: "2023-04-01" };
    await change(life, number, "2023-01-15", [RENEWING], { billingOptions });
    yield "renewed, and billed through 2023-04-01";
    await change(life, number, "2023-03-11", [cancelling("2023-03-11")], { billingOptions });
    yield "cancelled on 2023-03-11, and billed through 2023-04-01";
    await life.billRun("2024-12-31");
    yield "a bill run comes";
  },

  async *"A shorter term, and the longer one again"(life) {
    const plans = [await planOf("A", 31), await planOf("T", 10, BY_TERM)] as const;
    const number = await subscribed(life, plans, { billThrough: "2023-02-01" });
    yield "both are billed through 2023-02-01";
    await change(life, number, "2023-02-05", [ofMonths(1)]);
    yield "the term is one month";
    await change(life, number, "2023-02-05", [ofMonths(12)]);
    yield "the term is a year again";
    await change(life, number, "2023-02-05", [ofMonths(1)], UNBILLED);
    await change(life, number, "2023-02-05", [ofMonths(12)]);
    yield "the term is one month and a year again, and billed only then";
  },

  async *"A change of plan at the end of what is billed, after a price that is not billed yet"(
    life,
  ) {
    const [a, b] = [await planOf("A", 31), await planOf("B", 62)];
    const number = await subscribed(life, [a]);
    yield "A is billed";
    const update = await from(number, "2023-01-11", price(62));
    await change(life, number, "2023-01-11", [update], UNBILLED);
    yield "A costs 62.00 from 2023-01-11, not billed";
    const { productRatePlanId } = a;
    const effectivePolicy = "EffectiveEndOfBillingPeriod";
    const action = changingPlan({ productRatePlanId }, b.productRatePlanId, { effectivePolicy });
    await change(life, number, "2023-01-12", [{ ...action, triggerDates: [] }]);
    yield "A is changed for B at the end of the billing period";
    await life.billRun("2023-02-01");
    yield "a bill run comes on 2023-02-01";
  },

  async *"Added across a suspension that is over, and renewed"(life) {
    const [a, b] = [await planOf("A", 31), await planOf("B", 10)];
    const number = await subscribed(life, [a], { months: 3 });
    await change(life, number, "2023-01-15", [suspending("2023-02-01"), resuming("2023-03-01")]);
    yield "A was suspended for February";
    const triggerDates = [{ name: "ContractEffective", triggerDate: FIRST_DAY }];
    const added = { ...adding(b.productRatePlanId), triggerDates };
    await change(life, number, "2023-03-01", [added]);
    yield "B is added from 2023-01-01, ordered on 2023-03-01";
    await change(life, number, "2023-03-15", [RENEWING]);
    yield "renewed";
    await life.billRun("2023-04-01");
    yield "a bill run comes on 2023-04-01";
  },

  async *"A new price from before a suspension"(life) {
    const number = await subscribed(life, [await planOf("A", 31)]);
    await change(life, number, "2023-01-05", [suspending("2023-02-01"), resuming("2023-03-01")]);
    yield "A is billed, and suspended for February";
    await change(life, number, "2023-01-11", [await from(number, "2023-01-11", price(62))]);
    yield "62.00 from 2023-01-11";
    await life.billRun("2023-03-01");
    yield "a bill run comes on 2023-03-01";
    await change(life, number, "2023-03-05", [await from(number, "2023-01-21", price(93))]);
    yield "93.00 from 2023-01-21, ordered on 2023-03-05";
  },

  async *"A new price from the renewal on"(life) {
    const number = await subscribed(life, [await planOf("A", 31)], { months: 1 });
    yield "A is billed";
    const update = await from(number, "2023-02-01", price(62));
    await change(life, number, "2023-01-15", [update, RENEWING]);
    yield "62.00 from 2023-02-01, renewed in the same order";
    await life.billRun("2023-02-01");
    yield "a bill run comes on 2023-02-01";
    await change(life, number, "2023-02-02", [cancelling("2023-02-01")]);
    yield "cancelled on 2023-02-01, ordered on 2023-02-02";
  },

  async *"A year is removed, and the rest cancelled at the end of the last invoice period"(life) {
    const yearly = await planOf("Y", 365, { BillingPeriod: "Annual" });
    const plans = [await planOf("A", 31), yearly] as const;
    const number = await subscribed(life, plans, { billThrough: "2023-03-01" });
    yield "both are billed through 2023-03-01";
    const { productRatePlanId } = yearly;
    await change(life, number, "2023-03-11", [removing({ productRatePlanId })], UNBILLED);
    yield "Y is removed on 2023-03-11, not billed";
    const cancelSubscription = { cancellationPolicy: "EndOfLastInvoicePeriod" };
    const action = { type: "CancelSubscription", cancelSubscription };
    await change(life, number, "2023-03-12", [action]);
    yield "cancelled at the end of the last invoice period";
    await life.billRun("2023-12-31");
    yield "a bill run comes on 2023-12-31";
  },

  async *"Three prices in a quarter, credited the older way"(life) {
    const number = await subscribed(life, [await planOf("A", 100, QUARTERLY)]);
    yield "A is billed";
    await life.rules({ recurringCreditProrationOption: "EffectiveDateToEndOfBillingPeriod" });
    const to = async (on: string, listPrice: number) =>
      change(life, number, on, [await from(number, on, price(listPrice))]);
    await to("2023-01-11", 110);
    yield "110.00 from 2023-01-11";
    await to("2023-01-21", 90);
    yield "90.00 from 2023-01-21";
    await to("2023-02-11", 100);
    yield "100.00 from 2023-02-11";
    await change(life, number, "2023-03-01", [cancelling("2023-01-15")]);
    yield "cancelled on 2023-01-15, ordered on 2023-03-01";
    await life.rules({ recurringCreditProrationOption: "BilledPeriodAmountMinusChargedAmount" });
  },

  async *"Raised beside another, and cancelled with a write-off"(life) {
    const number = await subscribed(life, [await planOf("A", 10, SEATS)]);
    yield "A is billed";
    await subscribed(life, [await planOf("B", 31)], { billThrough: "2022-12-31" });
    const raise = await from(number, "2023-01-11", units(13));
    await change(life, number, "2023-01-11", [raise], UNBILLED);
    await life.billRun("2023-01-11");
    yield "13 units from 2023-01-11, and a bill run for both";
    const cancel = [cancelling("2023-01-21")];
    const orderNumber = await change(life, number, "2023-01-21", cancel, WRITTEN_OFF);
    yield "A is cancelled on 2023-01-21 and written off";
    await succeed(server, "POST", `/v1/orders/${orderNumber}/revert`, { orderDate: "2023-01-21" });
    yield "that is reverted";
    await life.billRun("2023-02-01");
    yield "a bill run comes on 2023-02-01";
  },

  async *"Changed for a plan of the same price, and cancelled with a write-off"(life) {
    const [a, b] = [await planOf("A", 31), await planOf("B", 31)];
    const number = await subscribed(life, [a]);
    yield "A is billed";
    const { productRatePlanId } = a;
    const effectivePolicy = "SpecificDate";
    const action = changingPlan({ productRatePlanId }, b.productRatePlanId, { effectivePolicy });
    await change(life, number, "2023-01-11", [action]);
    yield "A is changed for B on 2023-01-11";
    await change(life, number, "2023-01-21", [cancelling("2023-01-21")], WRITTEN_OFF);
    yield "cancelled on 2023-01-21 and written off";
    await life.billRun("2023-12-31");
    yield "a bill run comes on 2023-12-31";
  },

  async *"Made cheaper, and cancelled with a write-off"(life) {
    const number = await subscribed(life, [await planOf("A", 31)]);
    yield "A is billed";
    await change(life, number, "2023-01-11", [await from(number, "2023-01-11", price(15.5))]);
    yield "15.50 from 2023-01-11";
    await change(life, number, "2023-01-21", [cancelling("2023-01-21")], WRITTEN_OFF);
    yield "cancelled on 2023-01-21 and written off";
    await life.billRun("2023-12-31");
    yield "a bill run comes on 2023-12-31";
  },
};

describe("order stories", () => {
  for (const [heading, story] of Object.entries(STORIES)) {
    test(heading, async () => {
      const life = new Life(server, await anAccount(server));
      const rows = workedExamples("docs/spec/order-stories.md", heading).values();
      for await (const step of story(life)) {
        const books = await life.readBooks();
        const { totalInvoiceBalance, unappliedCreditMemoAmount } = books.metrics;
        const told = {
          after: step,
          documents: life.newDocuments(books),
          owed: money(totalInvoiceBalance),
          credit: money(unappliedCreditMemoAmount),
        };
        assert.deepEqual(told, rows.next().value);
        await assertConserved(server.database, server.entityId);
      }
      assert(rows.next().done, "the story is told to its end");
    });
  }
});
