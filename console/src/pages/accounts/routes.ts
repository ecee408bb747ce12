import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "../../shell-route.ts";
import { accountSearch } from "./account-search.ts";
import { statementSearch } from "./statement-search.ts";

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

const statement = createRoute({
  getParentRoute: () => shell,
  path: "/accounts/$accountKey/statement",
  validateSearch: statementSearch,
  component: lazyRouteComponent(() => import("./statement-page.tsx"), "StatementPage"),
});

export const accountRoutes = [statement, accounts, account] as const;
