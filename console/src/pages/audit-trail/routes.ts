import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "../../shell-route.ts";
import { auditSearch } from "./audit-search.ts";

const auditTrail = createRoute({
  getParentRoute: () => shell,
  path: "/audit-trail",
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import("./audit-trail-page.tsx"), "AuditTrailPage"),
});

export const auditTrailRoutes = [auditTrail] as const;
