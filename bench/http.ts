import { withOwnerConnection } from "#store/owner-connection.ts";
import type { Api } from "./api.ts";
import { type Sent, sendAll } from "./load.ts";
import { createSubscriptions } from "./many-subscriptions.ts";
import { CLIENT, createAccount, creation, planOf, served } from "./served.ts";
import type { BenchEnvironment, Measurement, Workload } from "./workload.ts";

const DEFAULT_SIZE = 1_000;
const REQUESTS = 2_000;
const WARM_UP = 300;
const CONCURRENCY = 8;

/** What clients ask again and again, at full load and at half of it, among so many subscriptions. */
export const http: Workload = {
  name: "http",
  description: "requests that clients send most, among so many subscriptions (1,000)",

  async run(environment: BenchEnvironment): Promise<Measurement[]> {
    const { ownerUrl, size = DEFAULT_SIZE } = environment;
    await createSubscriptions(environment.context("2023-05-01"), size, "2023-05");
    return served(environment, async (api) => {
      const asked = await operationsOf(api);
      await withOwnerConnection(ownerUrl, (client) => client.query("analyze"));
      const measured: Measurement[] = [];
      for (const [name, sent] of asked) measured.push(...(await measure(api, name, sent)));
      return measured;
    });
  },
};

/** By name; none of them changes anything but the token's. */
async function operationsOf(api: Api): Promise<Map<string, Sent>> {
  const accountNumber = await createAccount(api);
  const subscribe = async (charges: number): Promise<string> => {
    const plan = await planOf(api, "Flat Fee", charges);
    const order = creation(accountNumber, plan, { subscriptions: 1, billed: true });
    const { subscriptionNumbers } = await api.post("/v1/orders", order);
    return subscriptionNumbers[0] ?? "";
  };
  const get = (path: string): Sent => ({ method: "GET", path });
  const form = `grant_type=client_credentials&client_id=${CLIENT.id}&client_secret=${CLIENT.secret}`;
  return new Map([
    ["token", { method: "POST", path: "/oauth/token", body: form }],
    ["account", get(`/v1/accounts/${accountNumber}`)],
    ["subscription of 10 charges", get(`/v1/subscriptions/${await subscribe(10)}`)],
    ["subscription of 185 charges", get(`/v1/subscriptions/${await subscribe(185)}`)],
    ["page of 50 subscriptions", get("/object-query/subscriptions?pageSize=50")],
  ]);
}

async function measure(api: Api, name: string, sent: Sent): Promise<Measurement[]> {
  const { origin, token } = api;
  const load = { origin, token, concurrency: CONCURRENCY };
  const times = (howMany: number): Sent[] => Array.from({ length: howMany }, () => sent);
  await sendAll({ ...load, requests: times(WARM_UP) });
  const full = await sendAll({ ...load, requests: times(REQUESTS) });
  const perSecond = REQUESTS / full.seconds;
  const half = await sendAll({
    ...load,
    requests: times(REQUESTS / 2),
    perSecond: perSecond / 2,
  });
  return [
    { name, value: perSecond, unit: "requests/s" },
    { name: `${name}, p99`, value: percentile99(full.milliseconds), unit: "ms" },
    { name: `${name}, p99 at half load`, value: percentile99(half.milliseconds), unit: "ms" },
  ];
}

const percentile99 = (ascending: readonly number[]): number =>
  ascending[Math.floor(ascending.length * 0.99)] ?? 0;
