/** A program of somebody who has installed the package: test/support/calling-project.ts runs it. */
import { type Answer, createClient, type Operations, QuittanceError } from "quittance/client";

declare const process: { readonly argv: readonly string[] };

const [, , baseUrl = "", clientId = "", clientSecret = ""] = process.argv;
const quittance = createClient({ baseUrl, clientId, clientSecret });

const { subscriptions } = await quittance.listSubscriptions({
  params: { accountKey: "A00000850" },
});
const [subscription] = subscriptions;
const answer: Answer<Operations["previewOrder"]> = await quittance.previewOrder({
  body: {
    orderDate: "2023-05-24",
    existingAccountNumber: "A00000850",
    subscriptions: [
      {
        subscriptionNumber: "A-S00002089",
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
    previewOptions: {
      previewTypes: ["BillingDocs"],
      previewThruType: "SpecificDate",
      specificPreviewThruDate: "2023-05-24",
    },
  },
});
const credits = answer.previewResult?.creditMemos ?? [];
const amounts: readonly number[] = credits.map(({ amount }) => amount);

// What the contracts do not know does not compile.
// @ts-expect-error
const unknown = credits[0]?.amonut;
const refusal = await quittance
  .getAccount({ params: { accountKey: "A/1" } })
  .catch((error) => error);

console.log(
  JSON.stringify({
    subscriptionNumber: subscription?.subscriptionNumber,
    amounts,
    unknown,
    status: refusal instanceof QuittanceError && refusal.status,
    isThere: "createOrder" in quittance,
  }),
);
