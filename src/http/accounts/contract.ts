import { z } from "zod";
import { changedContact } from "../contacts/contact-fields.ts";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import { account, accountSummary } from "./account-fields.ts";

const tag = "Accounts";

export const taxInfo = {
  VATId: wire.text(25).optional(),
  companyCode: wire.text(50).optional(),
  exemptCertificateId: wire.text(32).optional(),
  exemptCertificateType: wire.text(32).optional(),
  exemptDescription: wire.text(500).optional(),
  exemptEffectiveDate: wire.date.optional(),
  exemptEntityUseCode: wire.text(64).optional(),
  exemptExpirationDate: wire.date.optional(),
  exemptIssuingJurisdiction: wire.text(32).optional(),
  exemptStatus: z.enum(["Yes", "No", "PendingVerification"]).optional(),
};

/** Texts that may be empty. */
export const texts = {
  communicationProfileId: wire.text(32),
  creditMemoTemplateId: wire.text(32),
  crmId: wire.text(100),
  customerServiceRepName: wire.text(50),
  debitMemoTemplateId: wire.text(32),
  invoiceTemplateId: wire.text(32),
  notes: wire.text(65_535),
  parentId: wire.key.describe("Id or number of the account that this one is a part of."),
  paymentGateway: wire.text(40),
  profileNumber: wire.text(50),
  purchaseOrderNumber: wire.text(100),
  salesRep: wire.text(50),
  sequenceSetId: wire.text(32),
  summaryStatementTemplateId: wire.text(32),
};

/** What new accounts and others are given alike. */
export const settings = {
  additionalEmailAddresses: z.array(wire.text(80)).max(100).optional(),
  autoPay: wire.boolean.optional(),
  batch: wire.text(50).optional().describe("Batch1 to Batch50."),
  billCycleDay: wire
    .intBetween(0, 31)
    .optional()
    .describe("Day of the month; 31 is its end, 0 lets the first recurring charge decide."),
  invoiceDeliveryPrefsEmail: wire.boolean.optional(),
  invoiceDeliveryPrefsPrint: wire.boolean.optional(),
  partnerAccount: wire.boolean.optional(),
  paymentTerm: wire.text(100).optional().describe("Due Upon Receipt, or Net 30 for thirty days."),
  taxInfo: wire.body(taxInfo).optional(),
};

/** Documented, and refused by name: what there is no place for, of new accounts and of others. */
export const NOT_YET = [
  "einvoiceProfile",
  "gatewayRoutingEligible",
  "shipToContact",
  "tagging",
] as const;
export const CHANGE_NOT_YET = [...NOT_YET, "shipToContactId"] as const;

export const getAccount = contract({
  operation: "getAccount",
  method: "GET",
  path: "/v1/accounts/{accountKey}",
  summary: "Retrieve an account",
  tag,
  response: account,
  errors: ["ENTITY_NOT_FOUND"],
});

export const getAccountSummary = contract({
  operation: "getAccountSummary",
  method: "GET",
  path: "/v1/accounts/{accountKey}/summary",
  summary: "Retrieve an account summary",
  tag,
  query: z.object({ excludeUsage: wire.boolean.default(false) }),
  response: accountSummary,
  errors: ["ENTITY_NOT_FOUND"],
});

export const updateAccount = contract({
  operation: "updateAccount",
  method: "PUT",
  path: "/v1/accounts/{accountKey}",
  summary: "Update an account",
  description: "What is not given stays; null and an empty text make a field empty.",
  tag,
  request: wire.body(
    {
      name: wire.requiredText(255).optional(),
      billToContact: changedContact.optional(),
      soldToContact: changedContact.optional(),
      billToContactId: wire.key.optional(),
      soldToContactId: wire.key.optional(),
      defaultPaymentMethodId: wire.key.nullable().optional(),
      ...wire.notYet(CHANGE_NOT_YET),
      ...z.object(emptiable(texts)).shape,
      ...settings,
    },
    wire.changes("Account"),
  ),
  response: z.object({}),
  errors: ["INVALID_VALUE", "NOT_ALLOWED", "NOT_SUPPORTED", "ENTITY_NOT_FOUND"],
  resource: "515000",
});

export const deleteAccount = contract({
  operation: "deleteAccount",
  method: "DELETE",
  path: "/v1/accounts/{accountKey}",
  summary: "Delete an account",
  description:
    "Of an account without orders, subscriptions, documents, payments, refunds and usage: it becomes `Canceled`. What was posted stays in the books, so an account that has any of it is refused. Done at once, although the job is told to be pending.",
  tag,
  response: z.object({ id: wire.id, jobId: wire.id, jobStatus: z.enum(["Pending"]) }),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});

function emptiable<Shape extends Record<string, z.ZodType>>(shape: Shape) {
  const fields = Object.entries(shape).map(([name, field]) => [name, field.nullable().optional()]);
  return Object.fromEntries(fields) as {
    [Name in keyof Shape]: z.ZodOptional<z.ZodNullable<Shape[Name]>>;
  };
}
