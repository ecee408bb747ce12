import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "../../shell-route.ts";
import { rulesSearch } from "./billing-rules/rules-search.ts";
import { settingSearch } from "./form/setting-search.ts";

const billingRules = createRoute({
  getParentRoute: () => shell,
  path: "/set-up/billing-rules",
  validateSearch: rulesSearch,
  component: lazyRouteComponent(
    () => import("./billing-rules/billing-rules-page.tsx"),
    "BillingRulesPage",
  ),
});

const users = createRoute({
  getParentRoute: () => shell,
  path: "/set-up/users",
  validateSearch: settingSearch,
  component: lazyRouteComponent(() => import("./people/users-page.tsx"), "UsersPage"),
});

const roles = createRoute({
  getParentRoute: () => shell,
  path: "/set-up/roles",
  validateSearch: settingSearch,
  component: lazyRouteComponent(() => import("./people/roles-page.tsx"), "RolesPage"),
});

const oauthClients = createRoute({
  getParentRoute: () => shell,
  path: "/set-up/oauth-clients",
  validateSearch: settingSearch,
  component: lazyRouteComponent(
    () => import("./people/oauth-clients-page.tsx"),
    "OauthClientsPage",
  ),
});

export const setUpRoutes = [billingRules, users, roles, oauthClients] as const;
