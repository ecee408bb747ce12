/** What all addresses of the console lie in, and what is around every page of who has signed in. */
import {
  createRootRoute,
  createRoute,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { QuittanceError } from "#client/index.ts";
import { queryClient, sessionQuery } from "./api/queries.ts";
import { NotFoundPage } from "./pages/not-found-page.tsx";
import { PageFailed } from "./ui/states.tsx";

export const rootRoute = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: PageFailed,
});

export const shell = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(sessionQuery);
    } catch (error) {
      if (!(error instanceof QuittanceError && error.status === 401)) throw error;
      throw redirect({ to: "/sign-in", search: { next: location.href } });
    }
  },
  component: lazyRouteComponent(() => import("./shell/shell.tsx"), "Shell"),
});
