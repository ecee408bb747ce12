/** Questions to the API, remembered while they are on the screen. */
import {
  keepPreviousData,
  MutationCache,
  QueryCache,
  QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import { QuittanceError } from "#client/index.ts";
import {
  api,
  entrance,
  type QueryRow,
  type RowsQuery,
  rememberedEntity,
  rememberSession,
} from "./client.ts";

export type { QueryRow, Rows, RowsQuery } from "./client.ts";

import type { Questions } from "./exactly.ts";

/** Why somebody is not here any more: pages/sign-in/problems.ts has the words. */
type Problem = "idle" | undefined;

/** Who is not signed in any more is asked to: routes.ts says how. */
let onSignedOut: (problem: Problem) => void = () => undefined;

export function whenSignedOut(then: (problem: Problem) => void): void {
  onSignedOut = then;
}

export const signedOut = (problem?: Problem): void => onSignedOut(problem);

function noticeSignedOut(error: unknown): void {
  if (!(error instanceof QuittanceError)) return;
  if (error.status === 401) signedOut();
  // Another tab has gone on to another entity, and so has this one: from its beginning.
  const elsewhere = `No permission to access the entity '${rememberedEntity()}'.`;
  if (error.message === elsewhere) window.location.assign("/");
}

/** What the server has refused, it refuses again; a lost connection is worth two more tries. */
const isWorthAnother = (failures: number, error: unknown): boolean =>
  failures < 2 && !(error instanceof QuittanceError && error.status < 500);

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  defaultOptions: {
    // "always": who has no connection is told so, rather than shown what was asked before.
    queries: {
      ...{ retry: isWorthAnother, retryDelay: 600, staleTime: 10_000 },
      networkMode: "always",
    },
    mutations: { retry: false, networkMode: "always" },
  },
});

/** `useQuery(ask.getAccount({ params: { accountKey } }))`: each operation of the API as a question. */
export const ask = new Proxy({} as Questions, {
  get: (_, name) => (given: unknown) => ({
    queryKey: [name, given],
    queryFn: () => (api as unknown as Called)[String(name)]?.(given),
  }),
});

type Called = Readonly<Record<string, (given: unknown) => Promise<unknown>>>;

/** A page of Object Query; the page before stays on the screen until the next one is there. */
export const askRows = (objects: string, query: RowsQuery) =>
  queryOptions({
    queryKey: ["object-query", objects, query],
    queryFn: () => api.query(objects, query),
    placeholderData: keepPreviousData,
  });

/** A field of a row as text; "" where it has no value. */
export const textOf = (row: QueryRow, field: string): string => {
  const value = row[field];
  return typeof value === "string" ? value : "";
};

/** Who has signed in, and what he may. */
export const sessionQuery = queryOptions({
  queryKey: ["getSession"],
  queryFn: async () => {
    const session = await entrance.getSession();
    rememberSession(session);
    return session;
  },
  staleTime: 60_000,
  retry: false,
});

export type Session = Awaited<ReturnType<typeof api.getSession>>;
