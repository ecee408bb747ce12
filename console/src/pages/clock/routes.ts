import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "../../shell-route.ts";
import { clockSearch } from "./clock-search.ts";

const clock = createRoute({
  getParentRoute: () => shell,
  path: "/clock",
  validateSearch: clockSearch,
  component: lazyRouteComponent(() => import("./clock-page.tsx"), "ClockPage"),
});

export const clockRoutes = [clock] as const;
