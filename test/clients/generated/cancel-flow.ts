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

const subscriptionKey = "A-S00002089";
const { data: before } = await client.GET("/v1/subscriptions/{subscriptionKey}", {
  params: { path: { subscriptionKey }, header },
});
equal(before?.status, "Active");

const { data: ordered, error } = await client.POST("/v1/orders", {
  params: { header },
  body: {
    orderDate: "2023-05-24",
    existingAccountNumber: "A00000850",
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
  params: { path: { accountKey: "A00000850" }, header },
});
equal(account?.metrics.balance, 0);
const { data: memos } = await client.GET("/v1/credit-memos", {
  params: { query: { accountNumber: "A00000850" }, header },
});
equal(
  memos?.creditmemos.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0),
  3000,
);
console.log("openapi-typescript with openapi-fetch: cancelled, credited and written off: 30.00");

function equal(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${String(actual)} is not ${String(expected)}`);
}
