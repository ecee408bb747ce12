import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "../../shell-route.ts";
import { apiLogSearch } from "./api-log-search.ts";

const apiLog = createRoute({
  getParentRoute: () => shell,
  path: "/api-log",
  validateSearch: apiLogSearch,
  component: lazyRouteComponent(() => import("./api-log-page.tsx"), "ApiLogPage"),
});

export const apiLogRoutes = [apiLog] as const;
