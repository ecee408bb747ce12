import { BillingError } from "#engine/errors.ts";
import type { Context } from "#operations/context.ts";
import type { PaidOrder } from "#operations/create-order-and-collect.ts";
import { previewNewSubscription } from "#operations/preview-subscription.ts";
import { orderFor, subscribe } from "#operations/subscribe.ts";
import { askingTaxEngines } from "#operations/with-outside-taxes.ts";
import { crudErrors, reasonsOf } from "../errors.ts";
import { type Call, type Route, route } from "../route.ts";
import { contracted } from "../subscriptions/create-routes.ts";
import { paymentFields, previewFields } from "./answer-of-orders.ts";
import type { Refusal } from "./change-objects.ts";
import { refuseUnknownFields } from "./refuse-unknown-fields.ts";
import type { Fields } from "./spelling.ts";
import * as contract from "./subscribe-contract.ts";
import { toSubscribing } from "./to-subscribing.ts";

export const subscribeRoutes: readonly Route[] = [
  route(contract.subscribe, async (context, call) => {
    const { body, query } = call;
    refuseUnknownFields(body, contract.subscribe.request, query);
    const { length: given } = body.subscribes;
    if (given > contract.MOST_SUBSCRIBES) {
      const details = { most: String(contract.MOST_SUBSCRIBES), given: String(given) };
      throw new BillingError("MAX_RECORDS_EXCEEDED", details);
    }
    const answers: Subscribed[] = [];
    for (const request of body.subscribes) {
      answers.push(
        await askingTaxEngines(context, (asking) =>
          answered(asking, call, contract.subscribe, () => subscribeOne(asking, request)),
        ),
      );
    }
    return answers;
  }),
];

type Subscribed = Awaited<ReturnType<typeof subscribeOne>> | Refusal;

/** What is wrong with one is its own answer. */
export async function answered<Done>(
  { requestId }: Context,
  { version }: Pick<Call<typeof contract.subscribe>, "version">,
  of: typeof contract.subscribe | typeof contract.amend,
  work: () => Promise<Done>,
): Promise<Done | Refusal> {
  try {
    return await work();
  } catch (error) {
    const reasons = reasonsOf(error, { contract: of, version, requestId });
    if (reasons === undefined) throw error;
    return { Success: false, Errors: crudErrors(reasons) };
  }
}

async function subscribeOne(context: Context, request: Fields) {
  const today = context.today();
  const { subscriber, creation, preview } = toSubscribing(request, today);
  if (!preview) return toSubscribed(await subscribe(context, subscriber, creation), context);
  const { collectPayment: _, ...processingOptions } = creation.order.processingOptions;
  const order = orderFor(subscriber, { ...creation.order, processingOptions });
  const { documentDate } = processingOptions;
  const options = { ...preview, includesDrafts: false, targetDate: null, documentDate };
  const previewed = await previewNewSubscription(context, order, options);
  const { invoiceData, ...metrics } = previewFields(previewed);
  return {
    Success: true as const,
    ...totals(previewed.subscription, context),
    ...(invoiceData && { InvoiceData: invoiceData }),
    ...metrics,
  };
}

function totals(subscription: Parameters<typeof contracted>[0], { today }: Context) {
  const { contractedMrr, totalContractedValue } = contracted(subscription, today());
  return { TotalMrr: contractedMrr, TotalTcv: totalContractedValue };
}

function toSubscribed(created: PaidOrder, context: Context) {
  const [change] = created.changes;
  if (!change) throw new Error("the order has created the subscription");
  const { accountId, accountNumber, invoices, payment } = created;
  const [invoice] = invoices;
  const made = invoices.map(({ invoiceId: Id, invoiceNumber: InvoiceNumber }) => ({
    Id,
    InvoiceNumber,
  }));
  return {
    Success: true as const,
    AccountId: accountId,
    AccountNumber: accountNumber,
    SubscriptionId: change.next.subscriptionId,
    SubscriptionNumber: change.next.subscriptionNumber,
    ...(invoice && {
      InvoiceId: invoice.invoiceId,
      InvoiceNumber: invoice.invoiceNumber,
      InvoiceResult: { Invoice: made },
    }),
    ...totals(change.next, context),
    ...paymentFields(payment),
  };
}
