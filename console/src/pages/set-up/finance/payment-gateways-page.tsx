import { api } from "../../../api/client.ts";
import type { Answered } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import { Status } from "../../../ui/status.tsx";
import { type Deed, Deeds } from "../form/deeds.tsx";
import { type BodyOf, fieldsOf, sameOptions } from "../form/field.ts";
import type { Setting } from "../form/setting.ts";
import { SettingPage } from "../form/setting-page.tsx";

type Listed = Answered<"listPaymentGateways">;
type Gateway = Listed["paymentgateways"][number];

const GATEWAYS: Setting<Gateway, Listed> = {
  title: "Payment gateways",
  one: "payment gateway",
  about: "Who takes payments. Secret keys are in the server's environment, and never shown.",
  write: "payments.write",
  list: {
    ask: () => ask.listPaymentGateways({}),
    rowsOf: ({ paymentgateways }) => paymentgateways,
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [
      { name: "type", title: "Type", cell: ({ type }) => type },
      { name: "default", title: "Default", cell: ({ isDefault }) => (isDefault ? "yes" : "–") },
      {
        name: "status",
        title: "Status",
        cell: ({ isActive }) => <Status status={isActive ? "Active" : "Inactive"} />,
      },
    ],
  },
  empty: "A test gateway takes payments that no bank knows of.",
  form: {
    fields: fieldsOf<"createPaymentGateway">([
      { name: "name", label: "Name", kind: "text", isRequired: true },
      {
        ...{ name: "type", label: "Type", kind: "choice" },
        options: sameOptions(["Test Gateway", "Stripe"]),
      },
      {
        ...{ name: "secretKeyVariable", label: "Variable with the secret key", kind: "text" },
        help: "Of the server's environment; its name begins with STRIPE_SECRET_KEY.",
        when: ({ type }) => type === "Stripe",
      },
      { name: "isDefault", label: "Take it where none is named", kind: "switch" },
    ]),
    initial: { name: "", type: "Test Gateway", secretKeyVariable: "STRIPE_SECRET_KEY" },
    draftOf: () => ({}),
    create: (body) => api.createPaymentGateway({ body: body as BodyOf<"createPaymentGateway"> }),
  },
  Beneath: ({ row }) => <Deeds title="Use" needs="payments.write" deeds={deedsOf(row)} />,
};

function deedsOf({ id, isActive, isDefault }: Gateway): Deed[] {
  const set = (body: BodyOf<"updatePaymentGateway">) =>
    api.updatePaymentGateway({ params: { gatewayKey: id }, body });
  return [
    isActive
      ? {
          name: "Deactivate the gateway",
          about: "Nothing is asked of it any more.",
          run: () => set({ isActive: false }),
        }
      : {
          name: "Activate the gateway",
          about: "Payments can be asked of it again.",
          run: () => set({ isActive: true }),
        },
    ...(isDefault
      ? []
      : [
          {
            name: "Make it the default",
            about: "Where no gateway is named, it is taken from then on.",
            run: () => set({ isDefault: true }),
          },
        ]),
  ];
}

export const PaymentGatewaysPage = () => <SettingPage setting={GATEWAYS} />;
