import { createServer } from "#http/server.ts";
import { hashClientSecret } from "#operations/client-secret.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { type Api, connect } from "./api.ts";
import type { BenchEnvironment, Measurement, Workload } from "./workload.ts";

/** A published case: so many subscriptions with so many charges each, cancelled by one order. */
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

const ROUNDS = 7;

export const cancel: Workload = {
  name: "cancel",
  description: "cancel orders over HTTP, billed, beside the field leader's published times",
  async run(environment) {
    const { api, close } = await serve(environment);
    try {
      // The first orders also compile the code; they are not counted.
      for (const each of CASES) await cancelOnce(api, each);
      const measurements: Measurement[] = [];
      for (const each of CASES) measurements.push(...(await measured(api, each)));
      return measurements;
    } finally {
      await close();
    }
  },
};

async function measured(api: Api, each: Case): Promise<Measurement[]> {
  const seconds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) seconds.push(await cancelOnce(api, each));
  seconds.sort((a, b) => a - b);
  const median = seconds[Math.floor(ROUNDS / 2)] ?? 0;
  const { subscriptions, charges, writeOff, publishedSeconds } = each;
  const name = `${subscriptions} × ${charges}${writeOff ? ", written off" : ""}`;
  const ours: Measurement[] = [
    { name: `${name}: median of ${ROUNDS}`, value: median, unit: "s" },
    { name: `${name}: slowest`, value: seconds.at(-1) ?? 0, unit: "s" },
  ];
  if (publishedSeconds === undefined) return ours;
  return [
    ...ours,
    { name: `${name}: published`, value: publishedSeconds, unit: "s" },
    { name: `${name}: times faster`, value: publishedSeconds / median, unit: "" },
  ];
}

/** @returns seconds from sending the cancel order to having its answer */
async function cancelOnce(api: Api, each: Case): Promise<number> {
  const { accountNumber } = await api.post("/v1/accounts", ACCOUNT);
  const created = await api.post(
    "/v1/orders",
    createOrder(accountNumber, await planOf(api, each), each),
  );
  const order = cancelOrder(accountNumber, created.subscriptionNumbers, each.writeOff);
  const start = performance.now();
  const answer = await api.post("/v1/orders", order);
  const seconds = (performance.now() - start) / 1000;
  const written = answer.writeOff?.filter(({ status }) => status === "Success") ?? [];
  if (each.writeOff && written.length !== each.subscriptions) throw new Error("not written off");
  return seconds;
}

const ACCOUNT = {
  name: "Bench",
  currency: "USD",
  billCycleDay: 1,
  billToContact: { firstName: "Ben", lastName: "Ch", country: "United States" },
};

const plans = new Map<number, Promise<string>>();

function planOf(api: Api, { charges }: Case): Promise<string> {
  const plan = plans.get(charges) ?? createPlan(api, charges);
  plans.set(charges, plan);
  return plan;
}

async function createPlan(api: Api, charges: number): Promise<string> {
  const sale = { EffectiveStartDate: "2000-01-01", EffectiveEndDate: "2099-12-31" };
  const product = await api.post("/v1/object/product", { Name: `Bench ${charges}`, ...sale });
  const plan = await api.post("/v1/object/product-rate-plan", {
    Name: "Bench",
    ProductId: product.Id,
    ...sale,
  });
  for (let index = 0; index < charges; index += 1) {
    await api.post("/v1/object/product-rate-plan-charge", {
      Name: `Charge ${index + 1}`,
      ProductRatePlanId: plan.Id,
      ChargeModel: "Per Unit Pricing",
      ChargeType: "Recurring",
      UOM: "Each",
      DefaultQuantity: 10,
      BillCycleType: "DefaultFromCustomer",
      BillingPeriod: "Month",
      BillingTiming: "In Advance",
      TriggerEvent: "ContractEffective",
      UseDiscountSpecificAccountingCode: false,
      ProductRatePlanChargeTierData: {
        ProductRatePlanChargeTier: [{ Currency: "USD", Price: 3 }],
      },
    });
  }
  return plan.Id;
}

/** Each subscription is invoiced separately, so that each has an invoice to write off. */
const createOrder = (accountNumber: string, productRatePlanId: string, each: Case) => ({
  orderDate: "2023-05-01",
  existingAccountNumber: accountNumber,
  subscriptions: Array.from({ length: each.subscriptions }, () => ({
    orderActions: [
      {
        type: "CreateSubscription",
        createSubscription: {
          invoiceSeparately: true,
          terms: { initialTerm: { termType: "TERMED", period: 12, periodType: "Month" } },
          subscribeToRatePlans: [{ productRatePlanId }],
        },
      },
    ],
  })),
  processingOptions: {
    runBilling: true,
    billingOptions: { targetDate: "2023-05-01", documentDate: "2023-05-01" },
  },
});

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

const CLIENT = { id: "bench", secret: "bench-secret" } as const;

/** The real server on a free port of this machine, and a signed-in caller. */
async function serve({ database, ownerUrl }: BenchEnvironment) {
  const secretHash = await hashClientSecret(CLIENT.secret);
  await withOwnerConnection(ownerUrl, (client) =>
    client.query(
      `insert into oauth_clients (client_id, entity_id, user_id, client_secret_hash)
       select $1, entity_id, user_id, $2 from users`,
      [CLIENT.id, secretHash],
    ),
  );
  const server = await createServer({ database, logLevel: "silent", isLoopback: true });
  const origin = await server.listen({ host: "127.0.0.1", port: 0 });
  return { api: await connect(origin, CLIENT), close: () => server.close() };
}
