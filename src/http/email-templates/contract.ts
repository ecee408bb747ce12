import { z } from "zod";
import { RECIPIENTS } from "#engine/model/email-template.ts";
import { contract } from "../contract.ts";
import { count, eventType } from "../events/event-type.ts";
import * as wire from "../wire.ts";

const tag = "Notifications";
const resource = "540200";
const PATH = "/notifications/email-templates";
const ALIAS = "/v1/notifications/email-templates";

/** What would say who or where another header says, or how the body is written. */
const RESERVED =
  /^(to|cc|bcc|from|sender|reply-to|return-path|subject|date|message-id|mime-version|content-.*|received|dkim-.*|resent-.*)$/i;

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,76}$/)
  .refine((name) => !RESERVED.test(name), { error: "is a header that is not to be chosen" });

const SENDERS = ["TenantEmail", "SpecificEmail"] as const;
const addresses = wire.text(2000).nullable();

const content = {
  bccEmailAddress: addresses,
  ccEmailAddress: addresses,
  ccEmailType: z.enum(RECIPIENTS),
  description: wire.text(255).nullable(),
  emailBody: wire
    .requiredText(500_000)
    .describe(
      "With merge fields: `{{Invoice.Amount}}`, `{{Invoice.Account.Name}}`, `{{#Invoice.InvoiceItems}}{{ChargeName}}{{/Invoice.InvoiceItems}}`, `<DataSource.Account.AccountNumber>`, `<Event.Name>`. In HTML their values are escaped; without a value one is empty.",
    ),
  emailHeaders: z.record(headerName, wire.text(1000)),
  emailSubject: wire.requiredText(1000),
  encodingType: z.enum(["UTF8"]).describe("No other is supported."),
  fromEmailAddress: wire.text(254).nullable(),
  fromEmailType: z
    .enum(SENDERS)
    .describe("TenantEmail: as the mail server is set up. RunOwner is not supported."),
  fromName: wire.text(50).nullable(),
  isHtml: wire.boolean,
  replyToEmailAddress: wire.text(254).nullable(),
  replyToEmailType: z.enum(SENDERS).nullable(),
  toEmailAddress: addresses,
  toEmailType: z
    .enum(RECIPIENTS)
    .describe(
      "A contact is written to at work, or else at home. Tenants have no administrator here.",
    ),
  useAdditionalAddresses: wire.boolean.describe(
    "Also those that the account names as additionalEmailAddresses.",
  ),
};

const eventCategory = wire.intBetween(1000, 9999);

const whole = {
  active: wire.boolean.default(true),
  eventCategory: eventCategory.nullable().optional(),
  eventTypeName: eventType.nullable().optional(),
  eventTypeNamespace: wire.text(255).nullable().optional(),
  name: wire.requiredText(255),
  bccEmailAddress: content.bccEmailAddress.default(null),
  ccEmailAddress: content.ccEmailAddress.default(null),
  ccEmailType: content.ccEmailType.default("SpecificEmails"),
  description: content.description.default(null),
  emailBody: content.emailBody,
  emailHeaders: content.emailHeaders.default({}),
  emailSubject: content.emailSubject,
  encodingType: content.encodingType.default("UTF8"),
  fromEmailAddress: content.fromEmailAddress.default(null),
  fromEmailType: content.fromEmailType,
  fromName: content.fromName.default(null),
  isHtml: content.isHtml.default(false),
  replyToEmailAddress: content.replyToEmailAddress.default(null),
  replyToEmailType: content.replyToEmailType.default(null),
  toEmailAddress: content.toEmailAddress.default(null),
  toEmailType: content.toEmailType,
  useAdditionalAddresses: content.useAdditionalAddresses.default(false),
};

const template = z.object({
  id: wire.id,
  createdBy: wire.id,
  createdOn: z.string(),
  updatedBy: wire.id,
  updatedOn: z.string(),
  fileId: z.null().describe("Templates are kept as texts, not as files."),
  eventTypeNamespace: z.string().nullable(),
  eventTypeName: z.string(),
  eventCategory: z.number().nullable(),
  name: z.string(),
  active: z.boolean(),
  description: z.string().nullable(),
  encodingType: z.literal("UTF8"),
  fromName: z.string().nullable(),
  fromEmailType: z.enum(SENDERS),
  fromEmailAddress: z.string().nullable(),
  replyToEmailType: z.enum(SENDERS).nullable(),
  replyToEmailAddress: z.string().nullable(),
  ccEmailType: z.enum(RECIPIENTS),
  ccEmailAddress: z.string().nullable(),
  bccEmailAddress: z.string().nullable(),
  toEmailType: z.enum(RECIPIENTS),
  toEmailAddress: z.string().nullable(),
  emailHeaders: z.record(z.string(), z.string()),
  emailSubject: z.string(),
  emailBody: z.string(),
  isHtml: z.boolean(),
  useAdditionalAddresses: z.boolean(),
});

const errors = ["INVALID_VALUE", "MISSING_FIELD", "NUMBER_IN_USE", "NOT_SUPPORTED"] as const;

export const createEmailTemplate = contract({
  operation: "createEmailTemplate",
  method: "POST",
  path: PATH,
  aliases: [ALIAS],
  summary: "Create an e-mail template",
  description:
    "How e-mails of one event are written. The event is named by `eventTypeName` or, where it is a standard event, by `eventCategory`; merge fields are of what it is about and of what that belongs to. One that stands for nothing is refused, and so are functions.",
  tag,
  request: wire.body(whole),
  response: template,
  errors,
  resource,
  envelope: "plain",
});

export const importEmailTemplates = contract({
  operation: "importEmailTemplates",
  method: "POST",
  path: `${PATH}/import`,
  aliases: [`${ALIAS}/import`],
  summary: "Create or update e-mail templates",
  description:
    "Those with an id are changed as a whole, but for their event. All or none, unless `allowPartialSuccess`.",
  tag,
  request: wire.body({
    allowPartialSuccess: wire.boolean.default(false),
    emailTemplates: z
      .array(wire.body({ id: wire.key.nullable().optional(), ...whole }))
      .min(1)
      .max(100),
  }),
  response: z.object({
    reasons: z.array(z.object({ code: z.string(), message: z.string() })),
  }),
  errors: [...errors, "ENTITY_NOT_FOUND"],
  resource,
  envelope: "plain",
});

export const listEmailTemplates = contract({
  operation: "listEmailTemplates",
  method: "GET",
  path: PATH,
  aliases: [ALIAS],
  summary: "List e-mail templates",
  tag,
  query: z.object({
    start: count(1, 1_000_000, 1),
    limit: count(1, 100, 20),
    eventCategory: eventCategory.optional(),
    eventTypeName: eventType.optional(),
    name: z.string().optional(),
  }),
  response: z.object({
    data: z.array(template),
    next: z.string().optional().describe("The path of what follows."),
  }),
  errors: [],
  envelope: "plain",
});

export const getEmailTemplate = contract({
  operation: "getEmailTemplate",
  method: "GET",
  path: `${PATH}/{id}`,
  aliases: [`${ALIAS}/{id}`],
  summary: "Retrieve an e-mail template",
  tag,
  response: template,
  errors: [],
  envelope: "plain",
});

export const updateEmailTemplate = contract({
  operation: "updateEmailTemplate",
  method: "PUT",
  path: `${PATH}/{id}`,
  aliases: [`${ALIAS}/{id}`],
  summary: "Update an e-mail template",
  description: "Changes what is given; the event stays.",
  tag,
  request: wire.body({
    active: wire.boolean.optional(),
    name: wire.requiredText(255).optional(),
    ...z.object(content).partial().shape,
  }),
  response: template,
  errors,
  resource,
  envelope: "plain",
});

export const deleteEmailTemplate = contract({
  operation: "deleteEmailTemplate",
  method: "DELETE",
  path: `${PATH}/{id}`,
  aliases: [`${ALIAS}/{id}`],
  summary: "Delete an e-mail template",
  description: "Refused while a notification definition writes by it.",
  tag,
  response: z.object({}),
  errors: ["NOT_ALLOWED"],
  status: 204,
});
