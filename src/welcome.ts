import { DEMO_CLIENT, DEMO_USER } from "#operations/create-demo-entity.ts";

/** The first screen: where the server is, who may call it, and a request to paste. */
export function welcome(origin: string, options: { readonly hasDemo: boolean }): string {
  const ready = `Quittance is ready at ${origin}`;
  return options.hasDemo ? `${ready}\n${demo(origin)}` : ready;
}

const demo = (origin: string) => `
Console: ${origin}/  user ${DEMO_USER.name}, password ${DEMO_USER.password}
My Account, the page of customers: ${origin}/my  (${origin}/docs/guides/10-my-account)
OAuth client of the demo entity: ${DEMO_CLIENT.id} / ${DEMO_CLIENT.secret}
For SDKs that want 36 characters: ${DEMO_CLIENT.longId}

Cancel a subscription and write off what it still owes: paste these two lines.

token=$(curl -s ${origin}/oauth/token -d client_id=${DEMO_CLIENT.id} \\
  -d client_secret=${DEMO_CLIENT.secret} -d grant_type=client_credentials |
  sed 's/.*"access_token": *"\\([^"]*\\)".*/\\1/')
curl -s ${origin}/v1/orders -H "Authorization: Bearer $token" \\
  -H 'Content-Type: application/json' -d '${JSON.stringify(CANCEL_AND_WRITE_OFF)}'
`;

/** The published request without its empty and optional fields. */
const CANCEL_AND_WRITE_OFF = {
  orderDate: "2023-05-24",
  existingAccountNumber: "A00000850",
  subscriptions: [
    {
      subscriptionNumber: "A-S00002089",
      orderActions: [
        {
          type: "CancelSubscription",
          triggerDates: [
            { name: "ContractEffective", triggerDate: "2023-05-24" },
            { name: "ServiceActivation", triggerDate: "2023-05-24" },
            { name: "CustomerAcceptance", triggerDate: "2023-05-24" },
          ],
          cancelSubscription: {
            cancellationPolicy: "SpecificDate",
            cancellationEffectiveDate: "2023-05-24",
          },
        },
      ],
    },
  ],
  processingOptions: {
    runBilling: false,
    writeOff: true,
    billingOptions: { documentDate: "2023-05-24", targetDate: "2023-05-24" },
    collectPayment: false,
  },
} as const;
