import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { recordPaymentSearch } from "../../forms/record-payment/record-payment-search.ts";
import { shell } from "../../shell-route.ts";
import { paymentSearch } from "./payment-search.ts";
import { refundSearch } from "./refund-search.ts";

const useFundsPage = () => import("../../forms/use-funds/use-funds-page.tsx");

const payments = createRoute({
  getParentRoute: () => shell,
  path: "/payments",
  validateSearch: paymentSearch,
  component: lazyRouteComponent(() => import("./payments-page.tsx"), "PaymentsPage"),
});

const recordPayment = createRoute({
  getParentRoute: () => shell,
  path: "/payments/new",
  validateSearch: recordPaymentSearch,
  component: lazyRouteComponent(
    () => import("../../forms/record-payment/record-payment-page.tsx"),
    "RecordPaymentPage",
  ),
});

const payment = createRoute({
  getParentRoute: () => shell,
  path: "/payments/$paymentKey",
  component: lazyRouteComponent(() => import("./payment-page.tsx"), "PaymentPage"),
});

const applyPayment = createRoute({
  getParentRoute: () => shell,
  path: "/payments/$paymentKey/apply",
  component: lazyRouteComponent(useFundsPage, "ApplyPaymentPage"),
});

const unapplyPayment = createRoute({
  getParentRoute: () => shell,
  path: "/payments/$paymentKey/unapply",
  component: lazyRouteComponent(useFundsPage, "UnapplyPaymentPage"),
});

const refundPayment = createRoute({
  getParentRoute: () => shell,
  path: "/payments/$paymentKey/refund",
  component: lazyRouteComponent(
    () => import("../../forms/refund/refund-page.tsx"),
    "RefundPaymentPage",
  ),
});

const refunds = createRoute({
  getParentRoute: () => shell,
  path: "/refunds",
  validateSearch: refundSearch,
  component: lazyRouteComponent(() => import("./refunds-page.tsx"), "RefundsPage"),
});

const refund = createRoute({
  getParentRoute: () => shell,
  path: "/refunds/$refundKey",
  component: lazyRouteComponent(() => import("./refund-page.tsx"), "RefundPage"),
});

export const paymentRoutes = [
  ...([payments, recordPayment, payment, applyPayment, unapplyPayment, refundPayment] as const),
  ...([refunds, refund] as const),
] as const;
