import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { startSearch } from "../../forms/start-bill-run/start-search.ts";
import { shell } from "../../shell-route.ts";
import { billRunSearch } from "./bill-run-search.ts";

const billRuns = createRoute({
  getParentRoute: () => shell,
  path: "/bill-runs",
  validateSearch: billRunSearch,
  component: lazyRouteComponent(() => import("./bill-runs-page.tsx"), "BillRunsPage"),
});

const startBillRun = createRoute({
  getParentRoute: () => shell,
  path: "/bill-runs/start",
  validateSearch: startSearch,
  component: lazyRouteComponent(
    () => import("../../forms/start-bill-run/start-bill-run-page.tsx"),
    "StartBillRunPage",
  ),
});

const billRun = createRoute({
  getParentRoute: () => shell,
  path: "/bill-runs/$billRunKey",
  component: lazyRouteComponent(() => import("./bill-run-page.tsx"), "BillRunPage"),
});

export const billRunRoutes = [billRuns, startBillRun, billRun] as const;
