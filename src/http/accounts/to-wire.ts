/** Accounts as the wire writes them. */

import type { z } from "zod";
import { shownFields } from "#engine/custom-fields/shown-fields.ts";
import type { Account, Contact } from "#engine/model/account.ts";
import { ZERO } from "#engine/values/decimal.ts";
import type { AccountMetrics } from "#store/account-metrics.ts";
import type { AccountSummary, SummarizedPaymentMethod } from "#store/account-summary.ts";
import { toBriefContact, toContact } from "../contacts/to-wire.ts";
import type { account, accountSummary } from "./account-fields.ts";

type WithContacts = {
  readonly account: Account;
  readonly billTo: Contact | undefined;
  readonly soldTo: Contact | undefined;
  readonly metrics: AccountMetrics;
};

export const toAccount = ({
  account: stored,
  billTo,
  soldTo,
  metrics,
}: WithContacts): z.input<typeof account> => ({
  basicInfo: toBasicInfo(stored),
  billingAndPayment: toBillingAndPayment(stored),
  metrics: toMetrics(stored, metrics),
  billToContact: billTo ? toContact(billTo) : null,
  soldToContact: soldTo ? toContact(soldTo) : null,
  taxInfo: stored.taxInfo && toTaxInfo(stored.taxInfo),
});

/** In the order of recorded answers, whatever that of the store. */
const toTaxInfo = (taxInfo: NonNullable<Account["taxInfo"]>) => ({
  exemptStatus: taxInfo.exemptStatus,
  exemptCertificateId: taxInfo.exemptCertificateId,
  exemptCertificateType: taxInfo.exemptCertificateType,
  exemptIssuingJurisdiction: taxInfo.exemptIssuingJurisdiction,
  exemptEffectiveDate: taxInfo.exemptEffectiveDate,
  exemptExpirationDate: taxInfo.exemptExpirationDate,
  exemptDescription: taxInfo.exemptDescription,
  exemptEntityUseCode: taxInfo.exemptEntityUseCode,
  companyCode: taxInfo.companyCode,
  VATId: taxInfo.VATId,
});

const toBasicInfo = (stored: Account): z.input<typeof account>["basicInfo"] => ({
  id: stored.accountId,
  name: stored.name,
  accountNumber: stored.accountNumber,
  notes: stored.notes,
  status: stored.status,
  crmId: stored.crmId,
  batch: stored.batch,
  invoiceTemplateId: stored.invoiceTemplateId,
  communicationProfileId: stored.communicationProfileId,
  profileNumber: stored.profileNumber,
  purchaseOrderNumber: stored.purchaseOrderNumber,
  customerServiceRepName: stored.customerServiceRepName,
  ...shownFields("Account", stored.customFields),
  salesRep: stored.salesRep,
  parentId: stored.parentId,
  creditMemoTemplateId: stored.creditMemoTemplateId,
  debitMemoTemplateId: stored.debitMemoTemplateId,
  summaryStatementTemplateId: stored.summaryStatementTemplateId,
  sequenceSetId: stored.sequenceSetId,
  // The field has these two with the features Multi-Org and Reseller Account only.
  ...(stored.organizationLabel !== null && { organizationLabel: stored.organizationLabel }),
  ...(stored.partnerAccount && { partnerAccount: true }),
});

const toBillingAndPayment = (stored: Account) => ({
  billCycleDay: stored.billCycleDay,
  currency: stored.currency,
  paymentTerm: stored.paymentTerm,
  paymentGateway: stored.paymentGateway,
  paymentGatewayNumber: null,
  defaultPaymentMethodId: stored.defaultPaymentMethodId,
  invoiceDeliveryPrefsPrint: stored.invoiceDeliveryPrefsPrint,
  invoiceDeliveryPrefsEmail: stored.invoiceDeliveryPrefsEmail,
  autoPay: stored.autoPay,
  additionalEmailAddresses: stored.additionalEmailAddresses,
  paymentMethodCascadingConsent: false,
  gatewayRoutingEligible: null,
  bcdSettingOption: stored.bcdSettingOption,
});

const toMetrics = ({ currency }: Account, metrics: AccountMetrics) => ({
  balance: metrics.balance,
  currency,
  totalInvoiceBalance: metrics.totalInvoiceBalance,
  creditBalance: ZERO,
  totalDebitMemoBalance: metrics.totalDebitMemoBalance,
  unappliedPaymentAmount: metrics.unappliedPaymentAmount,
  unappliedCreditMemoAmount: metrics.unappliedCreditMemoAmount,
  contractedMrr: metrics.contractedMrr,
});

type Summarized = WithContacts & { readonly summary: AccountSummary };

export const toAccountSummary = (
  { account: stored, billTo, soldTo, metrics, summary }: Summarized,
  { excludeUsage }: { readonly excludeUsage: boolean },
): z.input<typeof accountSummary> => ({
  basicInfo: toSummaryBasicInfo(stored, metrics, summary),
  billToContact: billTo ? toBriefContact(billTo) : null,
  soldToContact: soldTo ? toBriefContact(soldTo) : null,
  taxInfo: stored.taxInfo && toTaxInfo(stored.taxInfo),
  subscriptions: summary.subscriptions.map(({ subscriptionId, ...rest }) => ({
    id: subscriptionId,
    ...rest,
  })),
  invoices: summary.invoices.map(({ invoiceId, ...rest }) => ({ id: invoiceId, ...rest })),
  payments: summary.payments.map(({ paymentId, paidInvoices, ...rest }) => ({
    id: paymentId,
    ...rest,
    paidInvoices: [...paidInvoices],
  })),
  ...(!excludeUsage && { usage: [...summary.usage] }),
});

const toSummaryBasicInfo = (
  stored: Account,
  { balance }: AccountMetrics,
  { lastInvoiceDate, payments: [lastPayment], defaultPaymentMethod }: AccountSummary,
): z.input<typeof accountSummary>["basicInfo"] => ({
  id: stored.accountId,
  name: stored.name,
  accountNumber: stored.accountNumber,
  status: stored.status,
  batch: stored.batch,
  balance,
  currency: stored.currency,
  billCycleDay: stored.billCycleDay,
  autoPay: stored.autoPay,
  additionalEmailAddresses: stored.additionalEmailAddresses,
  invoiceDeliveryPrefsEmail: stored.invoiceDeliveryPrefsEmail,
  invoiceDeliveryPrefsPrint: stored.invoiceDeliveryPrefsPrint,
  purchaseOrderNumber: stored.purchaseOrderNumber,
  partnerAccount: stored.partnerAccount,
  lastInvoiceDate,
  lastPaymentDate: lastPayment?.effectiveDate ?? null,
  lastPaymentAmount: lastPayment?.amount ?? null,
  defaultPaymentMethod: defaultPaymentMethod && toDefaultMethod(defaultPaymentMethod),
  ...shownFields("Account", stored.customFields),
});

/** Texts, as the field has them: "06" and "2031". */
const toDefaultMethod = (method: SummarizedPaymentMethod) => ({
  id: method.paymentMethodId,
  paymentMethodType: method.paymentMethodType,
  creditCardType: method.creditCardType,
  creditCardNumber: method.maskNumber,
  creditCardExpirationMonth: method.expirationMonth?.toString().padStart(2, "0") ?? null,
  creditCardExpirationYear: method.expirationYear?.toString() ?? null,
});
