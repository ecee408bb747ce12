/** Customers who owe something and have a card, made through the API. */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { inTransaction, sql } from "#store/database.ts";
import { anAccount, type Plan, subscribe, succeed } from "./company.ts";
import type { Answer, TestServer } from "./server.ts";

type Fields = Readonly<Record<string, unknown>>;
type Json = Answer["json"];

/** A card that behaves as its number says: docs/test-gateway.md. */
export const aCard = (cardNumber = "4111111111111111") => ({
  type: "CreditCard",
  cardType: "Visa",
  cardNumber,
  expirationMonth: 11,
  expirationYear: 2049,
  cardHolderInfo: { cardHolderName: "John Smith" },
  skipValidation: true,
});

export type Debtor = {
  readonly accountId: string;
  readonly accountNumber: string;
  readonly subscriptionNumber: string;
  /** By number. */
  readonly invoiceIds: readonly string[];
  readonly paymentMethodId: string;
};

/** An account with a default card and a subscription of `plan` that is billed. */
export async function aDebtor(
  server: TestServer,
  plan: Plan,
  {
    cardNumber,
    from = "2023-01-01",
    billThrough = "2023-01-01",
    months = 12,
    account = {},
    authGateway,
  }: {
    readonly cardNumber?: string | undefined;
    readonly from?: string;
    readonly billThrough?: string;
    readonly months?: number;
    readonly account?: Fields;
    readonly authGateway?: string | undefined;
  } = {},
): Promise<Debtor> {
  const { accountId, accountNumber } = await anAccount(server, account);
  const method = await succeed(server, "POST", "/v1/payment-methods", {
    ...aCard(cardNumber),
    authGateway,
    accountKey: accountId,
    makeDefault: true,
  });
  const order = await subscribe(server, { accountNumber, plan, from, billThrough, months });
  return {
    accountId,
    accountNumber,
    subscriptionNumber: order.subscriptionNumbers[0],
    invoiceIds: order.invoiceIds ?? [],
    paymentMethodId: method.id,
  };
}

/** The first invoice of a debtor as it is now. */
export const invoiceOf = (server: TestServer, { invoiceIds }: Debtor): Promise<Json> =>
  succeed(server, "GET", `/v1/invoices/${invoiceIds[0]}`);

/** A payment of the default card for the first invoice, or what `fields` say instead. */
export const aPayment = (debtor: Debtor, amount: number, fields: Fields = {}) => ({
  accountId: debtor.accountId,
  amount,
  currency: "USD",
  type: "Electronic",
  invoices: [{ invoiceId: debtor.invoiceIds[0], amount }],
  ...fields,
});

/** As if the time to ask gateways again had come. */
export async function askAgainNow({ database, entityId }: TestServer): Promise<void> {
  await inTransaction(database, entityId, async (tx) => {
    await sql`update payments set next_attempt_at = now() where status = 'Processing'`.execute(tx);
    await sql`update refunds set next_attempt_at = now() where status = 'Processing'`.execute(tx);
  });
  await database.pool.query("select graphile_worker.add_job('FindOutcomes')");
}

/** What `read` answers once it has this status. */
export async function until(read: () => Promise<Json>, status: string): Promise<Json> {
  for (let tries = 0; tries < 400; tries += 1) {
    const now = await read();
    if (now.status === status) return now;
    await delay(25);
  }
  assert.fail(`it has not become ${status}`);
}
