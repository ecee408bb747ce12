/**
 * A client of the API, typed from its contracts: `quittance/client`. It runs wherever there is `fetch`.
 *
 *     const quittance = createClient({ baseUrl, clientId, clientSecret });
 *     const { subscriptions } = await quittance.listSubscriptionsByAccount({ params: { accountKey } });
 */
import type { z } from "zod";
import type { Contract } from "#http/contract.ts";
import { OPERATIONS, type Operations } from "./operations.ts";
import { QuittanceError } from "./quittance-error.ts";

export { QuittanceError } from "./quittance-error.ts";

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

type Part<Name extends string, Schema> = Schema extends z.ZodType
  ? Record<never, never> extends z.input<Schema>
    ? { readonly [Key in Name]?: z.input<Schema> }
    : { readonly [Key in Name]: z.input<Schema> }
  : Record<never, never>;

export type Arguments<C extends Contract> = Part<"params", C["params"]> &
  Part<"query", C["query"]> &
  Part<"body", C["request"]> & {
    /** Makes a repetition be answered like the first request; for POST and PATCH. */
    readonly idempotencyKey?: string;
  };

/** What an operation answers. Amounts are numbers; JSON has no others. */
export type Answer<C extends Contract> = C["envelope"] extends "file"
  ? Uint8Array
  : z.output<C["response"]>;

/** Rows of Object Query: "accounts", "invoice-items"; brackets of parameters may be left out. */
export type QueryObjects = (
  objects: string,
  query?: {
    readonly filter?: readonly string[];
    readonly expand?: readonly string[];
    readonly fields?: readonly string[];
    readonly sort?: readonly string[];
    readonly pageSize?: number;
    readonly cursor?: string;
    readonly includeNullFields?: boolean;
  },
) => Promise<{
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly nextPage?: string | null;
}>;

export type Client = { readonly query: QueryObjects } & {
  readonly [Name in keyof Operations]: Record<never, never> extends Arguments<Operations[Name]>
    ? (given?: Arguments<Operations[Name]>) => Promise<Answer<Operations[Name]>>
    : (given: Arguments<Operations[Name]>) => Promise<Answer<Operations[Name]>>;
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
      const contract = (OPERATIONS as Readonly<Record<string, Contract>>)[String(name)];
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

  async call(contract: Contract, given: Given): Promise<unknown> {
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
    const answer = this.call(contract as Contract, {
      params: { objects },
      query: Object.fromEntries(bracketed),
    });
    return (await answer) as Awaited<ReturnType<QueryObjects>>;
  };

  async #send({ method, path, request, consumes }: Contract, given: Given): Promise<Response> {
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
  { envelope }: Contract,
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
