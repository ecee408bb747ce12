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

const createAccount = createRoute({
  getParentRoute: () => shell,
  path: "/accounts/new",
  component: lazyRouteComponent(
    () => import("../../forms/edit-account/create-account-page.tsx"),
    "CreateAccountPage",
  ),
});

const editAccount = createRoute({
  getParentRoute: () => shell,
  path: "/accounts/$accountKey/edit",
  component: lazyRouteComponent(
    () => import("../../forms/edit-account/edit-account-page.tsx"),
    "EditAccountPage",
  ),
});

const addContact = createRoute({
  getParentRoute: () => shell,
  path: "/accounts/$accountKey/contacts/new",
  component: lazyRouteComponent(
    () => import("../../forms/edit-account/edit-contact-page.tsx"),
    "AddContactPage",
  ),
});

const editContact = createRoute({
  getParentRoute: () => shell,
  path: "/accounts/$accountKey/contacts/$contactId",
  component: lazyRouteComponent(
    () => import("../../forms/edit-account/edit-contact-page.tsx"),
    "EditContactPage",
  ),
});

export const accountRoutes = [
  ...([accounts, createAccount, account, editAccount] as const),
  ...([statement, addContact, editContact] as const),
] as const;
