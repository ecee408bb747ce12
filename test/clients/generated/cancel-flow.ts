/**
 * A client made by openapi-typescript of the server's own openapi.json cancels a subscription that is
 * billed, and reads what came of it. `types.d.ts` is written by ../run.ts.
 */
import createClient from "openapi-fetch";
import type { paths } from "./types.d.ts";

declare const process: { readonly argv: readonly string[] };

const baseUrl = process.argv[2] ?? "";
const client = createClient<paths>({ baseUrl });

const header = { "Zuora-Version": "2025-08-12" };
const { data: token } = await client.POST("/oauth/token", {
  body: {
    grant_type: "client_credentials",
    client_id: "demo-client",
    client_secret: "demo-secret",
  },
  headers: { "content-type": "application/x-www-form-urlencoded" },
  bodySerializer: (body) => new URLSearchParams(body as Record<string, string>),
});
if (!token) throw new Error("no token");
client.use({
  onRequest({ request }) {
    request.headers.set("authorization", `Bearer ${token.access_token}`);
    return request;
  },
});

// One like it of a new customer, so that the demo stays as it is.
const { data: model } = await client.GET("/v1/subscriptions/{subscriptionKey}", {
  params: { path: { subscriptionKey: "A-S00002089" }, header },
});
const { data: sold, error: unsold } = await client.POST("/v1/orders", {
  params: { header },
  body: {
    orderDate: "2023-05-01",
    newAccount: {
      name: "Generated Ltd",
      currency: "USD",
      billCycleDay: 1,
      billToContact: { firstName: "Ada", lastName: "Byron", country: "United States" },
    },
    subscriptions: [
      {
        orderActions: [
          {
            type: "CreateSubscription",
            triggerDates: [{ name: "ContractEffective", triggerDate: "2023-05-01" }],
            createSubscription: {
              terms: {
                initialTerm: {
                  termType: "TERMED",
                  period: 12,
                  periodType: "Month",
                  startDate: "2023-05-01",
                },
              },
              subscribeToRatePlans: [
                { productRatePlanId: model?.ratePlans[0]?.productRatePlanId ?? "" },
              ],
            },
          },
        ],
      },
    ],
    processingOptions: {
      runBilling: true,
      billingOptions: { documentDate: "2023-05-01", targetDate: "2023-05-01" },
    },
  },
});
if (unsold) throw new Error(JSON.stringify(unsold));
const subscriptionKey = sold.subscriptions?.[0]?.subscriptionNumber ?? "";
const accountKey = sold.accountNumber ?? "";
const { data: before } = await client.GET("/v1/accounts/{accountKey}", {
  params: { path: { accountKey }, header },
});
equal(before?.metrics.balance, 30);

const { data: ordered, error } = await client.POST("/v1/orders", {
  params: { header },
  body: {
    orderDate: "2023-05-24",
    existingAccountNumber: accountKey,
    subscriptions: [
      {
        subscriptionNumber: subscriptionKey,
        orderActions: [
          {
            type: "CancelSubscription",
            triggerDates: [{ name: "ContractEffective", triggerDate: "2023-05-24" }],
            cancelSubscription: {
              cancellationPolicy: "SpecificDate",
              cancellationEffectiveDate: "2023-05-24",
            },
          },
        ],
      },
    ],
    processingOptions: {
      runBilling: true,
      writeOff: true,
      billingOptions: { documentDate: "2023-05-24", targetDate: "2023-05-24" },
    },
  },
});
if (error) throw new Error(JSON.stringify(error));
equal(ordered.status, "Completed");

const { data: after } = await client.GET("/v1/subscriptions/{subscriptionKey}", {
  params: { path: { subscriptionKey }, header },
});
equal(after?.status, "Cancelled");
const { data: account } = await client.GET("/v1/accounts/{accountKey}", {
  params: { path: { accountKey }, header },
});
equal(account?.metrics.balance, 0);
const { data: memos } = await client.GET("/v1/credit-memos", {
  params: { query: { accountNumber: accountKey }, header },
});
equal(
  memos?.creditmemos.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0),
  3000,
);
console.log("openapi-typescript with openapi-fetch: cancelled, credited and written off: 30.00");

function equal(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${String(actual)} is not ${String(expected)}`);
}
