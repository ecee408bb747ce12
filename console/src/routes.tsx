/**
 * All addresses of the console, each with its page. A page is a file of src/pages, loaded when somebody
 * goes there; what it shows is in its address, so that a reload, a bookmark and a colleague see the same.
 */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { QuittanceError } from "#client/index.ts";
import { queryClient, sessionQuery, whenSignedOut } from "./api/queries.ts";
import { cancelSearch } from "./forms/cancel-subscription/cancel-search.ts";
import { startSearch } from "./forms/start-bill-run/start-search.ts";
import { accountSearch } from "./pages/accounts/account-search.ts";
import { apiLogSearch } from "./pages/api-log/api-log-search.ts";
import { auditSearch } from "./pages/audit-trail/audit-search.ts";
import { billRunSearch } from "./pages/bill-runs/bill-run-search.ts";
import { productSearch } from "./pages/catalog/product-search.ts";
import { clockSearch } from "./pages/clock/clock-search.ts";
import { documentSearch } from "./pages/documents/document-search.ts";
import { NotFoundPage } from "./pages/not-found-page.tsx";
import { orderSearch } from "./pages/orders/order-search.ts";
import { paymentSearch } from "./pages/payments/payment-search.ts";
import { subscriptionSearch } from "./pages/subscriptions/subscription-search.ts";
import { usageSearch } from "./pages/usage/usage-search.ts";
import { webhookSearch } from "./pages/webhooks/webhook-search.ts";
import { textIn } from "./ui/search-params.ts";
import { Failed } from "./ui/states.tsx";

const rootRoute = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: ({ error, reset }) => (
    <Failed error={error} what="this page" onRetry={() => reset()} />
  ),
});

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { readonly next?: string | undefined } => ({
    next: textIn(search, "next"),
  }),
  component: lazyRouteComponent(() => import("./pages/sign-in/sign-in-page.tsx"), "SignInPage"),
});

/** Around every page of who has signed in. */
const shell = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(sessionQuery);
    } catch (error) {
      if (!(error instanceof QuittanceError && error.status === 401)) throw error;
      throw redirect({ to: "/sign-in", search: { next: location.href } });
    }
  },
  component: lazyRouteComponent(() => import("./shell/shell.tsx"), "Shell"),
});

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("./pages/home/home-page.tsx"), "HomePage"),
});

const accounts = createRoute({
  getParentRoute: () => shell,
  path: "/accounts",
  validateSearch: accountSearch,
  component: lazyRouteComponent(() => import("./pages/accounts/accounts-page.tsx"), "AccountsPage"),
});

const account = createRoute({
  getParentRoute: () => shell,
  path: "/accounts/$accountKey",
  component: lazyRouteComponent(() => import("./pages/accounts/account-page.tsx"), "AccountPage"),
});

const subscriptions = createRoute({
  getParentRoute: () => shell,
  path: "/subscriptions",
  validateSearch: subscriptionSearch,
  component: lazyRouteComponent(
    () => import("./pages/subscriptions/subscriptions-page.tsx"),
    "SubscriptionsPage",
  ),
});

const subscription = createRoute({
  getParentRoute: () => shell,
  path: "/subscriptions/$subscriptionKey",
  component: lazyRouteComponent(
    () => import("./pages/subscriptions/subscription-page.tsx"),
    "SubscriptionPage",
  ),
});

const cancelSubscription = createRoute({
  getParentRoute: () => shell,
  path: "/subscriptions/$subscriptionKey/cancel",
  validateSearch: cancelSearch,
  component: lazyRouteComponent(
    () => import("./forms/cancel-subscription/cancel-page.tsx"),
    "CancelPage",
  ),
});

const orders = createRoute({
  getParentRoute: () => shell,
  path: "/orders",
  validateSearch: orderSearch,
  component: lazyRouteComponent(() => import("./pages/orders/orders-page.tsx"), "OrdersPage"),
});

const order = createRoute({
  getParentRoute: () => shell,
  path: "/orders/$orderNumber",
  component: lazyRouteComponent(() => import("./pages/orders/order-page.tsx"), "OrderPage"),
});

const billRuns = createRoute({
  getParentRoute: () => shell,
  path: "/bill-runs",
  validateSearch: billRunSearch,
  component: lazyRouteComponent(
    () => import("./pages/bill-runs/bill-runs-page.tsx"),
    "BillRunsPage",
  ),
});

const startBillRun = createRoute({
  getParentRoute: () => shell,
  path: "/bill-runs/start",
  validateSearch: startSearch,
  component: lazyRouteComponent(
    () => import("./forms/start-bill-run/start-bill-run-page.tsx"),
    "StartBillRunPage",
  ),
});

const billRun = createRoute({
  getParentRoute: () => shell,
  path: "/bill-runs/$billRunKey",
  component: lazyRouteComponent(() => import("./pages/bill-runs/bill-run-page.tsx"), "BillRunPage"),
});

const documentsPage = () => import("./pages/documents/documents-page.tsx");
const documentPage = () => import("./pages/documents/document-page.tsx");

const invoices = createRoute({
  getParentRoute: () => shell,
  path: "/invoices",
  validateSearch: documentSearch,
  component: lazyRouteComponent(documentsPage, "InvoicesPage"),
});

const invoice = createRoute({
  getParentRoute: () => shell,
  path: "/invoices/$documentKey",
  component: lazyRouteComponent(documentPage, "InvoicePage"),
});

const creditMemos = createRoute({
  getParentRoute: () => shell,
  path: "/credit-memos",
  validateSearch: documentSearch,
  component: lazyRouteComponent(documentsPage, "CreditMemosPage"),
});

const creditMemo = createRoute({
  getParentRoute: () => shell,
  path: "/credit-memos/$documentKey",
  component: lazyRouteComponent(documentPage, "CreditMemoPage"),
});

const debitMemos = createRoute({
  getParentRoute: () => shell,
  path: "/debit-memos",
  validateSearch: documentSearch,
  component: lazyRouteComponent(documentsPage, "DebitMemosPage"),
});

const debitMemo = createRoute({
  getParentRoute: () => shell,
  path: "/debit-memos/$documentKey",
  component: lazyRouteComponent(documentPage, "DebitMemoPage"),
});

const catalog = createRoute({
  getParentRoute: () => shell,
  path: "/catalog",
  validateSearch: productSearch,
  component: lazyRouteComponent(() => import("./pages/catalog/products-page.tsx"), "ProductsPage"),
});

const product = createRoute({
  getParentRoute: () => shell,
  path: "/catalog/$productKey",
  component: lazyRouteComponent(() => import("./pages/catalog/product-page.tsx"), "ProductPage"),
});

const payments = createRoute({
  getParentRoute: () => shell,
  path: "/payments",
  validateSearch: paymentSearch,
  component: lazyRouteComponent(() => import("./pages/payments/payments-page.tsx"), "PaymentsPage"),
});

const payment = createRoute({
  getParentRoute: () => shell,
  path: "/payments/$paymentKey",
  component: lazyRouteComponent(() => import("./pages/payments/payment-page.tsx"), "PaymentPage"),
});

const usage = createRoute({
  getParentRoute: () => shell,
  path: "/usage",
  validateSearch: usageSearch,
  component: lazyRouteComponent(() => import("./pages/usage/usage-page.tsx"), "UsagePage"),
});

const webhooks = createRoute({
  getParentRoute: () => shell,
  path: "/webhooks",
  validateSearch: webhookSearch,
  component: lazyRouteComponent(() => import("./pages/webhooks/webhooks-page.tsx"), "WebhooksPage"),
});

const auditTrail = createRoute({
  getParentRoute: () => shell,
  path: "/audit-trail",
  validateSearch: auditSearch,
  component: lazyRouteComponent(
    () => import("./pages/audit-trail/audit-trail-page.tsx"),
    "AuditTrailPage",
  ),
});

const apiLog = createRoute({
  getParentRoute: () => shell,
  path: "/api-log",
  validateSearch: apiLogSearch,
  component: lazyRouteComponent(() => import("./pages/api-log/api-log-page.tsx"), "ApiLogPage"),
});

const clock = createRoute({
  getParentRoute: () => shell,
  path: "/clock",
  validateSearch: clockSearch,
  component: lazyRouteComponent(() => import("./pages/clock/clock-page.tsx"), "ClockPage"),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    signIn,
    shell.addChildren([
      ...[home, accounts, account, subscriptions, subscription, cancelSubscription],
      ...[billRuns, startBillRun, billRun, clock],
      ...[invoices, invoice, creditMemos, creditMemo, debitMemos, debitMemo],
      ...[orders, order, catalog, product],
      ...[payments, payment],
      ...[usage, webhooks, auditTrail, apiLog],
    ]),
  ]),
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

whenSignedOut(() => {
  const { href, pathname } = router.state.location;
  if (pathname === "/sign-in") return;
  queryClient.clear();
  void router.navigate({ to: "/sign-in", search: { next: href } });
});
