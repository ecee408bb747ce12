import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import { createContact } from "#operations/create-contact.ts";
import { createDraftAccount } from "#operations/create-draft-account.ts";
import { deleteAccount } from "#operations/delete-account.ts";
import { deleteContact } from "#operations/delete-contact.ts";
import { updateAccount } from "#operations/update-account.ts";
import { updateContact } from "#operations/update-contact.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction } from "#store/database.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import { customFieldsOf } from "../wire.ts";
import * as contract from "./account-contract.ts";
import { deleted, saved } from "./answers.ts";
import { readQueriedObject } from "./queried-object.ts";
import { shown } from "./to-wire.ts";
import { checkUnknownFields } from "./unknown-fields.ts";

export const accountObjectRoutes: readonly Route[] = [
  route(contract.createAccountObject, async (context, { body, query }) => {
    checkUnknownFields(body, contract.createAccountObject.request, query);
    refuseFields(body, contract.NEW_ACCOUNT_NOT_YET);
    refuseOtherOption(body);
    const { accountId } = await createDraftAccount(context, {
      ...definitionOf(body),
      name: body.Name,
      currency: body.Currency,
      accountNumber: body.AccountNumber,
    });
    return saved(accountId);
  }),
  route(contract.updateAccountObject, async (context, { params, body, query }) => {
    checkUnknownFields(body, contract.updateAccountObject.request, query);
    const account = await inTransaction(context.database, context.entityId, (tx) =>
      findAccount(tx, params.id),
    );
    if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
    refuseOtherOption({ BillCycleDay: account.billCycleDay, ...body });
    refuseOther("AccountNumber", account.accountNumber, body.AccountNumber);
    refuseOther("Currency", account.currency, body.Currency);
    await updateAccount(context, account.accountId, {
      ...definitionOf(body),
      name: body.Name,
      status: body.Status,
      billToContactId: body.BillToId,
      soldToContactId: body.SoldToId,
      defaultPaymentMethodId: body.DefaultPaymentMethodId,
    });
    return saved(account.accountId);
  }),
  route(contract.deleteAccountObject, async (context, { params }) =>
    deleted((await deleteAccount(context, params.id)).accountId),
  ),
  route(contract.readAccountObject, async (context, { params, query }) =>
    shown(await readQueriedObject(context, "accounts", params.id), query.fields),
  ),
  route(contract.createContactObject, async (context, { body, query }) => {
    checkUnknownFields(body, contract.createContactObject.request, query);
    const { FirstName: firstName, LastName: lastName, AccountId: accountId } = body;
    const names = { firstName, lastName };
    const definition = { ...names, ...contactOf(body) };
    return saved((await createContact(context, { accountId }, definition)).contact.contactId);
  }),
  route(contract.updateContactObject, async (context, { params, body, query }) => {
    checkUnknownFields(body, contract.updateContactObject.request, query);
    const change = { firstName: body.FirstName, lastName: body.LastName, ...contactOf(body) };
    const { contact } = await updateContact(context, params.id, change, body.AccountId);
    return saved(contact.contactId);
  }),
  route(contract.deleteContactObject, async (context, { params }) =>
    deleted(await deleteContact(context, params.id)),
  ),
  route(contract.readContactObject, async (context, { params, query }) =>
    shown(await readQueriedObject(context, "contacts", params.id), query.fields),
  ),
  route(contract.readRatePlanObject, async (context, { params, query }) =>
    shown(await readQueriedObject(context, "rate-plans", params.id), query.fields),
  ),
  route(contract.readRatePlanChargeObject, async (context, { params, query }) =>
    shown(await readQueriedObject(context, "rate-plan-charges", params.id), query.fields),
  ),
  route(contract.readRatePlanChargeTierObject, async (context, { params, query }) =>
    shown(await readQueriedObject(context, "rate-plan-charge-tiers", params.id), query.fields),
  ),
];

type AccountBody = Omit<
  z.output<typeof contract.updateAccountObject.request>,
  | "Name"
  | "AccountNumber"
  | "Currency"
  | "Status"
  | "BillToId"
  | "SoldToId"
  | "DefaultPaymentMethodId"
>;

export const definitionOf = (body: AccountBody) => ({
  additionalEmailAddresses: body.AdditionalEmailAddresses?.split(",")
    .map((address) => address.trim())
    .filter((address) => address !== ""),
  autoPay: body.AutoPay,
  batch: body.Batch,
  billCycleDay: body.BillCycleDay,
  communicationProfileId: body.communicationProfileId,
  crmId: body.CrmId,
  customerServiceRepName: body.CustomerServiceRepName,
  invoiceDeliveryPrefsEmail: body.InvoiceDeliveryPrefsEmail,
  invoiceDeliveryPrefsPrint: body.InvoiceDeliveryPrefsPrint,
  invoiceTemplateId: body.InvoiceTemplateId,
  notes: body.Notes,
  parentKey: body.ParentId,
  partnerAccount: body.PartnerAccount,
  allowInvoiceEdit: body.AllowInvoiceEdit,
  paymentGateway: body.PaymentGateway,
  paymentTerm: body.PaymentTerm,
  purchaseOrderNumber: body.PurchaseOrderNumber,
  salesRep: body.SalesRepName,
  taxInfo: taxInfoOf(body),
  customFields: customFieldsOf(body),
});

/** Undefined where nothing is said of taxes. */
function taxInfoOf(body: AccountBody) {
  const taxInfo = {
    companyCode: body.TaxCompanyCode,
    exemptCertificateId: body.TaxExemptCertificateID,
    exemptCertificateType: body.TaxExemptCertificateType,
    exemptDescription: body.TaxExemptDescription,
    exemptEffectiveDate: body.TaxExemptEffectiveDate,
    exemptExpirationDate: body.TaxExemptExpirationDate,
    exemptIssuingJurisdiction: body.TaxExemptIssuingJurisdiction,
    exemptStatus: body.TaxExemptStatus,
    VATId: body.VATId,
  };
  return Object.values(taxInfo).some((value) => value !== undefined) ? taxInfo : undefined;
}

type ContactBody = Omit<
  z.output<typeof contract.updateContactObject.request>,
  "AccountId" | "FirstName" | "LastName"
>;

export const contactOf = (body: ContactBody) => ({
  address1: body.Address1,
  address2: body.Address2,
  city: body.City,
  contactDescription: body.Description,
  country: body.Country,
  county: body.County,
  fax: body.Fax,
  homePhone: body.HomePhone,
  mobilePhone: body.MobilePhone,
  nickname: body.NickName,
  otherPhone: body.OtherPhone,
  otherPhoneType: body.OtherPhoneType,
  personalEmail: body.PersonalEmail,
  postalCode: body.PostalCode,
  state: body.State,
  taxRegion: body.TaxRegion,
  workEmail: body.WorkEmail,
  workPhone: body.WorkPhone,
  customFields: customFieldsOf(body),
});

/** Errors: NOT_ALLOWED: the option follows from the day. */
function refuseOtherOption({
  BcdSettingOption: option,
  BillCycleDay: day,
}: Pick<AccountBody, "BcdSettingOption" | "BillCycleDay">): void {
  if (option === undefined || (option === "AutoSet") === (day === 0)) return;
  const message = `BcdSettingOption '${option}' is not what the BillCycleDay ${day} says.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

function refuseOther(field: string, value: string, wanted: string | undefined): void {
  if (wanted === undefined || wanted === value) return;
  const message = `${field} cannot be changed: it is '${value}'.`;
  throw new BillingError("NOT_ALLOWED", { message });
}
