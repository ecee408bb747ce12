import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "../../shell-route.ts";
import { journalSearch } from "./journal-search.ts";

const journal = createRoute({
  getParentRoute: () => shell,
  path: "/journal",
  validateSearch: journalSearch,
  component: lazyRouteComponent(() => import("./journal-page.tsx"), "JournalPage"),
});

export const journalRoutes = [journal] as const;
