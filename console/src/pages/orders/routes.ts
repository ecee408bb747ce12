import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
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

export const orderRoutes = [orders, order] as const;
