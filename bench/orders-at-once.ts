import { withOwnerConnection } from "#store/owner-connection.ts";
import type { Api } from "./api.ts";
import { rowsOf, writeAgain, writtenBetween } from "./bare-transactions.ts";
import { sendAll } from "./load.ts";
import { createAccount, creation, planOf, served } from "./served.ts";
import type { BenchEnvironment, Measurement } from "./workload.ts";

const ORDERS = 2_000;
const WARM_UP = 200;

/**
 * Single orders, so many under way at a time: each cancels the billed subscription of an account of its
 * own, bills, and writes off what is left. Beside them, in the same run, transactions of PostgreSQL
 * alone that write the same rows.
 */
export const ordersAtOnce = (
  environment: BenchEnvironment,
  concurrency: number,
): Promise<Measurement[]> =>
  served(environment, async (api) => {
    const { ownerUrl, size = ORDERS } = environment;
    const [sample, ...subscribers] = await createSubscribers(api, 1 + 2 * (WARM_UP + size));
    if (!sample) throw new Error("one is made");
    const before = await rowsOf(ownerUrl, sample.accountId);
    await api.post("/v1/orders", sample.order);
    const written = writtenBetween(before, await rowsOf(ownerUrl, sample.accountId));

    // As PostgreSQL itself does within minutes: kept plans are made for tables that are not empty.
    await withOwnerConnection(ownerUrl, (client) => client.query("analyze"));
    const half = subscribers.splice(0, WARM_UP + size);
    const bodies = half.map(({ order }) => JSON.stringify(order));
    const { origin, token } = api;
    const send = (some: readonly string[]) =>
      sendAll({
        origin,
        token,
        requests: some.map((body) => ({ method: "POST", path: "/v1/orders", body })),
        concurrency,
      });
    await send(bodies.splice(0, WARM_UP));
    const { seconds, milliseconds } = await send(bodies);

    const accountIds = subscribers.map(({ accountId }) => accountId);
    await writeAgain(ownerUrl, written, accountIds.splice(0, WARM_UP), concurrency);
    const bareSeconds = await writeAgain(ownerUrl, written, accountIds, concurrency);
    const share = (part: number) => milliseconds[Math.floor(milliseconds.length * part)] ?? 0;
    return [
      { name: "orders", value: size / seconds, unit: "orders/s" },
      { name: "p50", value: share(0.5), unit: "ms" },
      { name: "p99", value: share(0.99), unit: "ms" },
      { name: "bare transactions", value: size / bareSeconds, unit: "transactions/s" },
      { name: "orders to bare transactions", value: bareSeconds / seconds, unit: "" },
    ];
  });

type Subscriber = { readonly accountId: string; readonly order: unknown };

async function createSubscribers(api: Api, howMany: number): Promise<Subscriber[]> {
  const plan = await planOf(api, "Per Unit", 1);
  const subscribers: Subscriber[] = [];
  for (let made = 0; made < howMany; made += 1) {
    const existingAccountNumber = await createAccount(api);
    const create = creation(existingAccountNumber, plan, { subscriptions: 1, billed: true });
    const { accountId, subscriptionNumbers } = await api.post("/v1/orders?returnIds=true", create);
    const [subscriptionNumber] = subscriptionNumbers;
    const orderActions = [
      {
        type: "CancelSubscription",
        cancelSubscription: {
          cancellationPolicy: "SpecificDate",
          cancellationEffectiveDate: "2023-05-24",
        },
      },
    ];
    const processingOptions = {
      runBilling: true,
      writeOff: true,
      billingOptions: { targetDate: "2023-05-24", documentDate: "2023-05-24" },
    };
    const subscriptions = [{ subscriptionNumber, orderActions }];
    const order = { orderDate: "2023-05-24", existingAccountNumber, subscriptions };
    subscribers.push({ accountId, order: { ...order, processingOptions } });
  }
  return subscribers;
}
