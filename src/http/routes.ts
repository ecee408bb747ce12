import { accountTimelineRoutes } from "./account-timeline/routes.ts";
import { accountingRoutes } from "./accounting/routes.ts";
import { accountCreationRoutes } from "./accounts/create-routes.ts";
import { accountRoutes } from "./accounts/routes.ts";
import { amendRoutes } from "./actions/amend-routes.ts";
import { changeActionRoutes } from "./actions/change-routes.ts";
import { queryActionRoutes } from "./actions/routes.ts";
import { subscribeRoutes } from "./actions/subscribe-routes.ts";
import { aggregateQueryRoutes } from "./aggregate-queries/routes.ts";
import { amendmentRoutes } from "./amendments/routes.ts";
import { asyncJobRoutes } from "./async-jobs/routes.ts";
import { attachmentRoutes } from "./attachments/routes.ts";
import { accessRoutes } from "./audit/access-routes.ts";
import { auditRoutes } from "./audit/routes.ts";
import { billRunAmountRoutes } from "./bill-runs/amounts-routes.ts";
import { billRunRoutes } from "./bill-runs/routes.ts";
import { billingDocumentRoutes } from "./billing-documents/routes.ts";
import { billingPreviewRoutes } from "./billing-preview/routes.ts";
import { billingPreviewRunRoutes } from "./billing-preview-runs/routes.ts";
import { bulkCancelRoutes } from "./bulk-cancels/routes.ts";
import { calloutTemplateRoutes } from "./callout-templates/routes.ts";
import { catalogRoutes } from "./catalog/routes.ts";
import { clockRoutes } from "./clock/routes.ts";
import { commitmentRoutes } from "./commitments/routes.ts";
import { contactSnapshotRoutes } from "./contact-snapshots/routes.ts";
import { contactRoutes } from "./contacts/routes.ts";
import type { Contract } from "./contract.ts";
import { creditMemoChangeRoutes } from "./credit-memos/change-routes.ts";
import { creditMemoRoutes } from "./credit-memos/routes.ts";
import { creditMemoUpdateRoutes } from "./credit-memos/update-routes.ts";
import { customObjectRecordRoutes } from "./custom-object-records/routes.ts";
import { dataLabelingRoutes } from "./data-labeling/routes.ts";
import { dataQueryRoutes } from "./data-queries/routes.ts";
import { debitMemoChangeRoutes } from "./debit-memos/change-routes.ts";
import { debitMemoRoutes } from "./debit-memos/routes.ts";
import { debitMemoUpdateRoutes } from "./debit-memos/update-routes.ts";
import { describeRoutes } from "./describe/routes.ts";
import { documentFileRoutes } from "./document-files/routes.ts";
import { pdfStatusRoutes } from "./document-files/status-routes.ts";
import { emailTemplateRoutes } from "./email-templates/routes.ts";
import { eventTriggerRoutes } from "./event-triggers/routes.ts";
import { eventRoutes } from "./events/routes.ts";
import { exchangeRateRoutes } from "./exchange-rates/routes.ts";
import { exportRoutes } from "./exports/routes.ts";
import { figureRoutes } from "./figures/routes.ts";
import { financeSettingRoutes } from "./finance-settings/routes.ts";
import { importRoutes } from "./imports/routes.ts";
import { invoiceScheduleRoutes } from "./invoice-schedules/routes.ts";
import { invoiceLifeRoutes } from "./invoices/life-routes.ts";
import { invoiceRoutes } from "./invoices/routes.ts";
import { invoiceSplitRoutes } from "./invoices/split-routes.ts";
import { standaloneInvoiceRoutes } from "./invoices/standalone-routes.ts";
import { journalRoutes } from "./journal/routes.ts";
import { customerRoutes } from "./my-account/customer-routes.ts";
import {
  createMySession,
  deleteMySession,
  getMyPage,
  getMySession,
  requestSignInLink,
} from "./my-account/doors-contract.ts";
import { myAccountRoutes } from "./my-account/routes.ts";
import { notificationHistoryRoutes } from "./notifications/history-routes.ts";
import { profileRoutes } from "./notifications/profile-routes.ts";
import { notificationRoutes } from "./notifications/routes.ts";
import { createConnection, createToken } from "./oauth/contract.ts";
import { oauth2ProviderRoutes } from "./oauth2-providers/routes.ts";
import { accountObjectRoutes } from "./object-crud/account-routes.ts";
import { adjustmentRoutes } from "./object-crud/adjustment-routes.ts";
import { catalogChangeRoutes } from "./object-crud/catalog-change-routes.ts";
import { paymentObjectRoutes } from "./object-crud/payment-routes.ts";
import { refundObjectRoutes } from "./object-crud/refund-routes.ts";
import { objectCrudRoutes } from "./object-crud/routes.ts";
import { subscriptionObjectRoutes } from "./object-crud/subscription-routes.ts";
import { customObjectRoutes } from "./object-definitions/own-routes.ts";
import { objectDefinitionRoutes } from "./object-definitions/routes.ts";
import { listCsvRoutes } from "./object-query/csv-routes.ts";
import { objectQueryRoutes } from "./object-query/routes.ts";
import { operationRoutes } from "./operations/routes.ts";
import { orderChangeRoutes } from "./order-changes/routes.ts";
import { orderLifeRoutes } from "./order-life/routes.ts";
import { orderLineItemRoutes } from "./order-line-items/routes.ts";
import { orderPreviewRoutes } from "./order-preview/routes.ts";
import { orderReadRoutes } from "./order-reads/routes.ts";
import { orderReceiptRoutes } from "./order-receipts/routes.ts";
import { orderRoutes } from "./orders/routes.ts";
import { organizationRoutes } from "./organizations/routes.ts";
import { paymentMethodRoutes } from "./payment-methods/routes.ts";
import { paymentRunRoutes } from "./payment-runs/routes.ts";
import { paymentScheduleRoutes } from "./payment-schedules/routes.ts";
import { paymentRoutes } from "./payments/routes.ts";
import { prepaidRoutes } from "./prepaid/routes.ts";
import { explainRoutes } from "./proofs/explain-routes.ts";
import { residueRoutes } from "./proofs/residue-routes.ts";
import { proofRoutes } from "./proofs/routes.ts";
import { rampRoutes } from "./ramps/routes.ts";
import { ratePlanRoutes } from "./rate-plans/routes.ts";
import { refundRoutes } from "./refunds/routes.ts";
import { rightsRoutes } from "./rights/routes.ts";
import type { Route } from "./route.ts";
import { savedViewRoutes } from "./saved-views/routes.ts";
import { scheduledEventRoutes } from "./scheduled-events/routes.ts";
import { sequenceSetRoutes } from "./sequence-sets/routes.ts";
import {
  createSession,
  deleteSession,
  endSession,
  getSession,
  getSignInWays,
  listSessions,
  switchEntity,
} from "./sessions/contract.ts";
import { settingsPreviewRoutes } from "./settings/preview-routes.ts";
import { settingsRoutes } from "./settings/routes.ts";
import { statementRoutes } from "./statements/routes.ts";
import { subscriptionChangeLogRoutes } from "./subscription-change-logs/routes.ts";
import { subscriptionUpkeepRoutes } from "./subscription-changes/routes.ts";
import { subscriptionMetricsRoutes } from "./subscription-metrics/routes.ts";
import { existingSubscriptionPreviewRoutes } from "./subscription-preview/existing-routes.ts";
import { subscriptionPreviewRoutes } from "./subscription-preview/routes.ts";
import { subscriptionTermRoutes } from "./subscription-terms/routes.ts";
import { subscriptionChangeRoutes } from "./subscriptions/change-routes.ts";
import { subscriptionCreationRoutes } from "./subscriptions/create-routes.ts";
import { subscriptionRoutes } from "./subscriptions/routes.ts";
import { subscriptionUpdateRoutes } from "./subscriptions/update-routes.ts";
import { taxSettingsRoutes } from "./tax-settings/routes.ts";
import { taxationItemRoutes } from "./taxation-items/routes.ts";
import { usageRoutes } from "./usage/routes.ts";

const families: readonly Route[] = [
  ...orderRoutes,
  ...orderPreviewRoutes,
  ...orderReadRoutes,
  ...orderReceiptRoutes,
  ...orderLifeRoutes,
  ...orderChangeRoutes,
  ...orderLineItemRoutes,
  ...prepaidRoutes,
  ...rampRoutes,
  ...ratePlanRoutes,
  ...asyncJobRoutes,
  ...subscriptionRoutes,
  ...subscriptionCreationRoutes,
  ...subscriptionPreviewRoutes,
  ...existingSubscriptionPreviewRoutes,
  ...subscriptionUpdateRoutes,
  ...subscriptionUpkeepRoutes,
  ...subscriptionMetricsRoutes,
  ...subscriptionChangeLogRoutes,
  ...subscriptionTermRoutes,
  ...subscriptionChangeRoutes,
  ...accountRoutes,
  ...accountTimelineRoutes,
  ...accountCreationRoutes,
  ...myAccountRoutes,
  ...customerRoutes,
  ...clockRoutes,
  ...commitmentRoutes,
  ...contactRoutes,
  ...figureRoutes,
  ...contactSnapshotRoutes,
  ...catalogRoutes,
  ...objectCrudRoutes,
  ...catalogChangeRoutes,
  ...accountObjectRoutes,
  ...subscriptionObjectRoutes,
  ...paymentObjectRoutes,
  ...refundObjectRoutes,
  ...adjustmentRoutes,
  ...invoiceRoutes,
  ...invoiceLifeRoutes,
  ...invoiceSplitRoutes,
  ...importRoutes,
  ...invoiceScheduleRoutes,
  ...standaloneInvoiceRoutes,
  ...documentFileRoutes,
  ...pdfStatusRoutes,
  ...attachmentRoutes,
  ...creditMemoRoutes,
  ...paymentMethodRoutes,
  ...paymentRoutes,
  ...refundRoutes,
  ...creditMemoChangeRoutes,
  ...creditMemoUpdateRoutes,
  ...debitMemoRoutes,
  ...debitMemoChangeRoutes,
  ...bulkCancelRoutes,
  ...paymentRunRoutes,
  ...paymentScheduleRoutes,
  ...debitMemoUpdateRoutes,
  ...billRunRoutes,
  ...billRunAmountRoutes,
  ...billingDocumentRoutes,
  ...billingPreviewRoutes,
  ...billingPreviewRunRoutes,
  ...proofRoutes,
  ...journalRoutes,
  ...explainRoutes,
  ...residueRoutes,
  ...objectQueryRoutes,
  ...listCsvRoutes,
  ...queryActionRoutes,
  ...subscribeRoutes,
  ...amendRoutes,
  ...amendmentRoutes,
  ...describeRoutes,
  ...dataQueryRoutes,
  ...exportRoutes,
  ...aggregateQueryRoutes,
  ...dataLabelingRoutes,
  ...accountingRoutes,
  ...eventRoutes,
  ...eventTriggerRoutes,
  ...operationRoutes,
  ...organizationRoutes,
  ...notificationRoutes,
  ...oauth2ProviderRoutes,
  ...profileRoutes,
  ...notificationHistoryRoutes,
  ...emailTemplateRoutes,
  ...calloutTemplateRoutes,
  ...settingsRoutes,
  ...settingsPreviewRoutes,
  ...objectDefinitionRoutes,
  ...customObjectRoutes,
  ...customObjectRecordRoutes,
  ...usageRoutes,
  ...financeSettingRoutes,
  ...statementRoutes,
  ...taxSettingsRoutes,
  ...taxationItemRoutes,
  ...rightsRoutes,
  ...auditRoutes,
  ...accessRoutes,
  ...savedViewRoutes,
  ...scheduledEventRoutes,
  ...sequenceSetRoutes,
  ...exchangeRateRoutes,
];

/** Every endpoint family, once: the server, OpenAPI and the tests know what is here. */
export const routes: readonly Route[] = [...families, ...changeActionRoutes(families)];

/** In the order of the API reference. */
export const contracts: readonly Contract[] = [
  createToken,
  createConnection,
  getSignInWays,
  createSession,
  getSession,
  switchEntity,
  deleteSession,
  listSessions,
  endSession,
  ...[getMyPage, requestSignInLink, createMySession, getMySession, deleteMySession],
  ...routes.map((route) => route.contract),
];
