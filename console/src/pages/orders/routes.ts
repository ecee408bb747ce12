import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { createSearch } from "../../forms/create-order/create-search.ts";
import { datesSearch } from "../../forms/give-dates/dates-search.ts";
import { shell } from "../../shell-route.ts";
import { orderSearch } from "./order-search.ts";

const orders = createRoute({
  getParentRoute: () => shell,
  path: "/orders",
  validateSearch: orderSearch,
  component: lazyRouteComponent(() => import("./orders-page.tsx"), "OrdersPage"),
});

const order = createRoute({
  getParentRoute: () => shell,
  path: "/orders/$orderNumber",
  component: lazyRouteComponent(() => import("./order-page.tsx"), "OrderPage"),
});

const newOrder = createRoute({
  getParentRoute: () => shell,
  path: "/orders/new",
  validateSearch: createSearch,
  component: lazyRouteComponent(
    () => import("../../forms/create-order/create-order-page.tsx"),
    "CreateOrderPage",
  ),
});

const editDraft = createRoute({
  getParentRoute: () => shell,
  path: "/orders/$orderNumber/edit",
  component: lazyRouteComponent(
    () => import("../../forms/create-order/edit-draft-page.tsx"),
    "EditDraftPage",
  ),
});

const giveDates = createRoute({
  getParentRoute: () => shell,
  path: "/orders/$orderNumber/dates",
  validateSearch: datesSearch,
  component: lazyRouteComponent(
    () => import("../../forms/give-dates/give-dates-page.tsx"),
    "GiveDatesPage",
  ),
});

export const orderRoutes = [orders, newOrder, order, editDraft, giveDates] as const;
