/** Ours: what a merchant sets up of My Account, the page of his customers. */
import { z } from "zod";
import { LANGUAGES } from "#engine/my-account/messages.ts";
import { CUSTOMER_POLICIES } from "#engine/my-account/settings.ts";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const origin = wire.text(255);

const settings = {
  enabled: wire.boolean.describe("Whether customers may sign in. Off: all of them are signed out."),
  merchantName: wire
    .text(100)
    .nullable()
    .describe("What customers know the company as; null: the entity's name."),
  logo: wire
    .text(150_000)
    .nullable()
    .describe(
      "A picture (png, jpeg, webp, gif, svg) as a data: address of 150,000 characters at most.",
    ),
  colour: wire.text(7).nullable().describe("Of buttons and links: #0b6b67."),
  defaultLanguage: z
    .enum(LANGUAGES)
    .describe("Where neither the page, the account's profile nor the browser asks for another."),
  cancellationPolicies: z
    .array(z.enum(CUSTOMER_POLICIES))
    .max(CUSTOMER_POLICIES.length)
    .describe(
      "How customers may end a subscription; SpecificDate: on the same day. Empty: not at all.",
    ),
  unpaidInvoices: z
    .enum(["StayOwed", "AreWrittenOff"])
    .describe("What becomes of what a cancelled subscription still owes."),
  takingBackAllowed: wire.boolean.describe(
    "Whether customers may take back a cancel of theirs that has not taken effect.",
  ),
  cancelReasons: z
    .array(wire.requiredText(255))
    .max(20)
    .describe("To choose from, as they are written; the order has it as its reasonCode."),
  embeddingOrigins: z
    .array(origin)
    .max(20)
    .describe("Sites that may show /my/embed in a frame: https://shop.example."),
  pageOrigin: origin
    .nullable()
    .describe(
      "Where customers reach this server. Null: at the public URL of the server; where it has none, no links are sent by e-mail.",
    ),
};

const answered = {
  ...settings,
  merchant: wire.id.describe("Names the page: /my?merchant=…"),
};

export const getMyAccountSettings = contract({
  operation: "getMyAccountSettings",
  method: "GET",
  path: "/settings/my-account",
  summary: "Get how My Account is set up",
  description: "Ours: the page on which customers see and cancel what they have subscribed to.",
  tag: "Settings",
  response: z.object(answered),
  errors: [],
  envelope: "plain",
});

export const updateMyAccountSettings = contract({
  operation: "updateMyAccountSettings",
  method: "PUT",
  path: "/settings/my-account",
  summary: "Set up My Account",
  description: "Ours. Changes the settings that are given and answers all of them.",
  tag: "Settings",
  request: wire.body(z.object(settings).partial().shape),
  response: z.object(answered),
  errors: ["INVALID_VALUE"],
  envelope: "plain",
});

export const rotateMyAccountSecret = contract({
  operation: "rotateMyAccountSecret",
  method: "POST",
  path: "/settings/my-account/signing-secrets",
  summary: "Create or rotate the secret that signs links to My Account",
  description:
    "Ours. With it the merchant's server signs links itself: the guide says how. The secret before works on for a while; one before that, no more.",
  tag: "Settings",
  request: wire.body({
    graceSeconds: wire
      .intBetween(0, 30 * 86_400)
      .default(86_400)
      .describe("How long the present secret works on: a day, at most 30."),
  }),
  response: z.object({ secret: z.string().describe("Told this once.") }),
  errors: [],
  envelope: "plain",
});

export const createMyAccountLink = contract({
  operation: "createMyAccountLink",
  method: "POST",
  path: "/v1/accounts/{accountKey}/my-account-links",
  summary: "Create a link to a customer's page",
  description:
    "Ours. Whoever opens it is signed in as the customer, once. It takes what customers may do: orders.write and payments.write as well.",
  tag: "My Account",
  request: wire.body({
    expiresInSeconds: wire.intBetween(60, 7 * 86_400).default(900),
    embedded: wire.boolean
      .default(false)
      .describe("Of the page for frames: see embeddingOrigins of the settings."),
    language: z.enum(LANGUAGES).optional(),
  }),
  response: z.object({ url: z.string(), expiresDate: wire.timestamp }),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  resource: "586900",
});
