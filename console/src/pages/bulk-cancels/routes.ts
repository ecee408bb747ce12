import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { planSearch } from "../../forms/plan-bulk-cancel/plan-search.ts";
import { shell } from "../../shell-route.ts";
import { bulkCancelSearch, bulkCancelsSearch } from "./bulk-cancel-search.ts";

const bulkCancels = createRoute({
  getParentRoute: () => shell,
  path: "/bulk-cancels",
  validateSearch: bulkCancelsSearch,
  component: lazyRouteComponent(() => import("./bulk-cancels-page.tsx"), "BulkCancelsPage"),
});

const planBulkCancel = createRoute({
  getParentRoute: () => shell,
  path: "/bulk-cancels/new",
  validateSearch: planSearch,
  component: lazyRouteComponent(
    () => import("../../forms/plan-bulk-cancel/plan-bulk-cancel-page.tsx"),
    "PlanBulkCancelPage",
  ),
});

const bulkCancel = createRoute({
  getParentRoute: () => shell,
  path: "/bulk-cancels/$bulkCancelKey",
  validateSearch: bulkCancelSearch,
  component: lazyRouteComponent(() => import("./bulk-cancel-page.tsx"), "BulkCancelPage"),
});

export const bulkCancelRoutes = [bulkCancels, planBulkCancel, bulkCancel] as const;
