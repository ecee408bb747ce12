import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { createSearch } from "../../forms/create-order/create-search.ts";
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

export const orderRoutes = [orders, newOrder, order] as const;
