import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "../../shell-route.ts";
import { productSearch } from "./product-search.ts";

const catalog = createRoute({
  getParentRoute: () => shell,
  path: "/catalog",
  validateSearch: productSearch,
  component: lazyRouteComponent(() => import("./products-page.tsx"), "ProductsPage"),
});

const product = createRoute({
  getParentRoute: () => shell,
  path: "/catalog/$productKey",
  component: lazyRouteComponent(() => import("./product-page.tsx"), "ProductPage"),
});

export const catalogRoutes = [catalog, product] as const;
