import { createServer } from "#http/server.ts";
import { hashClientSecret } from "#operations/client-secret.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { type Api, connect } from "./api.ts";
import type { BenchEnvironment } from "./workload.ts";

export const CLIENT = { id: "bench", secret: "bench-secret" } as const;

/** Runs `work` against the real server on a free port of this machine, signed in. */
export async function served<Result>(
  { database, ownerUrl }: BenchEnvironment,
  work: (api: Api) => Promise<Result>,
): Promise<Result> {
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
  try {
    return await work(await connect(origin, CLIENT));
  } finally {
    await server.close();
  }
}

export async function createAccount(api: Api): Promise<string> {
  const { accountNumber } = await api.post("/v1/accounts", {
    name: "Bench",
    currency: "USD",
    billCycleDay: 1,
    billToContact: { firstName: "Ben", lastName: "Ch", country: "United States" },
  });
  return accountNumber;
}

export type ChargeModel = "Flat Fee" | "Per Unit";

const plans = new Map<string, Promise<string>>();

/** The id of a rate plan with so many monthly charges, in advance; made once. */
export function planOf(api: Api, model: ChargeModel, charges: number): Promise<string> {
  const name = `${model}, ${charges}`;
  const plan = plans.get(name) ?? createPlan(api, name, model, charges);
  plans.set(name, plan);
  return plan;
}

async function createPlan(api: Api, name: string, model: ChargeModel, charges: number) {
  const sale = { EffectiveStartDate: "2000-01-01", EffectiveEndDate: "2099-12-31" };
  const { Id: ProductId } = await api.post("/v1/object/product", { Name: name, ...sale });
  const { Id: ProductRatePlanId } = await api.post("/v1/object/product-rate-plan", {
    Name: "Bench",
    ProductId,
    ...sale,
  });
  for (let index = 0; index < charges; index += 1) {
    await api.post("/v1/object/product-rate-plan-charge", {
      Name: `Charge ${index + 1}`,
      ProductRatePlanId,
      ChargeModel: `${model} Pricing`,
      ...(model === "Per Unit" && { UOM: "Each", DefaultQuantity: 10 }),
      ...MONTHLY,
    });
  }
  return ProductRatePlanId;
}

const MONTHLY = {
  ChargeType: "Recurring",
  BillCycleType: "DefaultFromCustomer",
  BillingPeriod: "Month",
  BillingTiming: "In Advance",
  TriggerEvent: "ContractEffective",
  UseDiscountSpecificAccountingCode: false,
  ProductRatePlanChargeTierData: {
    ProductRatePlanChargeTier: [{ Currency: "USD", Price: 3 }],
  },
};

/** An order that creates subscriptions of a year from 1 May 2023, each invoiced by itself. */
export const creation = (
  accountNumber: string,
  productRatePlanId: string,
  { subscriptions, billed }: { readonly subscriptions: number; readonly billed: boolean },
) => ({
  orderDate: "2023-05-01",
  existingAccountNumber: accountNumber,
  subscriptions: Array.from({ length: subscriptions }, () => ({
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
    runBilling: billed,
    billingOptions: { targetDate: "2023-05-01", documentDate: "2023-05-01" },
  },
});

/** The middle of an odd number of tries, after one that only compiles the code. */
export async function medianOf(tries: number, once: () => Promise<number>): Promise<number> {
  await once();
  const seconds: number[] = [];
  for (let round = 0; round < tries; round += 1) seconds.push(await once());
  return seconds.sort((a, b) => a - b)[Math.floor(tries / 2)] ?? 0;
}

/** Seconds from sending an order to having its answer. */
export async function timed(api: Api, order: unknown) {
  const start = performance.now();
  const answer = await api.post("/v1/orders", order);
  return { answer, seconds: (performance.now() - start) / 1000 };
}
