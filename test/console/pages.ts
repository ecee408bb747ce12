/** Addresses that `every-page.tests.ts` goes through, each with a heading that is there once it is. */
import { planned } from "#test/support/bulk-cancels.ts";
import { succeed } from "#test/support/company.ts";
import {
  anUnappliedCredit,
  aSubscriptionThatOwes,
  type Clerk,
  olderInvoice,
  TODAY,
} from "./clerk.ts";

export type Visited = readonly [address: string, heading: string | RegExp];

/** Of an account with two invoices, one of them overdue. */
export async function pagesOf(clerk: Clerk): Promise<readonly Visited[]> {
  const { accountNumber, subscriptionNumber } = await aSubscriptionThatOwes(clerk, "Every page");
  const { number: invoiceNumber } = await olderInvoice(clerk, accountNumber);
  const memoNumber = await anUnappliedCredit(clerk, accountNumber);
  const filter = { accountNumbers: [accountNumber] };
  const { number: bulkCancel } = await planned(clerk.server, { filter });
  const { products } = await succeed(clerk.server, "GET", "/v1/catalog/products");
  return [
    ["/", /^USD/],
    ["/accounts", "Accounts"],
    ["/accounts?name=nobody", "Accounts"],
    ["/accounts/new", "Bill-to contact"],
    [`/accounts/${accountNumber}`, "Proof"],
    [`/accounts/${accountNumber}/edit`, /^Edit /],
    [`/accounts/${accountNumber}/contacts/new`, "Add a contact"],
    ["/subscriptions", "Subscriptions"],
    [`/subscriptions/${subscriptionNumber}`, "Orders"],
    [`/subscriptions/${subscriptionNumber}/cancel`, /^What it does/],
    ...(await pagesOfOrders(clerk, accountNumber, subscriptionNumber)),
    ["/bill-runs", "Bill runs"],
    ["/bill-runs/start?whose=accounts", "What it will do"],
    ["/bulk-cancels", "Bulk cancels"],
    ["/bulk-cancels/new?overdue=30&writeOff=true", "What will be planned"],
    [`/bulk-cancels/${bulkCancel}`, "Steps"],
    ["/invoices", "Invoices"],
    [`/invoices/${invoiceNumber}`, "Settled by"],
    ["/credit-memos?number=none", "Credit memos"],
    ["/invoices?left=Overdue&currency=USD&dueTo=2023-05-01&dense=true", "Invoices"],
    [`/invoices/${invoiceNumber}/credit-memo`, "Items"],
    [`/invoices/${invoiceNumber}/split`, "Parts"],
    [`/debit-memos/new?account=${accountNumber}`, "Lines"],
    [`/accounts/${accountNumber}/statement`, "What has moved it"],
    [`/credit-memos/${memoNumber}/apply`, "Documents"],
    [`/credit-memos/${memoNumber}/refund`, "How much"],
    ["/payments", "Payments"],
    [`/payments/new?account=${accountNumber}&amount=40`, "Documents"],
    ["/refunds", "Refunds"],
    ["/payment-runs", "Payment runs"],
    [`/journal?account=${accountNumber}`, "By journal account"],
    ["/usage", "Upload a file"],
    ["/catalog", "Catalog"],
    [`/catalog/${products[0].productNumber}`, "Silver"],
    ["/webhooks", "Webhooks"],
    ["/audit-trail", "Audit trail"],
    ["/api-log", "API log"],
    ["/clock", /^What comes up to/],
    ["/sessions", "Your sessions"],
    ...SET_UP,
  ];
}

/** How the entity is set up. */
const SET_UP: readonly Visited[] = [
  ["/set-up/billing-rules?rules=%7B%22oneTimeCreditBack%22%3Atrue%7D", "What will change"],
  ["/set-up", "All settings"],
  ["/set-up/numbering?isNew=true", "New sequence set"],
  ["/set-up/tax-codes", "Tax codes"],
  ["/set-up/tax-engines", "Tax engines"],
  ["/set-up/payment-terms?isNew=true", "New payment term"],
  ["/set-up/reason-codes", "Reason codes"],
  ["/set-up/accounting-periods", "Accounting periods"],
  ["/set-up/currencies?row=USD", "What others are worth in USD"],
  ["/set-up/payment-gateways", "Payment gateways"],
  ["/set-up/custom-fields", "Fields that were never defined"],
  ["/set-up/notifications?isNew=true", "New notification"],
  ["/set-up/email-templates?isNew=true", "New e-mail template"],
  ["/set-up/other-rules", "Ageing"],
  ["/set-up/organizations", "Organizations"],
  ["/set-up/users", "Users"],
  ["/set-up/users?isNew=true", "New user"],
  ["/set-up/roles", "Who may what"],
  ["/set-up/roles?isNew=true", "New role"],
  ["/set-up/oauth-clients", "OAuth clients"],
  ["/set-up/oauth-clients?isNew=true", "New OAuth client"],
];

async function pagesOfOrders(
  clerk: Clerk,
  accountNumber: string,
  subscriptionNumber: string,
): Promise<readonly Visited[]> {
  const draft = await aDraft(clerk, accountNumber, subscriptionNumber);
  return [
    ["/orders", "Orders"],
    [`/orders?account=${accountNumber}&status=Draft`, "Orders"],
    ["/orders/new", "Whose order is it?"],
    [`/orders/${draft}`, "What was ordered"],
    [`/orders/${draft}/edit`, /^What it does/],
    [
      `/orders/new?account=${accountNumber}&subscription=${subscriptionNumber}&action=Suspend`,
      /^What it does/,
    ],
  ];
}

/** An order that waits for somebody, by its number. */
async function aDraft({ server }: Clerk, accountNumber: string, subscriptionNumber: string) {
  const suspend = { type: "Suspend", suspend: { suspendPolicy: "Today" } };
  const { orderNumber } = await succeed(server, "POST", "/v1/orders", {
    ...{ status: "Draft", orderDate: TODAY, existingAccountNumber: accountNumber },
    subscriptions: [{ subscriptionNumber, orderActions: [suspend] }],
  });
  return String(orderNumber);
}
