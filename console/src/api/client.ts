/** The public API, as this console's one way to know and do anything. */
import { createClient, type QueryObjects, QuittanceError } from "#client/index.ts";
import { noteEntity, noteUse } from "../shell/tabs.ts";
import type { Operations } from "./exactly.ts";

/** Of who has signed in: what a browser writes without the token is refused. */
type Remembered = { readonly csrfToken?: string | undefined; readonly entityId: string };
let remembered: Remembered | undefined;

export function rememberSession(session: Remembered | undefined): void {
  remembered = session;
  if (session) noteEntity(session.entityId);
}

/** Whose data this tab shows; another tab may have gone on to another entity. */
export const rememberedEntity = (): string | undefined => remembered?.entityId;

const PLACE = { baseUrl: window.location.origin, parse: parseExactly, fetch: fetchNoted };

const client = createClient({ ...PLACE, headers: ownHeaders });

/** Who sends it, whatever it says, is asked for no password by the browser itself. */
const csrfHeader = () => ({ "x-csrf-token": remembered?.csrfToken ?? "none" });

/** Of another entity than what is shown the server then tells nothing, and changes nothing. */
function ownHeaders() {
  const entityId = rememberedEntity();
  return { ...csrfHeader(), ...(entityId !== undefined && { "zuora-entity-ids": entityId }) };
}

async function fetchNoted(...given: Parameters<typeof fetch>): Promise<Response> {
  const answer = await fetch(...given);
  if (answer.status !== 401) noteUse();
  return answer;
}

/** Coming, going and who is here: of whichever entity. */
export const entrance = createClient({ ...PLACE, headers: csrfHeader }) as unknown as Operations;

/** Numbers of answers stay as the server has written them: text. */
export const api = client as unknown as Operations & { readonly query: QueryRows };

/** A row of Object Query: what has no value is left out. */
export type QueryRow = Readonly<Record<string, unknown>>;
export type RowsQuery = NonNullable<Parameters<QueryObjects>[1]>;
export type Rows = { readonly data: readonly QueryRow[]; readonly nextPage?: string | null };
type QueryRows = (objects: string, query?: RowsQuery) => Promise<Rows>;

/** An amount keeps all of its digits, 30.00 stays 30.00, and nobody can add two by mistake. */
function parseExactly(text: string): unknown {
  return JSON.parse(text, (_, value: unknown, { source }) =>
    typeof value === "number" ? (source ?? String(value)) : value,
  );
}

export type OwnRequest = {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
};

/**
 * A request that the API itself has proposed, sent as it is.
 *
 * Errors: QuittanceError; whatever `fetch` throws.
 */
export async function sendAsItIs({ method, path, body }: OwnRequest): Promise<unknown> {
  const answer = await fetchNoted(path, {
    method,
    headers: {
      "content-type": "application/json",
      "zuora-version": "2025-08-12",
      ...ownHeaders(),
    },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  const json = answer.ok ? (parseExactly(text) as { readonly success?: boolean }) : undefined;
  if (json && json.success !== false) return json;
  throw new QuittanceError(answer.status, text, answer.headers.get("zuora-request-id"));
}
