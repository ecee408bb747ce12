import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { FunctionComponent } from "react";
import { shell } from "../../shell-route.ts";
import { rulesSearch } from "./billing-rules/rules-search.ts";
import { settingSearch } from "./form/setting-search.ts";

const index = createRoute({
  getParentRoute: () => shell,
  path: "/set-up",
  component: lazyRouteComponent(
    () => import("./more/settings-index-page.tsx"),
    "SettingsIndexPage",
  ),
});

const billingRules = createRoute({
  getParentRoute: () => shell,
  path: "/set-up/billing-rules",
  validateSearch: rulesSearch,
  component: lazyRouteComponent(
    () => import("./billing-rules/billing-rules-page.tsx"),
    "BillingRulesPage",
  ),
});

const otherRules = createRoute({
  getParentRoute: () => shell,
  path: "/set-up/other-rules",
  component: lazyRouteComponent(() => import("./more/other-rules-page.tsx"), "OtherRulesPage"),
});

/** A page of `form/setting-page.tsx`: a list, or the form of one of it. */
const setting = <const Path extends string, const Name extends string>(
  path: Path,
  load: () => Promise<Record<Name, FunctionComponent>>,
  name: Name,
) =>
  createRoute({
    getParentRoute: () => shell,
    path,
    validateSearch: settingSearch,
    component: lazyRouteComponent(load, name),
  });

export const setUpRoutes = [
  ...([index, billingRules, otherRules] as const),
  setting("/set-up/users", () => import("./people/users-page.tsx"), "UsersPage"),
  setting("/set-up/roles", () => import("./people/roles-page.tsx"), "RolesPage"),
  setting(
    "/set-up/oauth-clients",
    () => import("./people/oauth-clients-page.tsx"),
    "OauthClientsPage",
  ),
  setting("/set-up/numbering", () => import("./numbering/numbering-page.tsx"), "NumberingPage"),
  setting("/set-up/tax-codes", () => import("./taxes/tax-codes-page.tsx"), "TaxCodesPage"),
  setting(
    "/set-up/tax-companies",
    () => import("./taxes/tax-companies-page.tsx"),
    "TaxCompaniesPage",
  ),
  setting("/set-up/tax-engines", () => import("./taxes/tax-engines-page.tsx"), "TaxEnginesPage"),
  setting(
    "/set-up/payment-terms",
    () => import("./finance/payment-terms-page.tsx"),
    "PaymentTermsPage",
  ),
  setting(
    "/set-up/reason-codes",
    () => import("./finance/reason-codes-page.tsx"),
    "ReasonCodesPage",
  ),
  setting(
    "/set-up/accounting-codes",
    () => import("./finance/accounting-codes-page.tsx"),
    "AccountingCodesPage",
  ),
  setting(
    "/set-up/accounting-periods",
    () => import("./finance/accounting-periods-page.tsx"),
    "AccountingPeriodsPage",
  ),
  setting("/set-up/currencies", () => import("./finance/currencies-page.tsx"), "CurrenciesPage"),
  setting(
    "/set-up/payment-gateways",
    () => import("./finance/payment-gateways-page.tsx"),
    "PaymentGatewaysPage",
  ),
  setting(
    "/set-up/custom-fields",
    () => import("./more/custom-fields-page.tsx"),
    "CustomFieldsPage",
  ),
  setting(
    "/set-up/notifications",
    () => import("./more/notifications-page.tsx"),
    "NotificationsPage",
  ),
  setting(
    "/set-up/email-templates",
    () => import("./more/email-templates-page.tsx"),
    "EmailTemplatesPage",
  ),
  setting(
    "/set-up/organizations",
    () => import("./more/organizations-page.tsx"),
    "OrganizationsPage",
  ),
] as const;
