import { newAccount } from "../accounts/account.ts";
import { newContact } from "../accounts/contact.ts";
import { checkPaymentTerm, type PaymentTerms } from "../billing/due-date.ts";
import type { Account, Contact, TaxInfo } from "../model/account.ts";
import { idIn, ownId, type SourceIds } from "./source-ids.ts";
import { count, firstOf, isTrue, oneOf, required, type SourceRow, text } from "./source-row.ts";

export type ImportedAccount = { readonly account: Account; readonly contacts: readonly Contact[] };

/**
 * An account of the source with its contacts. It collects nothing of itself, whatever the source did:
 * payment methods are not brought along. Templates, sequence sets and gateways are the source's own.
 *
 * Errors: INVALID_VALUE (a column, a currency, a payment term, a country), NOT_ALLOWED.
 */
export function importedAccount(
  row: SourceRow,
  contactRows: readonly SourceRow[],
  { ids, paymentTerms }: { readonly ids: SourceIds; readonly paymentTerms: PaymentTerms },
): ImportedAccount {
  const accountId = ownId(ids, row);
  const contacts = contactRows.map((contact) => importedContact(contact, accountId, ids));
  const [first] = contacts;
  const billToContactId = idIn(ids, row, "BillToId", "Contact") ?? first?.contactId ?? null;
  const paymentTerm = text(row, "PaymentTerm") ?? "Due Upon Receipt";
  checkPaymentTerm(paymentTerm, paymentTerms);
  const account = newAccount(
    {
      accountId,
      accountNumber: required(row, "AccountNumber"),
      billToContactId,
      soldToContactId: idIn(ids, row, "SoldToId", "Contact") ?? billToContactId,
    },
    {
      name: required(row, "Name"),
      currency: required(row, "Currency"),
      paymentTerm,
      billCycleDay: count(row, "BillCycleDay") ?? 0,
      batch: text(row, "Batch") ?? "Batch1",
      parentId: idIn(ids, row, "ParentId", "Account") ?? null,
      crmId: text(row, "CrmId") ?? null,
      notes: text(row, "Notes") ?? null,
      salesRep: firstOf(row, "SalesRepName", "SalesRep") ?? null,
      customerServiceRepName: text(row, "CustomerServiceRepName") ?? null,
      purchaseOrderNumber: text(row, "PurchaseOrderNumber") ?? null,
      additionalEmailAddresses: listOf(text(row, "AdditionalEmailAddresses")),
      invoiceDeliveryPrefsEmail: isTrue(row, "InvoiceDeliveryPrefsEmail"),
      invoiceDeliveryPrefsPrint: isTrue(row, "InvoiceDeliveryPrefsPrint"),
      partnerAccount: isTrue(row, "PartnerAccount"),
      customFields: row.customFields,
    },
  );
  const status = oneOf(row, "Status", ["Draft", "Active", "Canceled"] as const) ?? "Active";
  const bcdSettingOption =
    oneOf(row, "BcdSettingOption", ["AutoSet", "ManualSet"] as const) ?? account.bcdSettingOption;
  return { account: { ...account, status, bcdSettingOption, taxInfo: taxInfoOf(row) }, contacts };
}

const listOf = (addresses: string | undefined): string[] =>
  (addresses ?? "").split(/[,;]/).flatMap((each) => each.trim() || []);

const importedContact = (row: SourceRow, accountId: string, ids: SourceIds): Contact =>
  newContact(ownId(ids, row), accountId, {
    firstName: required(row, "FirstName"),
    lastName: required(row, "LastName"),
    nickname: text(row, "NickName") ?? null,
    address1: text(row, "Address1") ?? null,
    address2: text(row, "Address2") ?? null,
    city: text(row, "City") ?? null,
    country: text(row, "Country") ?? null,
    county: text(row, "County") ?? null,
    state: text(row, "State") ?? null,
    postalCode: firstOf(row, "PostalCode", "ZipCode") ?? null,
    fax: text(row, "Fax") ?? null,
    homePhone: text(row, "HomePhone") ?? null,
    mobilePhone: text(row, "MobilePhone") ?? null,
    otherPhone: text(row, "OtherPhone") ?? null,
    otherPhoneType: text(row, "OtherPhoneType") ?? null,
    workPhone: text(row, "WorkPhone") ?? null,
    personalEmail: text(row, "PersonalEmail") ?? null,
    workEmail: text(row, "WorkEmail") ?? null,
    taxRegion: text(row, "TaxRegion") ?? null,
    contactDescription: firstOf(row, "Description", "ContactDescription") ?? null,
    customFields: row.customFields,
  });

function taxInfoOf(row: SourceRow): TaxInfo | null {
  const taxInfo = {
    exemptStatus: text(row, "TaxExemptStatus") ?? "No",
    exemptCertificateId: text(row, "TaxExemptCertificateID") ?? null,
    exemptCertificateType: text(row, "TaxExemptCertificateType") ?? null,
    exemptIssuingJurisdiction: text(row, "TaxExemptIssuingJurisdiction") ?? null,
    exemptEffectiveDate: text(row, "TaxExemptEffectiveDate") ?? null,
    exemptExpirationDate: text(row, "TaxExemptExpirationDate") ?? null,
    exemptDescription: text(row, "TaxExemptDescription") ?? null,
    exemptEntityUseCode: text(row, "TaxExemptEntityUseCode") ?? null,
    companyCode: text(row, "TaxCompanyCode") ?? null,
    VATId: text(row, "VATId") ?? null,
  };
  const { exemptStatus, ...others } = taxInfo;
  const isEmpty = exemptStatus === "No" && Object.values(others).every((value) => value === null);
  return isEmpty ? null : taxInfo;
}
