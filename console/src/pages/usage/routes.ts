import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "../../shell-route.ts";
import { usageSearch } from "./usage-search.ts";

const usage = createRoute({
  getParentRoute: () => shell,
  path: "/usage",
  validateSearch: usageSearch,
  component: lazyRouteComponent(() => import("./usage-page.tsx"), "UsagePage"),
});

export const usageRoutes = [usage] as const;
