/**
 * An account as it is answered. Nothing is left out: what is empty is null. Keys and their order are
 * those measured on answers of 2025 and 2026.
 */
import { z } from "zod";
import { briefContact, contact } from "../contacts/contact-fields.ts";
import * as wire from "../wire.ts";

const text = z.string().nullable();

const basicInfo = z.looseObject({
  id: wire.id,
  name: z.string(),
  accountNumber: z.string(),
  notes: text,
  status: z.enum(["Draft", "Active", "Canceled"]),
  crmId: text,
  batch: z.string(),
  invoiceTemplateId: text,
  communicationProfileId: text,
  profileNumber: text,
  purchaseOrderNumber: text,
  customerServiceRepName: text,
  salesRep: text,
  parentId: text,
  creditMemoTemplateId: text,
  debitMemoTemplateId: text,
  summaryStatementTemplateId: text,
  sequenceSetId: text,
  organizationLabel: z.string().optional(),
  partnerAccount: z.boolean().optional(),
});

const billingAndPayment = z.object({
  billCycleDay: z.number(),
  currency: z.string(),
  paymentTerm: z.string(),
  paymentGateway: text,
  paymentGatewayNumber: text,
  defaultPaymentMethodId: text,
  invoiceDeliveryPrefsPrint: z.boolean(),
  invoiceDeliveryPrefsEmail: z.boolean(),
  autoPay: z.boolean(),
  additionalEmailAddresses: z.array(z.string()).readonly(),
  paymentMethodCascadingConsent: z.boolean(),
  gatewayRoutingEligible: z.boolean().nullable(),
  bcdSettingOption: z.enum(["AutoSet", "ManualSet"]),
});

const metrics = z.object({
  balance: wire.money,
  currency: z.string(),
  totalInvoiceBalance: wire.money,
  creditBalance: wire.money,
  totalDebitMemoBalance: wire.money,
  unappliedPaymentAmount: wire.money,
  unappliedCreditMemoAmount: wire.money,
  contractedMrr: wire.money,
});

const taxInfo = z
  .object({
    exemptStatus: text,
    exemptCertificateId: text,
    exemptCertificateType: text,
    exemptIssuingJurisdiction: text,
    exemptEffectiveDate: text,
    exemptExpirationDate: text,
    exemptDescription: text,
    exemptEntityUseCode: text,
    companyCode: text,
    VATId: text,
  })
  .nullable();

export const account = z.object({
  basicInfo,
  billingAndPayment,
  metrics,
  billToContact: contact.nullable(),
  soldToContact: contact.nullable(),
  taxInfo,
});

const summaryBasicInfo = z.looseObject({
  id: wire.id,
  name: z.string(),
  accountNumber: z.string(),
  status: z.enum(["Draft", "Active", "Canceled"]),
  batch: z.string(),
  balance: wire.money,
  currency: z.string(),
  billCycleDay: z.number(),
  autoPay: z.boolean(),
  additionalEmailAddresses: z.array(z.string()).readonly(),
  invoiceDeliveryPrefsEmail: z.boolean(),
  invoiceDeliveryPrefsPrint: z.boolean(),
  purchaseOrderNumber: text,
  partnerAccount: z.boolean(),
  lastInvoiceDate: wire.date.nullable(),
  lastPaymentDate: wire.date.nullable(),
  lastPaymentAmount: wire.money.nullable(),
  defaultPaymentMethod: z
    .object({
      id: wire.id,
      paymentMethodType: z.string(),
      creditCardType: text,
      creditCardNumber: text.describe("Masked, of bank accounts too."),
      creditCardExpirationMonth: text,
      creditCardExpirationYear: text,
    })
    .nullable(),
});

const ratePlan = z.object({
  productId: wire.id,
  productName: z.string(),
  productSku: z.string(),
  productRatePlanId: wire.id,
  ratePlanName: z.string(),
});

const subscription = z.object({
  id: wire.id,
  subscriptionNumber: z.string(),
  status: z.string(),
  termType: z.enum(["TERMED", "EVERGREEN"]),
  initialTerm: z.number().nullable(),
  renewalTerm: z.number().nullable(),
  autoRenew: z.boolean(),
  subscriptionStartDate: wire.date,
  termStartDate: wire.date,
  termEndDate: wire.date.nullable(),
  ratePlans: z.array(ratePlan).readonly(),
});

const invoice = z.object({
  id: wire.id,
  invoiceNumber: z.string(),
  invoiceDate: wire.date,
  dueDate: wire.date,
  amount: wire.money,
  balance: wire.money,
  status: z.string(),
});

const payment = z.object({
  id: wire.id,
  paymentNumber: z.string(),
  paymentType: z.enum(["External", "Electronic"]),
  effectiveDate: wire.date,
  amount: wire.money,
  status: z.string(),
  paidInvoices: z.array(
    z.object({ invoiceId: wire.id, invoiceNumber: z.string(), appliedPaymentAmount: wire.money }),
  ),
});

export const accountSummary = z.object({
  basicInfo: summaryBasicInfo,
  billToContact: briefContact.nullable(),
  soldToContact: briefContact.nullable(),
  taxInfo,
  subscriptions: z.array(subscription).describe("The six that changed last."),
  invoices: z.array(invoice).describe("The last six."),
  payments: z.array(payment).describe("The last six."),
  usage: z
    .array(
      z.object({
        startDate: z.string().describe("A month: 2024-02."),
        unitOfMeasure: z.string(),
        quantity: wire.money,
      }),
    )
    .optional()
    .describe("Of this month and the five before."),
});
