import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { cancelSearch } from "../../forms/cancel-subscription/cancel-search.ts";
import { shell } from "../../shell-route.ts";
import { shownSearch } from "./shown-search.ts";
import { subscriptionSearch } from "./subscription-search.ts";

const subscriptions = createRoute({
  getParentRoute: () => shell,
  path: "/subscriptions",
  validateSearch: subscriptionSearch,
  component: lazyRouteComponent(() => import("./subscriptions-page.tsx"), "SubscriptionsPage"),
});

const subscription = createRoute({
  getParentRoute: () => shell,
  path: "/subscriptions/$subscriptionKey",
  validateSearch: shownSearch,
  component: lazyRouteComponent(() => import("./subscription-page.tsx"), "SubscriptionPage"),
});

const cancelSubscription = createRoute({
  getParentRoute: () => shell,
  path: "/subscriptions/$subscriptionKey/cancel",
  validateSearch: cancelSearch,
  component: lazyRouteComponent(
    () => import("../../forms/cancel-subscription/cancel-page.tsx"),
    "CancelPage",
  ),
});

export const subscriptionRoutes = [subscriptions, subscription, cancelSubscription] as const;
