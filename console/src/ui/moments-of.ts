import { dayAfter } from "./days.tsx";

/** Days, both included, as the moments between which something was; in UTC, as logs are written. */
export const momentsOf = (from: string | undefined, to: string | undefined) => ({
  ...(from && { from: `${from}T00:00:00Z` }),
  ...(to && { to: `${dayAfter(to)}T00:00:00Z` }),
});
