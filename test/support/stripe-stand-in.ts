/**
 * What Stripe's HTTP API does for the calls that the gateway makes of it: it remembers cards, charges
 * and refunds, and answers a key that it has seen as it did before. Numbers that mean something there
 * mean the same here.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Fields = Record<string, string>;
type Sent = { readonly path: string; readonly fields: Fields; readonly key: string | undefined };
type Reply = { readonly status: number; readonly body: object };
type Made = { readonly id: string; readonly amount: number; readonly key: string };

/** What it knows, and how it is to misbehave. */
type State = {
  readonly numbers: Map<string, string>;
  readonly answers: Map<string, Reply>;
  readonly sent: Sent[];
  readonly charges: Made[];
  readonly refunds: Made[];
  ids: number;
  toLose: number;
  toFail: number;
  silent: boolean;
};

export type StripeStandIn = {
  readonly baseUrl: string;
  /** Every request that it has understood, in the order in which they came. */
  readonly sent: readonly Sent[];
  /** Charges and refunds that it has made, each once. */
  readonly charges: readonly Made[];
  readonly refunds: readonly Made[];
  /** Does what it is asked, and hangs up instead of saying so, so many times. */
  loseAnswers(howMany: number): void;
  /** Does what it is asked and never says so, as long as this is on. */
  beSilent(on: boolean): void;
  /** Answers 500 and does nothing, so many times. */
  fail(howMany: number): void;
  close(): Promise<void>;
};

export async function startStripeStandIn(): Promise<StripeStandIn> {
  const state: State = {
    numbers: new Map(),
    answers: new Map(),
    sent: [],
    charges: [],
    refunds: [],
    ids: 0,
    toLose: 0,
    toFail: 0,
    silent: false,
  };
  const server = createServer((request, response) => serve(state, request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { sent, charges, refunds } = state;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    sent,
    charges,
    refunds,
    loseAnswers(howMany) {
      // The SDK itself asks once more when a connection is closed under it.
      state.toLose = howMany * 2;
    },
    beSilent(on) {
      state.silent = on;
    },
    fail(howMany) {
      state.toFail = howMany;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function serve(state: State, request: IncomingMessage, response: ServerResponse) {
  const asked = { ...(await read(request)), path: request.url ?? "" };
  if (state.toFail > 0) {
    state.toFail -= 1;
    return send(response, { status: 500, body: { error: { type: "api_error", message: "Oh." } } });
  }
  state.sent.push(asked);
  const reply = replyTo(state, asked);
  if (state.silent) return;
  if (state.toLose === 0) return send(response, reply);
  state.toLose -= 1;
  response.destroy();
}

function replyTo(state: State, { path, fields, key }: Sent): Reply {
  const known = key === undefined ? undefined : state.answers.get(key);
  if (known) return known;
  const reply = replyTwice(state, path, fields, key ?? "");
  if (key !== undefined) state.answers.set(key, reply);
  return reply;
}

function replyTwice(state: State, path: string, fields: Fields, key: string): Reply {
  if (/^\/v1\/payment_methods\/\w+\/(attach|detach)$/.test(path)) {
    return { status: 200, body: { id: path.split("/")[3] } };
  }
  return CALLS[path]?.(state, fields, key) ?? invalid(`Unrecognized request URL: ${path}`);
}

const CALLS: Readonly<Record<string, (state: State, fields: Fields, key: string) => Reply>> = {
  "/v1/payment_methods": (state, fields) => {
    const reply = made(state, "pm", "payment_method", "");
    const number = fields["card[number]"] ?? fields["sepa_debit[iban]"] ?? "";
    state.numbers.set(reply.id, number);
    return reply;
  },
  "/v1/customers": (state) => made(state, "cus", "customer", ""),
  "/v1/setup_intents": (state, fields) =>
    declineOf(state, fields) ?? made(state, "seti", "setup_intent", "succeeded"),
  "/v1/payment_intents": (state, fields, key) => {
    const declined = declineOf(state, fields);
    if (declined) return declined;
    const reply = made(state, "pi", "payment_intent", "succeeded");
    state.charges.push({ id: reply.id, amount: Number(fields.amount), key });
    return reply;
  },
  "/v1/refunds": (state, fields, key) => {
    if (!state.charges.some(({ id }) => id === fields.payment_intent)) {
      return invalid(`No such payment_intent: '${fields.payment_intent}'`);
    }
    const reply = made(state, "re", "refund", "succeeded");
    state.refunds.push({ id: reply.id, amount: Number(fields.amount), key });
    return reply;
  },
};

function made(state: State, prefix: string, object: string, status: string) {
  state.ids += 1;
  const id = `${prefix}_${String(state.ids).padStart(6, "0")}`;
  return { id, status: 200, body: { id, object, status } };
}

const DECLINES: Readonly<Record<string, string>> = {
  "4000000000000002": "generic_decline",
  "4000000000009995": "insufficient_funds",
};

function declineOf({ numbers }: State, fields: Fields): Reply | undefined {
  const declineCode = DECLINES[numbers.get(fields.payment_method ?? "") ?? ""];
  if (declineCode === undefined) return undefined;
  const message = "Your card was declined.";
  const error = { type: "card_error", code: "card_declined", decline_code: declineCode, message };
  return { status: 402, body: { error } };
}

const invalid = (message: string): Reply => ({
  status: 404,
  body: { error: { type: "invalid_request_error", code: "resource_missing", message } },
});

async function read(request: IncomingMessage) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  const fields: Fields = Object.fromEntries(new URLSearchParams(text));
  return { fields, key: request.headers["idempotency-key"]?.toString() };
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
