/** One subscriber whose subscription goes through changes and billings, seen as a caller sees it. */
import { change, changeOrder } from "./change-order.ts";
import {
  anAccount,
  aPlan,
  type PlanCharge,
  type Subscribe,
  subscribe,
  succeed,
} from "./company.ts";
import type { Answer, TestServer } from "./server.ts";

type Fields = Readonly<Record<string, unknown>>;

export type Subscriber = {
  readonly accountId: string;
  readonly accountNumber: string;
  readonly subscriptionNumber: string;
};

/** A new account with one subscription, of 12 months from 1 January 2023 unless it says otherwise. */
export async function aSubscriber(
  server: TestServer,
  charges: readonly PlanCharge[],
  { account, ...subscribed }: Partial<Subscribe> & { readonly account?: Fields } = {},
): Promise<Subscriber> {
  const { accountId, accountNumber } = await anAccount(server, account);
  const plan = await aPlan(server, charges);
  const from = "2023-01-01";
  const created = await subscribe(server, { accountNumber, plan, from, ...subscribed });
  return { accountId, accountNumber, subscriptionNumber: created.subscriptionNumbers[0] };
}

/** Orders actions on the subscription, and bills it through a day if one is given. */
export const order = (
  server: TestServer,
  { accountNumber, subscriptionNumber }: Subscriber,
  orderActions: readonly Fields[],
  billThrough?: string,
): Promise<Answer["json"]> =>
  change(server, {
    accountNumber,
    subscriptionNumber,
    orderActions,
    ...(billThrough !== undefined && { billThrough }),
  });

/** The code and the message of an order that must be refused. */
export async function refusal(
  server: TestServer,
  { accountNumber, subscriptionNumber }: Subscriber,
  orderActions: readonly Fields[],
): Promise<{ code: number; message: string }> {
  const body = changeOrder({ accountNumber, subscriptionNumber, orderActions });
  const { json, text } = await server.call("POST", "/v1/orders", body);
  if (json.success !== false) throw new Error(`not refused: ${text}`);
  return json.reasons[0];
}

export const subscriptionOf = (
  server: TestServer,
  { subscriptionNumber }: Subscriber,
): Promise<Answer["json"]> =>
  succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}?charge-detail=all-segments`);

type Item = {
  serviceStartDate: string;
  serviceEndDate: string;
  chargeAmount: number;
  amount: number;
};

/** "2023-01-01..2023-01-31 30": every item of the account's documents, in the order of service. */
export async function itemsOf(server: TestServer, { accountId }: Subscriber): Promise<string[]> {
  const filter = `filter[]=accountId.EQ:${accountId}&pageSize=99`;
  const invoices = await succeed(server, "GET", `/object-query/invoices?${filter}`);
  const memos = await succeed(server, "GET", `/object-query/credit-memos?${filter}`);
  const lines: string[] = [];
  for (const { id } of invoices.data) {
    const { invoiceItems } = await succeed(server, "GET", `/v1/invoices/${id}/items?pageSize=40`);
    lines.push(...invoiceItems.map((item: Item) => written(item, item.chargeAmount)));
  }
  for (const { id } of memos.data) {
    const { items } = await succeed(server, "GET", `/v1/credit-memos/${id}/items?pageSize=40`);
    lines.push(...items.map((item: Item) => written(item, -item.amount)));
  }
  return lines.sort();
}

const written = ({ serviceStartDate, serviceEndDate }: Item, amount: number): string =>
  `${serviceStartDate}..${serviceEndDate} ${amount}`;
