/** Bill runs over HTTP, and what they leave. */
import { setTimeout as delay } from "node:timers/promises";
import { anAccount, type Plan, subscribe, succeed } from "./company.ts";
import type { TestServer } from "./server.ts";

type Fields = Readonly<Record<string, unknown>>;

/** An account with a subscription from 1 January 2023. */
export async function aBilledAccount(server: TestServer, plan: Plan, fields: Fields = {}) {
  const { accountId, accountNumber } = await anAccount(server, fields);
  const from = "2023-01-01";
  const { subscriptionNumbers } = await subscribe(server, { accountNumber, plan, from });
  return { accountId, accountNumber, subscriptionNumber: subscriptionNumbers[0] };
}

export const ofAccount = (accountId: string) => ({
  billRunFilters: [{ filterType: "Account", accountId }],
});

const UNDER_WAY = [
  "Pending",
  "Processing",
  "PostInProgress",
  "CancelInProgress",
  "RemoveInProgress",
];

/** A bill run as it is when it has ended. */
export async function billRun(server: TestServer, fields: Fields) {
  const { id } = await succeed(server, "POST", "/v1/bill-runs", fields);
  return ended(server, id);
}

/** The run once nobody works on it; undefined once it is gone. */
export async function ended(server: TestServer, id: string) {
  for (;;) {
    const { status, json } = await server.call("GET", `/v1/bill-runs/${id}`);
    if (status === 404 || json.success === false) return undefined;
    if (!UNDER_WAY.includes(json.status)) return json;
    await delay(5);
  }
}

export async function invoicesOf(server: TestServer, accountId: string) {
  const path = `/v1/transactions/invoices/accounts/${accountId}`;
  return (await succeed(server, "GET", path)).invoices;
}

type Item = { serviceStartDate: string; serviceEndDate: string; chargeAmount: number };

/** "2023-01-01..2023-01-31 30": items of the account's invoices that are not cancelled. */
export async function billedItems(server: TestServer, accountId: string): Promise<string[]> {
  const items: string[] = [];
  for (const { id, status } of await invoicesOf(server, accountId)) {
    if (status === "Canceled") continue;
    const { invoiceItems } = await succeed(server, "GET", `/v1/invoices/${id}/items`);
    for (const { serviceStartDate, serviceEndDate, chargeAmount } of invoiceItems as Item[]) {
      items.push(`${serviceStartDate}..${serviceEndDate} ${chargeAmount}`);
    }
  }
  return items.sort();
}
