/** Ours: how customers come to their page, and go. */
import { z } from "zod";
import { LANGUAGES } from "#engine/my-account/messages.ts";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "My Account";
const isForCustomers = true;
const lang = z.object({
  lang: wire.text(20).optional().describe("In which language it is told, if it is one of ours."),
});

const page = {
  merchant: wire.id,
  merchantName: z.string(),
  logo: z.string().nullable(),
  colour: z.string().nullable(),
  language: z.enum(LANGUAGES),
  languages: z.array(z.enum(LANGUAGES)),
};

export const getMyPage = contract({
  operation: "getMyPage",
  method: "GET",
  path: "/v1/my/page",
  summary: "Retrieve how the page of a merchant looks",
  tag,
  query: lang.extend({
    merchant: wire.text(32).optional().describe("Needed where several entities have the page."),
  }),
  response: z.object({
    ...page,
    sendsLinks: z.boolean().describe("Whether a link to sign in may be asked for by e-mail."),
  }),
  errors: ["ENTITY_NOT_FOUND"],
  isPublic: true,
});

export const requestSignInLink = contract({
  operation: "requestSignInLink",
  method: "POST",
  path: "/v1/my/sign-in-links",
  summary: "Ask for a link by e-mail",
  description:
    "The same is answered whether the address is known or not. It is sent to the work e-mail of whom the account bills or has sold to.",
  tag,
  query: lang,
  request: wire.body({
    merchant: wire.text(32).optional(),
    emailAddress: wire.requiredText(254),
  }),
  response: z.object({ minutes: z.number().describe("So long a link works.") }),
  errors: ["ENTITY_NOT_FOUND"],
  isPublic: true,
});

const session = {
  page: z.object({
    ...page,
    cancelReasons: z.array(z.string()),
  }),
  accountNumber: z.string(),
  accountName: z.string(),
  currency: z.string(),
  balance: wire.money.describe("What is owed; below zero: what the customer has to his credit."),
  today: wire.date,
  idleSeconds: z.number().describe("So long without a request, and the session ends."),
  csrfToken: z
    .string()
    .optional()
    .describe("For the header X-CSRF-Token of every request that writes; absent without a cookie."),
};

export const createMySession = contract({
  operation: "createMySession",
  method: "POST",
  path: "/v1/my/session",
  summary: "Sign in by a link",
  description:
    "Uses up a link that was created or e-mailed, or one that the merchant's server has signed. The session is a cookie that no script can read; in a frame, where cookies of other sites are not sent, a token for the header Authorization.",
  tag,
  query: lang,
  request: wire.body({
    link: wire.text(200).optional(),
    signed: wire
      .body({
        merchant: wire.requiredText(32),
        accountNumber: wire.requiredText(255),
        expires: z.int().min(0).max(99_999_999_999).describe("Seconds since 1970."),
        nonce: wire.requiredText(100).describe("Never the same twice."),
        signature: wire.requiredText(64),
      })
      .optional(),
    embedded: wire.boolean.default(false),
  }),
  response: z.object({
    ...session,
    token: z.string().optional().describe("In a frame alone; told this once."),
  }),
  errors: [],
  isPublic: true,
});

export const getMySession = contract({
  operation: "getMySession",
  method: "GET",
  path: "/v1/my/session",
  summary: "Retrieve whose page it is",
  tag,
  query: lang,
  response: z.object(session),
  errors: [],
  isForCustomers,
});

export const deleteMySession = contract({
  operation: "deleteMySession",
  method: "DELETE",
  path: "/v1/my/session",
  summary: "Sign out of the page",
  tag,
  response: z.object({}),
  errors: [],
  isForCustomers,
});
