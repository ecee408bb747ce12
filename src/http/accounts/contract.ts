import { z } from "zod";
import { changedContact, newContact } from "../contacts/contact-fields.ts";
import { contract } from "../contract.ts";
import { creditCard, newMethod } from "../payment-methods/method-fields.ts";
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

const settings = {
  additionalEmailAddresses: z.array(wire.text(80)).max(100).optional(),
  autoPay: wire.boolean.optional(),
  batch: wire.text(50).optional().describe("Batch1 to Batch50."),
  billCycleDay: wire
    .intBetween(0, 31)
    .optional()
    .describe("Day of the month; 31 is its end, 0 lets the first recurring charge decide."),
  gatewayRoutingEligible: wire.boolean.optional(),
  invoiceDeliveryPrefsEmail: wire.boolean.optional(),
  invoiceDeliveryPrefsPrint: wire.boolean.optional(),
  partnerAccount: wire.boolean.optional(),
  paymentTerm: wire.text(100).optional().describe("Due Upon Receipt, or Net 30 for thirty days."),
  taxInfo: wire.body(taxInfo).optional(),
};

/** What this server cannot do yet, and refuses rather than ignores. */
const notYet = {
  einvoiceProfile: z.unknown().optional(),
  shipToContact: z.unknown().optional(),
  shipToSameAsBillTo: z.unknown().optional(),
  subscription: z.unknown().optional(),
  tagging: z.unknown().optional(),
};

/** How to bill a subscription that is made with the account: without one there is nothing to do. */
const billingOfSubscription = {
  applicationOrder: z.array(z.string()).optional(),
  applyCredit: wire.boolean.optional(),
  applyCreditBalance: wire.boolean.optional(),
  collect: wire.inVersions(wire.boolean.optional(), { from: "196.0", isWhenAsked: true }),
  creditMemoReasonCode: wire.text(255).optional(),
  documentDate: wire.date.optional(),
  invoice: wire.inVersions(wire.boolean.optional(), {
    from: "196.0",
    before: "211.0",
    isWhenAsked: true,
  }),
  invoiceCollect: wire.inVersions(wire.boolean.optional(), { before: "196.0", isWhenAsked: true }),
  invoiceTargetDate: wire.inVersions(wire.date.optional(), { before: "211.0", isWhenAsked: true }),
  runBilling: wire.inVersions(wire.boolean.optional(), { from: "211.0", isWhenAsked: true }),
  targetDate: wire.inVersions(wire.date.optional(), { from: "211.0", isWhenAsked: true }),
};

export const createAccount = contract({
  operation: "createAccount",
  method: "POST",
  path: "/v1/accounts",
  summary: "Create an account",
  description:
    "An active account with its contacts, and a payment method where one is given. Subscriptions are created by orders: the fields that make one together with the account are refused for now.",
  tag,
  request: wire.body(
    {
      name: wire.requiredText(255),
      currency: wire.requiredText(3).describe("ISO 4217"),
      accountNumber: wire.chosenNumber(50).optional().describe("Left out: the next number."),
      billToContact: newContact,
      soldToContact: newContact.optional().describe("Left out: says the same as bill-to."),
      soldToSameAsBillTo: wire.boolean.optional(),
      organizationLabel: wire.text(255).optional(),
      creditCard: creditCard.optional().describe("Kept by the gateway; the account's default."),
      hpmCreditCardPaymentMethodId: wire.key
        .optional()
        .describe("A payment method that is nobody's yet; the account's default."),
      paymentMethod: newMethod.optional().describe("As in POST /v1/payment-methods."),
      ...z.object(texts).partial().shape,
      ...settings,
      ...notYet,
      ...billingOfSubscription,
    },
    wire.makes("Account"),
  ),
  response: z.object({
    accountId: wire.id,
    accountNumber: z.string(),
    billToContactId: wire.id,
    soldToContactId: wire.id,
  }),
  errors: [
    "INVALID_VALUE",
    "MISSING_FIELD",
    "NOT_ALLOWED",
    "NOT_SUPPORTED",
    "NUMBER_IN_USE",
    "ENTITY_NOT_FOUND",
    "PAYMENT_METHOD_REFUSED",
    "GATEWAY_SILENT",
  ],
  callsGateway: (body) => "creditCard" in body || "paymentMethod" in body,
  resource: "510000",
  fieldCodes: {
    accountNumber: "01",
    name: "02",
    currency: "03",
    notes: "04",
    billCycleDay: "05",
    crmId: "06",
    invoiceTemplateId: "07",
    communicationProfileId: "08",
    paymentTerm: "09",
    billToContact: "11",
    soldToContact: "12",
    hpmCreditCardPaymentMethodId: "13",
    creditCard: "14",
    subscription: "15",
  },
  isHighVolume: true,
});

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
      einvoiceProfile: z.unknown().optional(),
      shipToContact: z.unknown().optional(),
      shipToContactId: z.unknown().optional(),
      tagging: z.unknown().optional(),
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
