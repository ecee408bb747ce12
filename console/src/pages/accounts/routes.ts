import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "../../shell-route.ts";
import { accountSearch } from "./account-search.ts";

const accounts = createRoute({
  getParentRoute: () => shell,
  path: "/accounts",
  validateSearch: accountSearch,
  component: lazyRouteComponent(() => import("./accounts-page.tsx"), "AccountsPage"),
});

const account = createRoute({
  getParentRoute: () => shell,
  path: "/accounts/$accountKey",
  component: lazyRouteComponent(() => import("./account-page.tsx"), "AccountPage"),
});

export const accountRoutes = [accounts, account] as const;
