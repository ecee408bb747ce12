import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "../../shell-route.ts";
import { paymentRunSearch } from "./payment-run-search.ts";

const paymentRuns = createRoute({
  getParentRoute: () => shell,
  path: "/payment-runs",
  validateSearch: paymentRunSearch,
  component: lazyRouteComponent(() => import("./payment-runs-page.tsx"), "PaymentRunsPage"),
});

const paymentRun = createRoute({
  getParentRoute: () => shell,
  path: "/payment-runs/$paymentRunKey",
  component: lazyRouteComponent(() => import("./payment-run-page.tsx"), "PaymentRunPage"),
});

export const paymentRunRoutes = [paymentRuns, paymentRun] as const;
