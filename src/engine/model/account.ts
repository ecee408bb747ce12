import type { CustomFields } from "./custom-fields.ts";

export type AccountStatus = "Draft" | "Active" | "Canceled";

/** AutoSet: the first recurring charge decides the day. Once it has, the day stays. */
export type BcdSettingOption = "AutoSet" | "ManualSet";

/** A customer: who is billed, in which currency, on which day and how. */
export type Account = {
  readonly accountId: string;
  readonly accountNumber: string;
  readonly name: string;
  readonly status: AccountStatus;
  /** ISO 4217; never changes. */
  readonly currency: string;
  /** 1 to 31, where 31 is the end of the month; 0 until the first recurring charge sets it. */
  readonly billCycleDay: number;
  readonly bcdSettingOption: BcdSettingOption;
  /** "Due Upon Receipt", or "Net 30" for thirty days. */
  readonly paymentTerm: string;
  /** "Batch1" to "Batch50": bill runs can be told to take one batch. */
  readonly batch: string;
  readonly autoPay: boolean;
  /** With what it pays when nothing else is said. */
  readonly defaultPaymentMethodId: string | null;
  readonly billToContactId: string | null;
  readonly soldToContactId: string | null;
  /** The account that this one is a part of. */
  readonly parentId: string | null;
  readonly crmId: string | null;
  readonly notes: string | null;
  readonly salesRep: string | null;
  readonly customerServiceRepName: string | null;
  readonly purchaseOrderNumber: string | null;
  readonly profileNumber: string | null;
  readonly communicationProfileId: string | null;
  readonly invoiceTemplateId: string | null;
  readonly creditMemoTemplateId: string | null;
  readonly debitMemoTemplateId: string | null;
  readonly summaryStatementTemplateId: string | null;
  readonly sequenceSetId: string | null;
  readonly paymentGateway: string | null;
  /** Of which organization it is, and what hangs on it; null: of none, and seen by all. */
  readonly organizationId: string | null;
  /** The name of that organization. */
  readonly organizationLabel: string | null;
  readonly additionalEmailAddresses: readonly string[];
  readonly invoiceDeliveryPrefsEmail: boolean;
  readonly invoiceDeliveryPrefsPrint: boolean;
  readonly partnerAccount: boolean;
  /** Whether people may edit its invoices. Kept and told; nothing here asks for it. */
  readonly allowInvoiceEdit: boolean;
  readonly taxInfo: TaxInfo | null;
  readonly customFields: CustomFields;
};

/** Why and since when a customer pays no tax, and what outside tax engines know of it. */
export type TaxInfo = {
  readonly exemptStatus: string | null;
  readonly exemptCertificateId: string | null;
  readonly exemptCertificateType: string | null;
  readonly exemptIssuingJurisdiction: string | null;
  readonly exemptEffectiveDate: string | null;
  readonly exemptExpirationDate: string | null;
  readonly exemptDescription: string | null;
  readonly exemptEntityUseCode: string | null;
  readonly companyCode: string | null;
  readonly VATId: string | null;
};

/** A person who is billed or who bought. */
export type Contact = {
  readonly contactId: string;
  readonly accountId: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly nickname: string | null;
  readonly address1: string | null;
  readonly address2: string | null;
  readonly city: string | null;
  /** In full: "United States". */
  readonly country: string | null;
  readonly county: string | null;
  /** In full for the United States and Canada: "California". */
  readonly state: string | null;
  readonly postalCode: string | null;
  readonly fax: string | null;
  readonly homePhone: string | null;
  readonly mobilePhone: string | null;
  readonly otherPhone: string | null;
  readonly otherPhoneType: string | null;
  readonly workPhone: string | null;
  readonly personalEmail: string | null;
  readonly workEmail: string | null;
  readonly taxRegion: string | null;
  readonly contactDescription: string | null;
  readonly customFields: CustomFields;
};
