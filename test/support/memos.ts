/** Invoices to make memos from, and memos, through the API. */
import { anAccount, aPlan, subscribe, succeed } from "./company.ts";
import type { Answer, TestServer } from "./server.ts";

type Json = Answer["json"];
type Fields = Readonly<Record<string, unknown>>;

export type Billed = {
  readonly accountNumber: string;
  readonly subscriptionNumber: string;
  readonly productRatePlanChargeIds: readonly string[];
  readonly invoiceNumber: string;
  readonly invoiceId: string;
  /** In the order of the charges. */
  readonly itemIds: readonly string[];
};

/** A new account that owes an invoice of May 2023, with an item of each of these prices. */
export async function aBilledAccount(
  server: TestServer,
  prices: readonly number[],
  account: Fields = {},
): Promise<Billed> {
  const currency = account.currency ?? "USD";
  const { accountNumber } = await anAccount(server, account);
  const plan = await aPlan(
    server,
    prices.map((price, index) => ({
      Name: `Charge ${index + 1}`,
      ProductRatePlanChargeTierData: {
        ProductRatePlanChargeTier: [{ Currency: currency, Price: price }],
      },
    })),
  );
  const order = await subscribe(server, {
    accountNumber,
    plan,
    from: "2023-05-01",
    billThrough: "2023-05-01",
  });
  const invoiceId = order.invoiceIds[0];
  const { invoiceNumber } = await succeed(server, "GET", `/v1/invoices/${invoiceId}`);
  const { invoiceItems } = await succeed(
    server,
    "GET",
    `/v1/invoices/${invoiceId}/items?pageSize=40`,
  );
  const itemIds = prices.map(
    (_, index) =>
      invoiceItems.find((item: Json) => item.chargeName === `Charge ${index + 1}`).id as string,
  );
  return {
    accountNumber,
    subscriptionNumber: order.subscriptionNumbers[0],
    productRatePlanChargeIds: plan.chargeIds,
    invoiceNumber,
    invoiceId,
    itemIds,
  };
}

/** A memo of so much of each item, by position; those of undefined are left out. */
export const itemsOf = (
  { itemIds }: Pick<Billed, "itemIds">,
  amounts: readonly (number | undefined)[],
): Fields[] =>
  itemIds.flatMap((invoiceItemId, index) => {
    const amount = amounts[index];
    return amount === undefined ? [] : [{ invoiceItemId, amount }];
  });

/** A posted credit memo of May 2023 for so much of each item of the invoice, unless said otherwise. */
export const aCreditMemo = (
  server: TestServer,
  billed: Billed,
  amounts: readonly (number | undefined)[],
  fields: Fields = {},
): Promise<Json> =>
  succeed(server, "POST", `/v1/credit-memos/invoice/${billed.invoiceNumber}`, {
    items: itemsOf(billed, amounts),
    effectiveDate: "2023-05-02",
    autoPost: true,
    ...fields,
  });

/** The same of a debit memo. */
export const aDebitMemo = (
  server: TestServer,
  billed: Billed,
  amounts: readonly (number | undefined)[],
  fields: Fields = {},
): Promise<Json> =>
  succeed(server, "POST", `/v1/debit-memos/invoice/${billed.invoiceNumber}`, {
    items: itemsOf(billed, amounts),
    effectiveDate: "2023-05-02",
    autoPost: true,
    ...fields,
  });
