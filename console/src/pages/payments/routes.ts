import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "../../shell-route.ts";
import { paymentSearch } from "./payment-search.ts";

const payments = createRoute({
  getParentRoute: () => shell,
  path: "/payments",
  validateSearch: paymentSearch,
  component: lazyRouteComponent(() => import("./payments-page.tsx"), "PaymentsPage"),
});

const payment = createRoute({
  getParentRoute: () => shell,
  path: "/payments/$paymentKey",
  component: lazyRouteComponent(() => import("./payment-page.tsx"), "PaymentPage"),
});

export const paymentRoutes = [payments, payment] as const;
