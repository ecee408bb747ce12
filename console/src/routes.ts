/**
 * All addresses of the console. Each family of pages says in a `routes.ts` of its own where they are and
 * what of them stands in the address, so that a reload, a bookmark and a colleague see the same; a page
 * is loaded when somebody goes there.
 */
import { createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { rememberSession } from "./api/client.ts";
import { queryClient, whenSignedOut } from "./api/queries.ts";
import { accountRoutes } from "./pages/accounts/routes.ts";
import { apiLogRoutes } from "./pages/api-log/routes.ts";
import { auditTrailRoutes } from "./pages/audit-trail/routes.ts";
import { billRunRoutes } from "./pages/bill-runs/routes.ts";
import { bulkCancelRoutes } from "./pages/bulk-cancels/routes.ts";
import { catalogRoutes } from "./pages/catalog/routes.ts";
import { clockRoutes } from "./pages/clock/routes.ts";
import { documentRoutes } from "./pages/documents/routes.ts";
import { journalRoutes } from "./pages/journal/routes.ts";
import { orderRoutes } from "./pages/orders/routes.ts";
import { paymentRunRoutes } from "./pages/payment-runs/routes.ts";
import { paymentRoutes } from "./pages/payments/routes.ts";
import { sessionRoutes } from "./pages/sessions/routes.ts";
import { setUpRoutes } from "./pages/set-up/routes.ts";
import { signIn } from "./pages/sign-in/routes.ts";
import { subscriptionRoutes } from "./pages/subscriptions/routes.ts";
import { usageRoutes } from "./pages/usage/routes.ts";
import { webhookRoutes } from "./pages/webhooks/routes.ts";
import { rootRoute, shell } from "./shell-route.ts";

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("./pages/home/home-page.tsx"), "HomePage"),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    signIn,
    shell.addChildren([
      home,
      ...accountRoutes,
      ...subscriptionRoutes,
      ...orderRoutes,
      ...billRunRoutes,
      ...bulkCancelRoutes,
      ...documentRoutes,
      ...catalogRoutes,
      ...paymentRoutes,
      ...paymentRunRoutes,
      ...journalRoutes,
      ...usageRoutes,
      ...webhookRoutes,
      ...auditTrailRoutes,
      ...apiLogRoutes,
      ...clockRoutes,
      ...setUpRoutes,
      ...sessionRoutes,
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

whenSignedOut((problem) => {
  const { href, pathname } = router.state.location;
  if (pathname === "/sign-in") return;
  rememberSession(undefined);
  queryClient.clear();
  void router.navigate({ to: "/sign-in", search: { next: href, problem } });
});
