/**
 * A client of the API, typed from its contracts: `quittance/client`. It runs wherever there is `fetch`.
 *
 *     const quittance = createClient({ baseUrl, clientId, clientSecret });
 *     const { subscriptions } = await quittance.listSubscriptions({ params: { accountKey } });
 */
import { OPERATIONS } from "./operations.ts";
import type { QueryObjects } from "./query-objects.ts";
import { QuittanceError } from "./quittance-error.ts";
import type { Client } from "./types.ts";

export type { QueryObjects } from "./query-objects.ts";
export { QuittanceError } from "./quittance-error.ts";
export type { Answer, Arguments, Client, Operations } from "./types.ts";

export type ClientOptions = Place & (Credentials | OwnHeaders);

export type Credentials = { readonly clientId: string; readonly clientSecret: string };

type Place = {
  /** "http://127.0.0.1:8080" */
  readonly baseUrl: string;
  /** Default: the newest that is known here. */
  readonly version?: string;
  /** Default: the global one. */
  readonly fetch?: typeof fetch;
  /** Default: JSON.parse. */
  readonly parse?: (text: string) => unknown;
};

/** Of a caller who is signed in otherwise, such as a browser by its cookie. */
type OwnHeaders = { readonly headers: () => Readonly<Record<string, string>> };

/** Of a contract, what it takes to call its operation: all that the package has of it. */
type Called = {
  readonly method: string;
  readonly path: string;
  readonly envelope: string;
  readonly consumes?: string;
  /** A schema, or whether there is one. */
  readonly request?: unknown;
};

type Given = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
};

/**
 * Every operation of the API as a function. Signs in when it is first needed, and again when the token has
 * expired.
 *
 * Errors, of each function: QuittanceError with what the server has answered; whatever `fetch` throws.
 */
export function createClient(options: ClientOptions): Client {
  const connection = new Connection(options);
  return new Proxy({} as Client, {
    get: (_, name) => {
      if (name === "query") return connection.query;
      const contract = (OPERATIONS as Readonly<Record<string, Called>>)[String(name)];
      return contract && ((given: Given = {}) => connection.call(contract, given));
    },
    has: (_, name) => name in OPERATIONS,
    ownKeys: () => Object.keys(OPERATIONS),
  });
}

class Connection {
  readonly #options: ClientOptions;
  #token: Promise<string> | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  async call(contract: Called, given: Given): Promise<unknown> {
    const { parse = JSON.parse } = this.#options;
    const answer = await this.#send(contract, given);
    if (answer.status !== 401 || "headers" in this.#options) return read(contract, answer, parse);
    this.#token = undefined;
    return read(contract, await this.#send(contract, given), parse);
  }

  /** One function for all objects: each has its contract, and they differ in their fields alone. */
  readonly query: QueryObjects = async (objects, query = {}) => {
    const bracketed = Object.entries(query).map(([name, value]) => [
      Array.isArray(value) ? `${name}[]` : name,
      value,
    ]);
    const contract = { method: "GET", path: "/object-query/{objects}", envelope: "object-query" };
    const answer = this.call(contract, {
      params: { objects },
      query: Object.fromEntries(bracketed),
    });
    return (await answer) as Awaited<ReturnType<QueryObjects>>;
  };

  async #send({ method, path, request, consumes }: Called, given: Given): Promise<Response> {
    const { params = {}, query = {}, body, idempotencyKey } = given;
    const { baseUrl, version = "2025-08-12", fetch: ask = fetch } = this.#options;
    const url = new URL(
      path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? "")),
      baseUrl,
    );
    for (const [name, value] of Object.entries(query)) {
      for (const each of [value].flat()) {
        if (each !== undefined) url.searchParams.append(name, String(each));
      }
    }
    const isForm = consumes === "multipart/form-data";
    const isSent = method !== "GET" && method !== "DELETE";
    return ask(url, {
      method,
      headers: {
        ...(await this.#ownHeaders()),
        "zuora-version": version,
        ...(isSent && !isForm && { "content-type": "application/json" }),
        ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
      },
      ...(isSent && { body: isForm ? formOf(body) : JSON.stringify(request ? (body ?? {}) : {}) }),
    });
  }

  async #ownHeaders(): Promise<Readonly<Record<string, string>>> {
    const options = this.#options;
    if ("headers" in options) return options.headers();
    this.#token ??= this.#signIn(options);
    return { authorization: `Bearer ${await this.#token}` };
  }

  async #signIn(options: Place & Credentials): Promise<string> {
    try {
      return await signIn(options);
    } catch (error) {
      this.#token = undefined;
      throw error;
    }
  }
}

/**
 * A bearer token, good for an hour.
 *
 * Errors: QuittanceError; whatever `fetch` throws.
 */
export async function signIn(options: Place & Credentials): Promise<string> {
  const { baseUrl, clientId, clientSecret, fetch: ask = fetch } = options;
  const body = new URLSearchParams({
    client_id: clientId,
    client_secret: clientSecret,
    grant_type: "client_credentials",
  });
  const answer = await ask(new URL("/oauth/token", baseUrl), { method: "POST", body });
  if (!answer.ok) throw new QuittanceError(answer.status, await answer.text());
  return ((await answer.json()) as { access_token: string }).access_token;
}

function formOf(body: unknown): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body ?? {})) {
    if (value instanceof Blob || typeof value === "string") form.append(name, value);
  }
  return form;
}

async function read(
  { envelope }: Called,
  answer: Response,
  parse: (text: string) => unknown,
): Promise<unknown> {
  if (answer.ok && envelope === "file") return new Uint8Array(await answer.arrayBuffer());
  const text = await answer.text();
  const json: unknown = text === "" ? {} : parsed(text, parse);
  const isFailure =
    !answer.ok ||
    (typeof json === "object" && json !== null && "success" in json && json.success === false);
  if (!isFailure) return json;
  throw new QuittanceError(answer.status, text, answer.headers.get("zuora-request-id"));
}

function parsed(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
