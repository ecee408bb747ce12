import type { ObjectName, QueryObject } from "../query-object.ts";
import { accounts } from "./accounts.ts";
import { billingRuns } from "./billing-runs.ts";
import { contactSnapshots } from "./contact-snapshots.ts";
import { contacts } from "./contacts.ts";
import { creditMemoApplications } from "./credit-memo-applications.ts";
import { creditMemoItems } from "./credit-memo-items.ts";
import { creditMemos } from "./credit-memos.ts";
import { creditTaxationItems } from "./credit-taxation-items.ts";
import { debitMemoItems } from "./debit-memo-items.ts";
import { debitMemos } from "./debit-memos.ts";
import { debitTaxationItems } from "./debit-taxation-items.ts";
import { invoiceItems } from "./invoice-items.ts";
import { invoices } from "./invoices.ts";
import { orderActions } from "./order-actions.ts";
import { orderLineItems } from "./order-line-items.ts";
import { orders } from "./orders.ts";
import { paymentApplications } from "./payment-applications.ts";
import { paymentMethods } from "./payment-methods.ts";
import { paymentRuns } from "./payment-runs.ts";
import { payments } from "./payments.ts";
import { prepaidBalanceFunds } from "./prepaid-balance-funds.ts";
import { prepaidBalanceTransactions } from "./prepaid-balance-transactions.ts";
import { prepaidBalances } from "./prepaid-balances.ts";
import { productRatePlanChargeTiers } from "./product-rate-plan-charge-tiers.ts";
import { productRatePlanCharges } from "./product-rate-plan-charges.ts";
import { productRatePlans } from "./product-rate-plans.ts";
import { products } from "./products.ts";
import { ratePlanChargeTiers } from "./rate-plan-charge-tiers.ts";
import { ratePlanCharges } from "./rate-plan-charges.ts";
import { ratePlans } from "./rate-plans.ts";
import { refundApplicationItems } from "./refund-application-items.ts";
import { refundApplications } from "./refund-applications.ts";
import { refunds } from "./refunds.ts";
import { subscriptions } from "./subscriptions.ts";
import { taxationItems } from "./taxation-items.ts";
import { usages } from "./usages.ts";
import { validityPeriodSummaries } from "./validity-period-summaries.ts";

/** Every object that can be queried, by the name it has in the path and in relations. */
export const OBJECTS: Readonly<Record<ObjectName, QueryObject>> = {
  accounts,
  "billing-runs": billingRuns,
  "contact-snapshots": contactSnapshots,
  contacts,
  "credit-memo-applications": creditMemoApplications,
  "credit-memo-items": creditMemoItems,
  "credit-memos": creditMemos,
  "credit-taxation-items": creditTaxationItems,
  "debit-memo-items": debitMemoItems,
  "debit-memos": debitMemos,
  "debit-taxation-items": debitTaxationItems,
  "invoice-items": invoiceItems,
  invoices,
  "order-actions": orderActions,
  "order-line-items": orderLineItems,
  orders,
  "payment-applications": paymentApplications,
  "payment-methods": paymentMethods,
  "payment-runs": paymentRuns,
  payments,
  "prepaid-balance-funds": prepaidBalanceFunds,
  "prepaid-balance-transactions": prepaidBalanceTransactions,
  "prepaid-balances": prepaidBalances,
  "product-rate-plan-charge-tiers": productRatePlanChargeTiers,
  "product-rate-plan-charges": productRatePlanCharges,
  "product-rate-plans": productRatePlans,
  products,
  "rate-plan-charge-tiers": ratePlanChargeTiers,
  "rate-plan-charges": ratePlanCharges,
  "rate-plans": ratePlans,
  "refund-application-items": refundApplicationItems,
  "refund-applications": refundApplications,
  refunds,
  subscriptions,
  "taxation-items": taxationItems,
  usages,
  "validity-period-summaries": validityPeriodSummaries,
};
