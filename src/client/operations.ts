/** The contracts of all operations, by name. A test says when one is missing. */

import * as accounting from "#http/accounting/contract.ts";
import * as accounts from "#http/accounts/contract.ts";
import * as asyncJobs from "#http/async-jobs/contract.ts";
import * as attachments from "#http/attachments/contract.ts";
import * as billRuns from "#http/bill-runs/contract.ts";
import * as billingDocuments from "#http/billing-documents/contract.ts";
import * as billingPreview from "#http/billing-preview/contract.ts";
import * as billingPreviewRuns from "#http/billing-preview-runs/contract.ts";
import * as catalog from "#http/catalog/contract.ts";
import * as commitments from "#http/commitments/contract.ts";
import * as contactSnapshots from "#http/contact-snapshots/contract.ts";
import * as contacts from "#http/contacts/contract.ts";
import type { Contract } from "#http/contract.ts";
import * as creditMemosChange from "#http/credit-memos/change-contract.ts";
import * as creditMemos from "#http/credit-memos/contract.ts";
import * as creditMemosCreate from "#http/credit-memos/create-contract.ts";
import * as creditMemosUpdate from "#http/credit-memos/update-contract.ts";
import * as debitMemosChange from "#http/debit-memos/change-contract.ts";
import * as debitMemos from "#http/debit-memos/contract.ts";
import * as debitMemosUpdate from "#http/debit-memos/update-contract.ts";
import * as documentFiles from "#http/document-files/contract.ts";
import * as documentFilesStatus from "#http/document-files/status-contract.ts";
import * as emailTemplates from "#http/email-templates/contract.ts";
import * as eventTriggers from "#http/event-triggers/contract.ts";
import * as events from "#http/events/contract.ts";
import * as exchangeRates from "#http/exchange-rates/contract.ts";
import * as financeSettings from "#http/finance-settings/contract.ts";
import * as invoiceSchedules from "#http/invoice-schedules/contract.ts";
import * as invoices from "#http/invoices/contract.ts";
import * as invoicesLife from "#http/invoices/life-contract.ts";
import * as invoicesSplit from "#http/invoices/split-contract.ts";
import * as invoicesStandalone from "#http/invoices/standalone-contract.ts";
import * as notifications from "#http/notifications/contract.ts";
import * as notificationsHistory from "#http/notifications/history-contract.ts";
import * as oauth from "#http/oauth/contract.ts";
import * as objectCrud from "#http/object-crud/contract.ts";
import * as objectCrudReceivable from "#http/object-crud/receivable-contract.ts";
import * as objectCrudSubscription from "#http/object-crud/subscription-contract.ts";
import * as operations from "#http/operations/contract.ts";
import * as orderChanges from "#http/order-changes/contract.ts";
import * as orderLife from "#http/order-life/contract.ts";
import * as orderLineItems from "#http/order-line-items/contract.ts";
import * as orderPreview from "#http/order-preview/contract.ts";
import * as orderReads from "#http/order-reads/contract.ts";
import * as orders from "#http/orders/contract.ts";
import * as paymentMethods from "#http/payment-methods/contract.ts";
import * as paymentRuns from "#http/payment-runs/contract.ts";
import * as payments from "#http/payments/contract.ts";
import * as prepaid from "#http/prepaid/contract.ts";
import * as proofs from "#http/proofs/contract.ts";
import * as ramps from "#http/ramps/contract.ts";
import * as refunds from "#http/refunds/contract.ts";
import * as rights from "#http/rights/contract.ts";
import * as sequenceSets from "#http/sequence-sets/contract.ts";
import * as settings from "#http/settings/contract.ts";
import * as statements from "#http/statements/contract.ts";
import * as subscriptionChangeLogs from "#http/subscription-change-logs/contract.ts";
import * as subscriptionChanges from "#http/subscription-changes/contract.ts";
import * as subscriptionMetrics from "#http/subscription-metrics/contract.ts";
import * as subscriptionPreview from "#http/subscription-preview/contract.ts";
import * as subscriptionPreviewExisting from "#http/subscription-preview/existing-contract.ts";
import * as subscriptionTerms from "#http/subscription-terms/contract.ts";
import * as subscriptionsChange from "#http/subscriptions/change-contract.ts";
import * as subscriptions from "#http/subscriptions/contract.ts";
import * as subscriptionsCreate from "#http/subscriptions/create-contract.ts";
import * as subscriptionsUpdate from "#http/subscriptions/update-contract.ts";
import * as taxSettings from "#http/tax-settings/contract.ts";
import * as taxSettingsEngine from "#http/tax-settings/engine-contract.ts";
import * as taxationItemsChange from "#http/taxation-items/change-contract.ts";
import * as taxationItems from "#http/taxation-items/contract.ts";
import * as usage from "#http/usage/contract.ts";

const { ownTaxCodes, connectorTaxCodes } = taxSettings;

const modules = {
  ...accounting,
  ...accounts,
  ...asyncJobs,
  ...attachments,
  ...billRuns,
  ...billingDocuments,
  ...billingPreviewRuns,
  ...billingPreview,
  ...catalog,
  ...commitments,
  ...contactSnapshots,
  ...contacts,
  ...creditMemosChange,
  ...creditMemos,
  ...creditMemosCreate,
  ...creditMemosUpdate,
  ...debitMemosChange,
  ...debitMemos,
  ...debitMemosUpdate,
  ...documentFiles,
  ...documentFilesStatus,
  ...emailTemplates,
  ...eventTriggers,
  ...events,
  ...exchangeRates,
  ...financeSettings,
  ...invoiceSchedules,
  ...invoices,
  ...invoicesLife,
  ...invoicesSplit,
  ...invoicesStandalone,
  ...notifications,
  ...notificationsHistory,
  ...oauth,
  ...objectCrud,
  ...objectCrudReceivable,
  ...objectCrudSubscription,
  ...operations,
  ...orderChanges,
  ...orderLife,
  ...orderLineItems,
  ...orderPreview,
  ...orderReads,
  ...orders,
  ...paymentMethods,
  ...paymentRuns,
  ...payments,
  ...prepaid,
  ...proofs,
  ...ramps,
  ...refunds,
  ...rights,
  ...sequenceSets,
  ...settings,
  ...statements,
  ...subscriptionChangeLogs,
  ...subscriptionChanges,
  ...subscriptionMetrics,
  ...subscriptionPreview,
  ...subscriptionPreviewExisting,
  ...subscriptionTerms,
  ...subscriptionsChange,
  ...subscriptions,
  ...subscriptionsCreate,
  ...subscriptionsUpdate,
  ...taxSettings,
  createTaxCode: ownTaxCodes.create,
  getTaxCode: ownTaxCodes.get,
  updateTaxCode: ownTaxCodes.update,
  deleteTaxCode: ownTaxCodes.remove,
  createConnectorTaxCode: connectorTaxCodes.create,
  getConnectorTaxCode: connectorTaxCodes.get,
  updateConnectorTaxCode: connectorTaxCodes.update,
  deleteConnectorTaxCode: connectorTaxCodes.remove,
  ...taxSettingsEngine,
  ...taxationItemsChange,
  ...taxationItems,
  ...usage,
} as const;

type Modules = typeof modules;

/** Of everything that contract files export, the contracts. */
export type Operations = {
  readonly [Name in keyof Modules as Modules[Name] extends Contract ? Name : never]: Modules[Name];
};

export const OPERATIONS = Object.fromEntries(
  Object.entries(modules).filter(([name, each]) => isContract(each) && each.operation === name),
) as unknown as Operations;

function isContract(value: unknown): value is Contract {
  return typeof value === "object" && value !== null && "operation" in value && "path" in value;
}
