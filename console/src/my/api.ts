/** What the page asks: the endpoints below /v1/my, which know whose session it is. */
import type { z } from "zod";
import type * as customer from "#http/my-account/customer-contract.ts";
import type * as doors from "#http/my-account/doors-contract.ts";
import type { Exactly } from "../api/exactly.ts";

type Answers = {
  readonly [Name in keyof typeof customer]: (typeof customer)[Name] extends {
    readonly response: infer Response extends z.ZodType;
  }
    ? Exactly<z.output<Response>>
    : never;
} & {
  readonly [Name in keyof typeof doors]: (typeof doors)[Name] extends {
    readonly response: infer Response extends z.ZodType;
  }
    ? Exactly<z.output<Response>>
    : never;
};

export type Page = Answers["getMyPage"];
export type Session = Answers["getMySession"];
export type Subscription = Answers["listMySubscriptions"]["subscriptions"][number];
export type Documents = Answers["listMyDocuments"];
export type Document = Documents["documents"][number];
export type PaymentMethod = Answers["listMyPaymentMethods"]["paymentMethods"][number];
export type CancelPreview = Answers["previewMyCancel"];
export type CancelChoice = CancelPreview["choices"][number];
export type Receipt = Answers["cancelMySubscription"];
export type Payment = Answers["payMyInvoice"];

/** Shown by a site in a frame: there no cookie of ours is sent, and the session is a token in memory. */
export const isEmbedded = location.pathname.startsWith("/my/embed");

let csrfToken = "none";
let token: string | undefined;
let language: string | undefined;

export function remember(session: { csrfToken?: string | undefined; token?: string | undefined }) {
  csrfToken = session.csrfToken ?? csrfToken;
  token = session.token ?? token;
}

/** In which all that follows is told. */
export function speak(wanted: string): void {
  language = wanted;
}

/** What the server has refused; status 0: it did not answer. */
export class Refused extends Error {
  readonly status: number;
  /** The last two digits of the first reason: what kind of thing is wrong. */
  readonly category: number;

  constructor(status: number, category: number) {
    super(`the server has answered ${status}`);
    this.status = status;
    this.category = category;
  }
}

/** Who has no session any more is shown how to get one: my-account.tsx says how. */
let onSignedOut: () => void = () => undefined;

export function whenSignedOut(then: () => void): void {
  onSignedOut = then;
}

type Asked = { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };

async function send(method: string, path: string, { body, headers }: Asked): Promise<Response> {
  const url = new URL(`/v1/my${path}`, location.origin);
  if (language !== undefined) url.searchParams.set("lang", language);
  const request = {
    method,
    headers: {
      "content-type": "application/json",
      "zuora-version": "2025-08-12",
      "x-csrf-token": csrfToken,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
  const answer = await fetch(url, request).catch(() => {
    throw new Refused(0, 0);
  });
  if (answer.ok) return answer;
  const failure: { reasons?: { code?: number | string }[] } = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, Number(String(failure.reasons?.[0]?.code ?? "0").slice(-2)));
}

/** Numbers of answers stay as the server has written them: text. Errors: Refused. */
export async function ask<Answer>(
  method: string,
  path: string,
  asked: Asked = {},
): Promise<Answer> {
  try {
    const text = await (await send(method, path, asked)).text();
    return JSON.parse(text, (_, value: unknown, { source }) =>
      typeof value === "number" ? (source ?? String(value)) : value,
    ) as Answer;
  } catch (error) {
    const isDoor = path.startsWith("/session");
    if (error instanceof Refused && error.status === 401 && !isDoor) onSignedOut();
    throw error;
  }
}

/** Saves a file: by a request of ours, as a frame's session is in no cookie. Errors: Refused. */
export async function download(path: string, fileName: string): Promise<void> {
  const file = await (await send("GET", path, {})).blob();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
