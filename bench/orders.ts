import type { Api } from "./api.ts";
import { ordersAtOnce } from "./orders-at-once.ts";
import { type Action, PUBLISHED_TIMES, type PublishedTime } from "./published-times.ts";
import { createAccount, creation, medianOf, planOf, served, timed } from "./served.ts";
import type { Measurement, Workload } from "./workload.ts";

const TRIES = 3;

export const orders: Workload = {
  name: "orders",
  description: `every published order over HTTP that can be done here, median of ${TRIES}; with --concurrency N: orders that cancel and write off, so many at once`,
  run: (environment) =>
    environment.concurrency === undefined
      ? served(environment, oneAfterAnother)
      : ordersAtOnce(environment, environment.concurrency),
};

async function oneAfterAnother(api: Api): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const published of PUBLISHED_TIMES) measurements.push(await measured(api, published));
  return [...measurements, ...(await withManyCharges(api))];
}

const FEW_CHARGES = 10;
const MANY_CHARGES = 1_000;

/** Whether a charge costs more where there are many of them: a subscription created and billed. */
async function withManyCharges(api: Api): Promise<Measurement[]> {
  const secondsACharge = async (charges: number): Promise<number> => {
    const plan = await planOf(api, "Per Unit", charges);
    const seconds = await medianOf(TRIES, async () => {
      const create = creation(await createAccount(api), plan, { subscriptions: 1, billed: true });
      return (await timed(api, create)).seconds;
    });
    return seconds / charges;
  };
  const [few, many] = [await secondsACharge(FEW_CHARGES), await secondsACharge(MANY_CHARGES)];
  return [
    { name: `created and billed, a charge of ${FEW_CHARGES}`, value: few * 1000, unit: "ms" },
    { name: `created and billed, a charge of ${MANY_CHARGES}`, value: many * 1000, unit: "ms" },
    { name: "the one to the other", value: many / few, unit: "" },
  ];
}

async function measured(api: Api, published: PublishedTime): Promise<Measurement> {
  const { action, model, subscriptions, actionsPerSubscription, chargesPerAction } = published;
  const value = await medianOf(TRIES, () => orderOnce(api, published));
  const name = `${action}, ${model}, ${subscriptions} × ${actionsPerSubscription} × ${chargesPerAction}`;
  return { name, value, unit: "s", publishedSeconds: published.seconds };
}

async function orderOnce(api: Api, published: PublishedTime): Promise<number> {
  const { action, model, subscriptions, actionsPerSubscription, chargesPerAction } = published;
  const existingAccountNumber = await createAccount(api);
  const plan = await planOf(api, model, chargesPerAction);
  const create = creation(existingAccountNumber, plan, { subscriptions, billed: false });
  const created = await timed(api, create);
  if (action === "CreateSubscription") return created.seconds;

  const entries = [];
  for (const subscriptionNumber of created.answer.subscriptionNumbers) {
    const { ratePlans } = await api.get(`/v1/subscriptions/${subscriptionNumber}`);
    const [ratePlan] = ratePlans;
    if (!ratePlan) throw new Error("a subscription has a rate plan");
    const orderActions = Array.from({ length: actionsPerSubscription }, (_, index) =>
      ACTIONS[action](ratePlan, model, index),
    );
    entries.push({ subscriptionNumber, orderActions });
  }
  const order = { orderDate: "2023-05-01", existingAccountNumber, subscriptions: entries };
  return (await timed(api, order)).seconds;
}

type RatePlan = {
  readonly id: string;
  readonly ratePlanCharges: readonly { readonly number: string }[];
};
type Model = PublishedTime["model"];
type ToAction = (ratePlan: RatePlan, model: Model, index: number) => unknown;

const ACTIONS: Readonly<Record<Exclude<Action, "CreateSubscription">, ToAction>> = {
  CancelSubscription: () => ({
    type: "CancelSubscription",
    cancelSubscription: {
      cancellationPolicy: "SpecificDate",
      cancellationEffectiveDate: "2023-05-24",
    },
  }),
  "UpdateProduct (price)": updating(() => ({ listPrice: 4 })),
  "UpdateProduct (quantity down)": updating((index) => ({ quantity: 9 - index / 1000 })),
  "UpdateProduct (quantity up)": updating((index) => ({ quantity: 11 + index })),
  "TermsAndConditions (shorter term)": () => ({
    type: "TermsAndConditions",
    termsAndConditions: { lastTerm: { termType: "TERMED", period: 6, periodType: "Month" } },
  }),
};

/** One update after another, each from a day of its own on. */
function updating(pricing: (index: number) => object): ToAction {
  return (ratePlan, model, index) => {
    const kind = model === "Flat Fee" ? "recurringFlatFee" : "recurringPerUnit";
    const day = Temporal.PlainDate.from("2023-05-02").add({ days: index });
    const effectiveDate = { triggerEvent: "SpecificDate", specificTriggerDate: day.toString() };
    return {
      type: "UpdateProduct",
      updateProduct: {
        ratePlanId: ratePlan.id,
        chargeUpdates: ratePlan.ratePlanCharges.map(({ number }) => ({
          chargeNumber: number,
          effectiveDate,
          pricing: { [kind]: pricing(index) },
        })),
      },
    };
  };
}
