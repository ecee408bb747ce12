import { BillingError } from "#engine/errors.ts";
import { type CreatedOrder, createOrder } from "#operations/create-order.ts";
import { type Call, type Result, type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toOrder } from "./to-order.ts";

export const orderRoutes: Route[] = [
  route(contract.createOrder, async (context, call) =>
    toAnswer(await createOrder(context, toOrder(call.body)), call),
  ),
  route(contract.createOrderAsynchronously, async (_context, { body }) => {
    if (body.processingOptions?.writeOff || body.processingOptions?.refund) {
      const message =
        "'writeOff' and 'refund' are not possible asynchronously: use POST /v1/orders, which answers what became of each invoice.";
      throw new BillingError("NOT_ALLOWED", { message });
    }
    const message = "Asynchronous orders are not supported by this version: use POST /v1/orders.";
    throw new BillingError("NOT_SUPPORTED", { message });
  }),
];

type Answer = Result<typeof contract.createOrder>;

/** Sections with nothing in them are absent, not null. */
function toAnswer(
  created: CreatedOrder,
  { query, version }: Call<typeof contract.createOrder>,
): Answer {
  const { accountNumber, invoices, creditMemos } = created;
  const subscriptions = created.changes.map(({ next }) => next);
  return {
    orderNumber: created.orderNumber,
    accountNumber,
    status: "Completed",
    ...(version.atLeast("223.0")
      ? {
          subscriptions: subscriptions.map(({ subscriptionNumber, status }) => ({
            subscriptionNumber,
            subscriptionOwnerId: created.accountId,
            subscriptionOwnerNumber: accountNumber,
            status,
          })),
        }
      : { subscriptionNumbers: subscriptions.map((each) => each.subscriptionNumber) }),
    invoiceNumbers: unlessEmpty(invoices.map((invoice) => invoice.invoiceNumber)),
    creditMemoNumbers: unlessEmpty(creditMemos.map((memo) => memo.creditMemoNumber)),
    writeOff: created.writeOff && [...created.writeOff],
    ...(query.returnIds && {
      orderId: created.orderId,
      accountId: created.accountId,
      subscriptionIds: subscriptions.map((each) => each.subscriptionId),
      invoiceIds: unlessEmpty(invoices.map((invoice) => invoice.invoiceId)),
      creditMemoIds: unlessEmpty(creditMemos.map((memo) => memo.creditMemoId)),
    }),
  };
}

const unlessEmpty = <Value>(values: Value[]): Value[] | undefined =>
  values.length > 0 ? values : undefined;
