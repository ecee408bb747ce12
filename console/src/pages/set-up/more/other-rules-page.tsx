import { api } from "../../../api/client.ts";
import { ask } from "../../../api/queries.ts";
import { PageHead } from "../../../ui/page-head.tsx";
import { type BodyOf, fieldsOf } from "../form/field.ts";
import { SettingObject } from "../form/setting-object.tsx";
import { AgeBuckets } from "./age-buckets.tsx";

const SPREAD = [
  { value: "Proration", label: "Over all of them, each by its share" },
  { value: "FirstInFirstOut", label: "One after the other, the oldest first" },
];

const SUBSCRIPTIONS = fieldsOf<"updateSubscriptionSettings">([
  {
    ...{ name: "requireServiceActivation", label: "Wait for service activation", kind: "switch" },
    help: "An order is pending until its day is given.",
  },
  {
    ...{ name: "requireCustomerAcceptance", label: "Wait for customer acceptance", kind: "switch" },
    help: "An order is pending until its day is given.",
  },
  {
    ...{
      name: "renewNoChargeSubscription",
      label: "Renew what has no charge left",
      kind: "switch",
    },
    help: "Off: a subscription without a recurring charge that goes on does not renew by itself.",
  },
]);

const APPLICATION = fieldsOf<"updateApplicationRules">([
  {
    ...{ name: "creditMemoApplicationRule", label: "A credit memo pays items", kind: "choice" },
    options: SPREAD,
  },
  {
    ...{ name: "paymentApplicationRule", label: "A payment pays items", kind: "choice" },
    options: SPREAD,
  },
  {
    ...{ name: "writeOffAllocationRule", label: "A write-off of a part", kind: "choice" },
    options: SPREAD,
  },
]);

const LIMITS = fieldsOf<"updateOrderLimits">([
  { name: "subscriptionsPerOrder", label: "Subscriptions of an order", kind: "amount" },
  { name: "orderActionsPerOrder", label: "Actions of an order", kind: "amount" },
  { name: "orderActionsPerSubscription", label: "Actions of a subscription", kind: "amount" },
  {
    ...{ name: "subscriptionsPerAsyncOrder", kind: "amount" },
    label: "Subscriptions of an order that is made later",
  },
  {
    ...{ name: "orderActionsPerAsyncOrder", kind: "amount" },
    label: "Actions of an order that is made later",
  },
  {
    ...{ name: "orderActionsPerAsyncSubscription", kind: "amount" },
    label: "Actions of a subscription in one that is made later",
  },
]);

/** Settings of which there is one set each. */
export const OtherRulesPage = () => (
  <>
    <PageHead
      title="Other rules"
      tabTitle="Other rules"
      beneath="Orders, payments, ageing and the log of the API."
    />
    <div className="stack">
      <SettingObject
        title="Subscriptions"
        ask={ask.getSubscriptionSettings({})}
        write="settings.write"
        fields={SUBSCRIPTIONS}
        save={(body, ifUnchanged) =>
          api.updateSubscriptionSettings({
            body: { ...body, ifUnchanged } as BodyOf<"updateSubscriptionSettings">,
          })
        }
      />
      <SettingObject
        title="How amounts are spread over items"
        ask={ask.getApplicationRules({})}
        write="settings.write"
        fields={APPLICATION}
        save={(body, ifUnchanged) =>
          api.updateApplicationRules({
            body: { ...body, ifUnchanged } as BodyOf<"updateApplicationRules">,
          })
        }
      />
      <SettingObject
        title="How large orders may be"
        ask={ask.getOrderLimits({})}
        write="settings.write"
        fields={LIMITS}
        save={(body, ifUnchanged) =>
          api.updateOrderLimits({
            body: { ...body, ifUnchanged } as unknown as BodyOf<"updateOrderLimits">,
          })
        }
      />
      <AgeBuckets />
    </div>
  </>
);
