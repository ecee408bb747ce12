/** Accounts, contacts, and what subscriptions consist of, as the object API knows them. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import { fieldsQuery, read } from "./contract.ts";
import { crudBody, crudQuery } from "./crud-body.ts";

const changed = z.object({ Success: z.literal(true), Id: wire.id });
const deleted = z.object({ success: z.literal(true), id: wire.id });
const envelope = "crud" as const;
const writing = { query: crudQuery, response: changed, envelope } as const;
const deleting = {
  method: "DELETE",
  response: deleted,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  envelope,
} as const;
const reading = {
  method: "GET",
  query: fieldsQuery,
  response: read,
  errors: ["ENTITY_NOT_FOUND"],
  envelope,
} as const;

const accounts = "Accounts";
const contacts = "Contacts";

const accountFields = {
  AdditionalEmailAddresses: wire.text(1200).optional().describe("With commas between them."),
  AllowInvoiceEdit: wire.boolean.optional(),
  AutoPay: wire.boolean.optional(),
  Batch: wire.text(50).optional().describe("Batch1 to Batch50."),
  BillCycleDay: wire.intBetween(0, 31).optional(),
  BcdSettingOption: z
    .enum(["AutoSet", "ManualSet"])
    .optional()
    .describe("AutoSet is a BillCycleDay of 0; what says something else than it is refused."),
  CrmId: wire.text(100).optional(),
  CustomerServiceRepName: wire.text(50).optional(),
  InvoiceDeliveryPrefsEmail: wire.boolean.optional(),
  InvoiceDeliveryPrefsPrint: wire.boolean.optional(),
  InvoiceTemplateId: wire.text(32).optional(),
  Notes: wire.text(65_535).optional(),
  ParentId: wire.key.optional(),
  PartnerAccount: wire.boolean.optional(),
  PaymentGateway: wire.text(40).optional(),
  PaymentTerm: wire.text(100).optional(),
  PurchaseOrderNumber: wire.text(100).optional(),
  SalesRepName: wire.text(50).optional(),
  TaxCompanyCode: wire.text(50).optional(),
  TaxExemptCertificateID: wire.text(32).optional(),
  TaxExemptCertificateType: wire.text(32).optional(),
  TaxExemptDescription: wire.text(500).optional(),
  TaxExemptEffectiveDate: wire.date.optional(),
  TaxExemptExpirationDate: wire.date.optional(),
  TaxExemptIssuingJurisdiction: wire.text(32).optional(),
  TaxExemptStatus: z.enum(["Yes", "No", "PendingVerification"]).optional(),
  VATId: wire.text(25).optional(),
  communicationProfileId: wire.text(32).optional(),
};

/** Of an account that has contacts and payment methods. */
export const NEW_ACCOUNT_NOT_YET = ["BillToId", "SoldToId", "DefaultPaymentMethodId"] as const;

export const createAccountObject = contract({
  ...writing,
  operation: "createAccountObject",
  method: "POST",
  path: "/v1/object/account",
  summary: "CRUD: Create an account",
  description:
    "A draft: contacts are created of it, and PUT with `Status: Active` and their ids activates it. POST /v1/accounts creates an active account with its contacts.",
  tag: accounts,
  request: crudBody(
    {
      Name: wire.requiredText(255),
      Currency: wire.requiredText(3).describe("ISO 4217"),
      Status: z.literal("Draft"),
      AccountNumber: wire.chosenNumber(50).optional().describe("Left out: the next number."),
      ...accountFields,
      BillCycleDay: wire.intBetween(0, 31),
      ...wire.notYet(NEW_ACCOUNT_NOT_YET),
    },
    wire.makes("Account"),
  ),
  errors: ["NUMBER_IN_USE", "ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED", "NOT_SUPPORTED"],
});

export const updateAccountObject = contract({
  ...writing,
  operation: "updateAccountObject",
  method: "PUT",
  path: "/v1/object/account/{id}",
  summary: "CRUD: Update an account",
  description: "What is not given stays. Its number and its currency cannot be changed.",
  tag: accounts,
  request: crudBody(
    {
      Name: wire.requiredText(255).optional(),
      AccountNumber: wire.text(50).optional(),
      Currency: wire.text(3).optional(),
      Status: z.enum(["Draft", "Active"]).optional(),
      BillToId: wire.key.optional(),
      SoldToId: wire.key.optional(),
      DefaultPaymentMethodId: wire.key.optional(),
      ...accountFields,
    },
    wire.changes("Account"),
  ),
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED", "NOT_SUPPORTED"],
});

export const deleteAccountObject = contract({
  ...deleting,
  operation: "deleteAccountObject",
  path: "/v1/object/account/{id}",
  summary: "CRUD: Delete an account",
  description: "As DELETE /v1/accounts/{account-key}.",
  tag: accounts,
});

export const readAccountObject = contract({
  ...reading,
  operation: "readAccountObject",
  path: "/v1/object/account/{id}",
  summary: "CRUD: Retrieve an account",
  tag: accounts,
});

const contactFields = {
  Address1: wire.text(255).optional(),
  Address2: wire.text(255).optional(),
  City: wire.text(40).optional(),
  Country: wire.text(64).optional(),
  County: wire.text(32).optional(),
  Description: wire.text(100).optional(),
  Fax: wire.text(40).optional(),
  HomePhone: wire.text(40).optional(),
  MobilePhone: wire.text(100).optional(),
  NickName: wire.text(100).optional(),
  OtherPhone: wire.text(40).optional(),
  OtherPhoneType: z.enum(["Work", "Mobile", "Home", "Other"]).optional(),
  PersonalEmail: wire.text(80).optional(),
  PostalCode: wire.text(20).optional(),
  State: wire.text(40).optional(),
  TaxRegion: wire.text(32).optional(),
  WorkEmail: wire.text(80).optional(),
  WorkPhone: wire.text(40).optional(),
};

export const createContactObject = contract({
  ...writing,
  operation: "createContactObject",
  method: "POST",
  path: "/v1/object/contact",
  summary: "CRUD: Create a contact",
  tag: contacts,
  request: crudBody(
    {
      AccountId: wire.key,
      FirstName: wire.requiredText(100),
      LastName: wire.requiredText(100),
      ...contactFields,
    },
    wire.makes("Contact"),
  ),
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED"],
});

export const updateContactObject = contract({
  ...writing,
  operation: "updateContactObject",
  method: "PUT",
  path: "/v1/object/contact/{id}",
  summary: "CRUD: Update a contact",
  description: "What is not given stays. A contact does not change its account.",
  tag: contacts,
  request: crudBody(
    {
      AccountId: wire.key.optional(),
      FirstName: wire.requiredText(100).optional(),
      LastName: wire.requiredText(100).optional(),
      ...contactFields,
    },
    wire.changes("Contact"),
  ),
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED"],
});

export const deleteContactObject = contract({
  ...deleting,
  operation: "deleteContactObject",
  path: "/v1/object/contact/{id}",
  summary: "CRUD: Delete a contact",
  description: "As DELETE /v1/contacts/{contactId}.",
  tag: contacts,
});

export const readContactObject = contract({
  ...reading,
  operation: "readContactObject",
  path: "/v1/object/contact/{id}",
  summary: "CRUD: Retrieve a contact",
  tag: contacts,
});

const subscriptions = "Subscriptions";

export const readRatePlanObject = contract({
  ...reading,
  operation: "readRatePlanObject",
  path: "/v1/object/rate-plan/{id}",
  summary: "CRUD: Retrieve a rate plan",
  tag: subscriptions,
});

export const readRatePlanChargeObject = contract({
  ...reading,
  operation: "readRatePlanChargeObject",
  path: "/v1/object/rate-plan-charge/{id}",
  summary: "CRUD: Retrieve a rate plan charge",
  tag: subscriptions,
});

export const readRatePlanChargeTierObject = contract({
  ...reading,
  operation: "readRatePlanChargeTierObject",
  path: "/v1/object/rate-plan-charge-tier/{id}",
  summary: "CRUD: Retrieve a rate plan charge tier",
  tag: subscriptions,
});
