/** The older ways to create and to change a subscription: both make orders. */
import { z } from "zod";
import type { Permission } from "#engine/rights/permissions.ts";
import { contract } from "../contract.ts";
import { crudBody, crudQuery } from "../object-crud/crud-body.ts";
import { createOrder } from "../orders/contract.ts";
import * as wire from "../wire.ts";

const tag = "Actions";
const envelope = "action" as const;

/** The field's own limits. */
export const MOST_SUBSCRIBES = 50;
export const MOST_AMENDMENTS = 10;

const request = z.record(z.string(), z.unknown());

const refused = z.object({
  Success: z.literal(false),
  Errors: z.array(z.object({ Code: z.string(), Message: z.string() })),
});

const money = wire.money.nullable().optional();

const paid = {
  PaymentId: wire.id.optional(),
  PaymentTransactionNumber: z.string().optional(),
  GatewayResponse: z.string().optional(),
  GatewayResponseCode: z.string().optional(),
};

const invoiceData = z
  .array(z.object({ Invoice: z.looseObject({}), InvoiceItem: z.array(z.looseObject({})) }))
  .optional()
  .describe("Of a preview.");

const chargeMetricsData = z
  .object({ ChargeMetrics: z.array(z.looseObject({})) })
  .optional()
  .describe("Of a preview that asks for it.");

type Body = Readonly<Record<string, unknown>>;

const partsOf = (value: unknown): Body[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "object" && one !== null) : [];

const optionsOf = (of: unknown): Body =>
  typeof of === "object" && of !== null ? (of as Body) : {};

const isPreview = ({ PreviewOptions }: Body): boolean =>
  wire.isTrue(optionsOf(PreviewOptions).EnablePreviewMode);

/** Unless it says not to, or only asks what would be. */
const subscribeCollects = (request: Body): boolean =>
  !isPreview(request) &&
  ![
    optionsOf(request.SubscribeOptions).ProcessPayments,
    optionsOf(request.SubscribeOptions).GenerateInvoice,
  ].some(wire.isFalse);

export const subscribe = contract({
  operation: "subscribe",
  method: "POST",
  path: "/v1/action/subscribe",
  summary: "Subscribe",
  description: `Up to ${MOST_SUBSCRIBES} new subscriptions, each by an order of its own and each answered by itself: of an account that there is (\`Account.Id\`), or of one that is created with its contacts and its payment method. Each is billed unless SubscribeOptions.GenerateInvoice is false, and what it bills is collected unless ProcessPayments is false or the account has nothing to pay with. With PreviewOptions.EnablePreviewMode it is only said what would be billed. What one subscription bills is billed: there is no InvoiceProcessingScope Account for an account that there is.`,
  tag,
  query: crudQuery,
  request: crudBody({
    subscribes: z
      .array(request)
      .describe(
        "Each with Account, SubscriptionData {Subscription, RatePlanData[]}, and if need be BillToContact, SoldToContact, PaymentMethod, SubscribeOptions, PreviewOptions.",
      ),
  }),
  response: z
    .array(
      z.union([
        z.object({
          Success: z.literal(true),
          AccountId: wire.id.optional(),
          AccountNumber: z.string().optional(),
          SubscriptionId: wire.id.optional(),
          SubscriptionNumber: z.string().optional(),
          InvoiceId: wire.id.optional(),
          InvoiceNumber: z.string().optional(),
          InvoiceResult: z
            .object({ Invoice: z.array(z.object({ Id: wire.id, InvoiceNumber: z.string() })) })
            .optional(),
          TotalMrr: money,
          TotalTcv: money.describe("Null for evergreen."),
          InvoiceData: invoiceData,
          ChargeMetricsData: chargeMetricsData,
          ...paid,
        }),
        refused,
      ]),
    )
    .describe("One for each request, in their order."),
  errors: ["MAX_RECORDS_EXCEEDED", "UNRECOGNISED_FIELDS", ...createOrder.errors],
  envelope,
  isHighVolume: true,
  callsGateway: ({ subscribes }) => partsOf(subscribes).some(subscribeCollects),
  alsoNeeds: ({ subscribes }) => {
    const asked = partsOf(subscribes);
    const opens = asked.some(({ Account }) => optionsOf(Account).Id === undefined);
    const pays = asked.some((each) => each.PaymentMethod != null || subscribeCollects(each));
    return [
      ...(opens ? (["accounts.write"] as const) : []),
      ...(pays ? (["payments.write"] as const) : []),
    ] satisfies Permission[];
  },
});

export const amend = contract({
  operation: "amend",
  method: "POST",
  path: "/v1/action/amend",
  summary: "Amend",
  description: `Changes one subscription by up to ${MOST_AMENDMENTS} amendments, which are the actions of one order and make one version: all of them, or none. NewProduct, RemoveProduct, UpdateProduct, Cancellation, Renewal, TermsAndConditions, OwnerTransfer, SuspendSubscription and ResumeSubscription. It is billed if AmendOptions.GenerateInvoice is true, and what it bills is collected if ProcessPayments is true as well. AmendmentIds are the ids of the order's actions.`,
  tag,
  query: crudQuery,
  request: crudBody({
    requests: z
      .array(request)
      .min(1)
      .max(1)
      .describe("One: {Amendments[], AmendOptions, PreviewOptions}."),
  }),
  response: z.object({
    results: z.array(
      z.union([
        z.object({
          Success: z.literal(true),
          SubscriptionId: wire.id.optional().describe("Of the new version."),
          AmendmentIds: z.array(wire.id).optional(),
          TotalDeltaMrr: money,
          TotalDeltaTcv: money.describe("Null for evergreen."),
          InvoiceId: wire.id.optional(),
          CreditMemoId: wire.id.optional(),
          InvoiceDatas: invoiceData,
          ChargeMetricsData: chargeMetricsData,
          ...paid,
        }),
        refused,
      ]),
    ),
  }),
  errors: ["MAX_RECORDS_EXCEEDED", "UNRECOGNISED_FIELDS", ...createOrder.errors],
  envelope,
  isHighVolume: true,
  callsGateway: ({ requests }) =>
    partsOf(requests).some((each) => wire.isTrue(optionsOf(each.AmendOptions).ProcessPayments)),
  alsoNeeds: ({ requests }) => {
    const pays = partsOf(requests).some((each) =>
      wire.isTrue(optionsOf(each.AmendOptions).ProcessPayments),
    );
    return (pays ? ["payments.write"] : []) satisfies Permission[];
  },
});
