import type { Api } from "./api.ts";
import { createAccount, creation, medianOf, planOf, served, timed } from "./served.ts";
import type { Measurement, Workload } from "./workload.ts";

/** So many subscriptions with so many charges each, cancelled and billed by one order. */
type Case = {
  readonly subscriptions: number;
  readonly charges: number;
  readonly writeOff: boolean;
  /** What the field's leader says its own call takes; undefined where it says nothing. */
  readonly publishedSeconds?: number;
};

const CASES: readonly Case[] = [
  { subscriptions: 10, charges: 1, writeOff: false, publishedSeconds: 2 },
  { subscriptions: 100, charges: 1, writeOff: false, publishedSeconds: 109 },
  { subscriptions: 1, charges: 185, writeOff: false, publishedSeconds: 68 },
  { subscriptions: 100, charges: 1, writeOff: true },
  { subscriptions: 1, charges: 185, writeOff: true },
];

const TRIES = 7;

export const cancel: Workload = {
  name: "cancel",
  description: `cancel orders over HTTP, billed, median of ${TRIES}`,
  run: (environment) =>
    served(environment, async (api) => {
      const measurements: Measurement[] = [];
      for (const each of CASES) measurements.push(await measured(api, each));
      return measurements;
    }),
};

async function measured(api: Api, each: Case): Promise<Measurement> {
  const { subscriptions, charges, writeOff, publishedSeconds } = each;
  const value = await medianOf(TRIES, () => cancelOnce(api, each));
  const name = `${subscriptions} × ${charges}${writeOff ? ", written off" : ""}`;
  return { name, value, unit: "s", ...(publishedSeconds && { publishedSeconds }) };
}

async function cancelOnce(api: Api, each: Case): Promise<number> {
  const { subscriptions, charges, writeOff } = each;
  const accountNumber = await createAccount(api);
  const plan = await planOf(api, "Per Unit", charges);
  const order = creation(accountNumber, plan, { subscriptions, billed: true });
  const { subscriptionNumbers } = await api.post("/v1/orders", order);
  const { answer, seconds } = await timed(
    api,
    cancelOrder(accountNumber, subscriptionNumbers, writeOff),
  );
  const written = answer.writeOff?.filter(({ status }) => status === "Success") ?? [];
  if (writeOff && written.length !== subscriptions) throw new Error("not written off");
  return seconds;
}

const cancelOrder = (
  accountNumber: string,
  subscriptionNumbers: readonly string[],
  writeOff: boolean,
) => ({
  orderDate: "2023-05-24",
  existingAccountNumber: accountNumber,
  subscriptions: subscriptionNumbers.map((subscriptionNumber) => ({
    subscriptionNumber,
    orderActions: [
      {
        type: "CancelSubscription",
        cancelSubscription: {
          cancellationPolicy: "SpecificDate",
          cancellationEffectiveDate: "2023-05-24",
        },
      },
    ],
  })),
  processingOptions: {
    runBilling: true,
    writeOff,
    billingOptions: { targetDate: "2023-05-24", documentDate: "2023-05-24" },
  },
});
