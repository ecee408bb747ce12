import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import { billingRuleFields } from "./billing-rules.ts";

const tag = "Settings";

/** Ours: what somebody has looked at before he changed it. */
const ifUnchanged = <Fields extends z.ZodRawShape>(fields: Fields) =>
  wire
    .body(z.object(fields).partial().shape)
    .optional()
    .describe("Ours: nothing is changed unless these are still so.");

export const getBillingRules = contract({
  operation: "getBillingRules",
  method: "GET",
  path: "/settings/billing-rules",
  summary: "Get a specific setting - Billing Rules",
  tag,
  response: z.object(billingRuleFields),
  errors: [],
  envelope: "plain",
});

export const updateBillingRules = contract({
  operation: "updateBillingRules",
  method: "PUT",
  path: "/settings/billing-rules",
  summary: "Update a specific setting - Billing Rules",
  description:
    "Changes the rules that are given and answers all of them. Billing follows the new rules from its next run; what was billed stays. Partial months cannot be prorated while partial periods are billed whole.",
  tag,
  request: wire.body({
    ...z.object(billingRuleFields).partial().shape,
    ifUnchanged: ifUnchanged(billingRuleFields),
  }),
  response: z.object(billingRuleFields),
  errors: ["NOT_ALLOWED", "SETTINGS_HAVE_MOVED"],
  envelope: "plain",
});

const subscriptionSettings = {
  requireServiceActivation: wire.boolean.describe(
    "Whether an order waits until the day of service activation is given.",
  ),
  requireCustomerAcceptance: wire.boolean.describe(
    "Whether an order waits until the day of customer acceptance is given.",
  ),
  renewNoChargeSubscription: wire.boolean.describe(
    "Whether a subscription renews by itself that has no recurring charge left to go on.",
  ),
};

export const getSubscriptionSettings = contract({
  operation: "getSubscriptionSettings",
  method: "GET",
  path: "/settings/subscription-settings",
  summary: "Get a specific setting - Subscription Settings",
  description: "Those that this server follows.",
  tag,
  response: z.object(subscriptionSettings),
  errors: [],
  envelope: "plain",
});

export const updateSubscriptionSettings = contract({
  operation: "updateSubscriptionSettings",
  method: "PUT",
  path: "/settings/subscription-settings",
  summary: "Update a specific setting - Subscription Settings",
  description: "Changes the settings that are given and answers all of them.",
  tag,
  request: wire.body({
    ...z.object(subscriptionSettings).partial().shape,
    ifUnchanged: ifUnchanged(subscriptionSettings),
  }),
  response: z.object(subscriptionSettings),
  errors: ["SETTINGS_HAVE_MOVED"],
  envelope: "plain",
});

const applicationRule = z.enum(["Proration", "FirstInFirstOut"]);

const applicationRules = {
  creditMemoApplicationRule: applicationRule.describe(
    "How a credit memo pays items of an invoice or a debit memo, where the caller names none.",
  ),
  paymentApplicationRule: applicationRule.describe(
    "How a payment pays items of an invoice or a debit memo, where the caller names none.",
  ),
  writeOffAllocationRule: applicationRule.describe(
    "How a write-off of a part of what is owed is spread over the items.",
  ),
};

export const getApplicationRules = contract({
  operation: "getApplicationRules",
  method: "GET",
  path: "/settings/application-rules",
  summary: "Get how amounts are spread over items",
  description: "Proration where nothing was set.",
  tag,
  response: z.object(applicationRules),
  errors: [],
  envelope: "plain",
});

export const updateApplicationRules = contract({
  operation: "updateApplicationRules",
  method: "PUT",
  path: "/settings/application-rules",
  summary: "Update how amounts are spread over items",
  description: "Changes the rules that are given and answers all of them.",
  tag,
  request: wire.body({
    ...z.object(applicationRules).partial().shape,
    ifUnchanged: ifUnchanged(applicationRules),
  }),
  response: z.object(applicationRules),
  errors: ["SETTINGS_HAVE_MOVED"],
  envelope: "plain",
});

const limit = wire.intBetween(1, 10_000);

const orderLimits = {
  subscriptionsPerOrder: limit,
  orderActionsPerOrder: limit,
  orderActionsPerSubscription: limit,
  subscriptionsPerAsyncOrder: limit,
  orderActionsPerAsyncOrder: limit,
  orderActionsPerAsyncSubscription: limit,
};

export const getOrderLimits = contract({
  operation: "getOrderLimits",
  method: "GET",
  path: "/settings/order-limits",
  summary: "Get how large orders may be",
  description: "Of orders and previews that are answered at once, and of those accepted for later.",
  tag,
  response: z.object(orderLimits),
  errors: [],
  envelope: "plain",
});

export const updateOrderLimits = contract({
  operation: "updateOrderLimits",
  method: "PUT",
  path: "/settings/order-limits",
  summary: "Update how large orders may be",
  description: "Changes the limits that are given and answers all of them.",
  tag,
  request: wire.body({
    ...z.object(orderLimits).partial().shape,
    ifUnchanged: ifUnchanged(orderLimits),
  }),
  response: z.object(orderLimits),
  errors: ["SETTINGS_HAVE_MOVED"],
  envelope: "plain",
});

const ROUNDING_MODES = { halfup: "HalfUp", up: "Up", down: "Down" } as const;

export const currencyCode = z
  .string()
  .toUpperCase()
  .regex(/^[A-Z]{3}$/);

/** "Half Up", "HalfUp" or "half_up". */
export const roundingMode = z
  .preprocess(
    (value) =>
      typeof value === "string"
        ? (ROUNDING_MODES[
            value.replace(/[\s_]/g, "").toLowerCase() as keyof typeof ROUNDING_MODES
          ] ?? value)
        : value,
    z.enum(["HalfUp", "Up", "Down"]),
  )
  .meta({ type: "string", enum: ["HalfUp", "Up", "Down"] });

const currency = z.object({
  currencyCode: z.string().describe("ISO 4217"),
  decimalPlaces: z.number(),
  roundingMode: z.enum(["HalfUp", "Up", "Down"]),
  roundingIncrement: wire.money.describe("The smallest difference between two amounts."),
});

export const listCurrencies = contract({
  operation: "listCurrencies",
  method: "GET",
  path: "/settings/currencies",
  summary: "Get currencies",
  description: "The entity's default currency and those whose rounding was set.",
  tag,
  response: z.object({ currencies: z.array(currency) }),
  errors: [],
  envelope: "plain",
});

export const updateCurrency = contract({
  operation: "updateCurrency",
  method: "PUT",
  path: "/settings/currencies/{currencyCode}",
  summary: "Update how a currency is rounded",
  description: "Amounts of later documents are rounded so; what was billed stays.",
  tag,
  params: { currencyCode },
  request: wire.body({
    roundingMode: roundingMode.optional(),
    roundingIncrement: wire.quantity.optional(),
  }),
  response: currency,
  errors: ["INVALID_VALUE"],
  envelope: "plain",
});
