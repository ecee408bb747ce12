import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../shell-route.ts";
import { type SearchParams, textIn } from "../../ui/search-params.ts";

/** Where one goes once one is in, and why one is not. */
export type SignInSearch = {
  readonly next?: string | undefined;
  readonly problem?: string | undefined;
};

export const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search: SearchParams): SignInSearch => ({
    next: textIn(search, "next"),
    problem: textIn(search, "problem"),
  }),
  component: lazyRouteComponent(() => import("./sign-in-page.tsx"), "SignInPage"),
});
