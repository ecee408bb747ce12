import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import { type DeltaMetrics, deltaMetrics } from "#engine/metrics/subscription-metrics.ts";
import { roundToDecimals } from "#engine/values/decimal.ts";
import type { Context } from "#operations/context.ts";
import type { Billing } from "#operations/order-of-one.ts";
import { previewSubscriptionUpdate } from "#operations/preview-subscription.ts";
import { type SubscriptionUpdate, updateSubscription } from "#operations/update-subscription.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { idOf } from "#store/ids.ts";
import { listActionIdsOfVersion } from "#store/orders.ts";
import { findSubscription } from "#store/subscriptions.ts";
import { type Route, route } from "../route.ts";
import { billingFields as billingShape } from "../subscriptions/order-fields.ts";
import { BY_DEFAULT_METHOD, toBilling } from "../subscriptions/to-billing.ts";
import * as wire from "../wire.ts";
import { paymentFields, previewFields } from "./answer-of-orders.ts";
import { refuseUnknownFields } from "./refuse-unknown-fields.ts";
import { checkedAs, type Fields, partOf, refuseEach, several } from "./spelling.ts";
import * as contract from "./subscribe-contract.ts";
import { answered } from "./subscribe-routes.ts";
import { toAmendments } from "./to-amendments.ts";
import { billingFields, toPreviewing } from "./to-subscribing.ts";

export const amendRoutes: readonly Route[] = [
  route(contract.amend, async (context, call) => {
    const { body, query } = call;
    refuseUnknownFields(body, contract.amend.request, query);
    const [request = {}] = body.requests;
    return {
      results: [await answered(context, call, contract.amend, () => amendOne(context, request))],
    };
  }),
];

async function amendOne(context: Context, request: Fields) {
  const amendments = several(request.Amendments);
  if (amendments.length > contract.MOST_AMENDMENTS) {
    const details = { most: String(contract.MOST_AMENDMENTS), given: String(amendments.length) };
    throw new BillingError("MAX_RECORDS_EXCEEDED", details);
  }
  const key = subscriptionOf(amendments);
  const update = await toUpdate(context, key, amendments, partOf(request.AmendOptions));
  const preview = partOf(request.PreviewOptions);
  const { targetDate, documentDate } = update.billing;
  const previewing = toPreviewing(preview, targetDate);
  if (!previewing) return toAmended(context, await updateSubscription(context, key, update));
  const { IncludeExistingDraftInvoiceItems: drafts } = preview;
  const includesDrafts = drafts === undefined || wire.isTrue(drafts);
  const options = { ...previewing, includesDrafts, targetDate: null, documentDate };
  const previewed = await previewSubscriptionUpdate(context, key, update, options);
  const { base, subscription } = previewed;
  assert(base, "an amendment has something to change");
  const { invoiceData, ...metrics } = previewFields(previewed);
  return {
    Success: true as const,
    ...totals(deltaMetrics(base, subscription, context.today())),
    ...(invoiceData && { InvoiceDatas: invoiceData }),
    ...metrics,
  };
}

/** Errors: MISSING_FIELD; NOT_ALLOWED for several. */
function subscriptionOf(amendments: readonly Fields[]): string {
  const keys = new Set(amendments.map(({ SubscriptionId }) => SubscriptionId));
  const [key] = keys;
  if (typeof key !== "string" || idOf(key) === null) {
    throw new BillingError("MISSING_FIELD", { field: "SubscriptionId" });
  }
  if (keys.size === 1) return key;
  const message = "All amendments of one request have the same 'SubscriptionId'.";
  throw new BillingError("NOT_ALLOWED", { message });
}

async function toUpdate(
  { database, entityId, today }: Context,
  key: string,
  amendments: readonly Fields[],
  options: Fields,
): Promise<SubscriptionUpdate> {
  const { found, named } = await inTransaction(database, entityId, async (tx) => ({
    found: await findSubscription(tx, key),
    named: await withNumbers(tx, amendments),
  }));
  if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return {
    orderDate: null,
    details: {},
    customFields: {},
    terms: undefined,
    productChanges: toAmendments(named, found.subscription, today()),
    billing: toAmendBilling(options),
  };
}

const DESTINATIONS = ["DestinationAccountId", "DestinationInvoiceOwnerId"];

/** Orders hand over to accounts by their numbers. Errors: ENTITY_NOT_FOUND. */
async function withNumbers(tx: Transaction, amendments: readonly Fields[]): Promise<Fields[]> {
  const named: Fields[] = [];
  for (const amendment of amendments) {
    const numbers: Record<string, string> = {};
    for (const name of DESTINATIONS) {
      const { [name]: key } = amendment;
      if (typeof key !== "string" || key === "") continue;
      const account = await findAccount(tx, key);
      if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
      numbers[name] = account.accountNumber;
    }
    named.push({ ...amendment, ...numbers });
  }
  return named;
}

const OPTIONS_NOT_YET = ["ExternalPaymentOptions"];

function toAmendBilling(options: Fields): Billing {
  refuseEach("AmendOptions", options, OPTIONS_NOT_YET);
  const { paymentMethodId, ...fields } = billingFields(options, "InvoiceProcessingOptions");
  const body = checkedAs(wire.looseBody(billingShape), fields);
  const billing = toBilling(body, { billsByDefault: false });
  if (!billing.collectPayment || paymentMethodId === undefined) return billing;
  const method = checkedAs(wire.key, paymentMethodId);
  return { ...billing, collectPayment: { ...BY_DEFAULT_METHOD, paymentMethodId: method } };
}

type Amended = Awaited<ReturnType<typeof updateSubscription>>;

async function toAmended({ database, entityId }: Context, amended: Amended) {
  const { subscriptionId, invoiceId, creditMemoId, payment, ...delta } = amended;
  const ids = await inTransaction(database, entityId, (tx) =>
    listActionIdsOfVersion(tx, subscriptionId),
  );
  return {
    Success: true as const,
    SubscriptionId: subscriptionId,
    ...totals(delta),
    AmendmentIds: ids,
    ...(invoiceId && { InvoiceId: invoiceId }),
    ...(creditMemoId && { CreditMemoId: creditMemoId }),
    ...paymentFields(payment),
  };
}

/** As PUT /v1/subscriptions/{key} has them. */
const totals = ({ totalDeltaMrr, totalDeltaTcv }: DeltaMetrics) => ({
  TotalDeltaMrr: roundToDecimals(totalDeltaMrr, 7),
  TotalDeltaTcv: totalDeltaTcv && roundToDecimals(totalDeltaTcv, 7),
});
