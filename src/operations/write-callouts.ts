/** Callouts as their templates say: merge fields are of the event's object as it is when it is told. */
import { createHmac } from "node:crypto";
import type { CalloutRequest } from "#engine/callouts/callout-request.ts";
import type { EventContext, ToldEvent } from "#engine/callouts/merge-fields.ts";
import { MERGE_FIELDS } from "#engine/callouts/merge-fields.ts";
import { requestParts } from "#engine/callouts/signed-headers.ts";
import { BillingError } from "#engine/errors.ts";
import type { CalloutContent, CalloutHmac } from "#engine/model/callout-template.ts";
import { asWritten, onOneLine, render } from "#engine/templates/render.ts";
import { parseTemplate, type TemplatePart } from "#engine/templates/template.ts";
import type { ConditionObject } from "#store/conditions/condition-objects.ts";
import type { Transaction } from "#store/database.ts";
import { findTenantName } from "#store/email-recipients.ts";
import { MergeFields } from "#store/merge-fields.ts";
import type { Context } from "./context.ts";

const SYSTEM: ReadonlySet<string> = new Set([...MERGE_FIELDS, "<Tenant.ID>", "<Tenant.Name>"]);

type Text = readonly TemplatePart[];

/** A text of an HMAC, cut where it names the request. */
type SignedText = readonly (
  | { readonly type: "parts"; readonly parts: Text }
  | Exclude<ReturnType<typeof requestParts>[number], { readonly type: "text" }>
)[];

function parsed(content: CalloutContent, about: ConditionObject | undefined) {
  const fields = new MergeFields(about, SYSTEM);
  const read = (text: string): TemplatePart[] => {
    const parts = parseTemplate(text);
    fields.add(parts);
    return parts;
  };
  const readAll = (texts: Readonly<Record<string, string>>) =>
    Object.entries(texts).map(([name, text]) => [name, read(text)] as const);
  const readSigned = (text: string): SignedText =>
    requestParts(text).map((part) =>
      part.type === "text" ? { type: "parts", parts: read(part.text) } : part,
    );
  const { customRequestBody, useCustomRequestBody, hmac } = content;
  return {
    fields,
    url: read(content.calloutBaseurl),
    params: readAll(content.calloutParams),
    headers: readAll(content.calloutHeaders),
    body: useCustomRequestBody && customRequestBody !== null ? read(customRequestBody) : undefined,
    hmac: hmac && { ...hmac, data: readSigned(hmac.data), value: readSigned(hmac.value) },
  };
}

/**
 * Errors: INVALID_VALUE for merge fields that stand for nothing, and for a body that is no JSON object
 * whatever they stand for; NOT_SUPPORTED for functions.
 */
export function checkCalloutTemplate(
  content: CalloutContent,
  about: ConditionObject | undefined,
): void {
  const { body } = parsed(content, about);
  if (!body) return;
  // A digit is a value with quotes around it and without.
  const example = render(body, () => "0", asWritten);
  if (isObject(example)) return;
  const message =
    "'customRequestBody' should be a JSON object once its merge fields are filled in.";
  throw new BillingError("INVALID_VALUE", { message });
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

type Told = { readonly event: ToldEvent; readonly context: EventContext };

/** A request for each of these events, in their order. */
export async function writeCallouts(
  tx: Transaction,
  { entityId, today }: Pick<Context, "entityId" | "today">,
  {
    content,
    about,
  }: { readonly content: CalloutContent; readonly about: ConditionObject | undefined },
  told: readonly Told[],
): Promise<CalloutRequest[]> {
  if (told.length === 0) return [];
  const texts = parsed(content, about);
  const ids = told.map(({ event }) => event.objectId);
  const objects = await texts.fields.findAll(tx, [...new Set(ids)], today());
  const tenant = { "<Tenant.ID>": entityId, "<Tenant.Name>": await findTenantName(tx) };
  return told.map(({ event, context }) => {
    const lookUp = texts.fields.lookUp({ ...context, ...tenant }, objects.get(event.objectId));
    const fill = (parts: Text, write = asWritten) => render(parts, lookUp, write);
    return requestOf(content, texts, event, fill);
  });
}

type Fill = (parts: Text, write?: (value: string) => string) => string;

function requestOf(
  { httpMethod: method }: CalloutContent,
  texts: ReturnType<typeof parsed>,
  event: ToldEvent,
  fill: Fill,
): CalloutRequest {
  const url = new URL(fill(texts.url, encodeURIComponent));
  const params = texts.params.map(([name, value]) => [name, fill(value)] as const);
  const hasBody = method !== "GET" && method !== "DELETE";
  if (!hasBody) for (const [name, value] of params) url.searchParams.append(name, value);
  const { eventType: type, occurredAt: timestamp } = event;
  const told = params.length > 0 ? Object.fromEntries(params) : { type, timestamp, data: event };
  const body = !hasBody ? "" : texts.body ? fill(texts.body, escapedForJson) : JSON.stringify(told);
  const headers = Object.fromEntries(
    texts.headers.map(([name, value]) => [name, onOneLine(fill(value))]),
  );
  const signed = texts.hmac ? signedHeaders(texts.hmac, { headers, body, fill }) : headers;
  return { method, url: url.href, body, headers: signed };
}

/** Between quotes. */
const escapedForJson = (value: string): string => JSON.stringify(value).slice(1, -1);

type ParsedHmac = Omit<CalloutHmac, "data" | "value"> & {
  readonly data: SignedText;
  readonly value: SignedText;
};

type ToSign = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly fill: Fill;
};

/** With a Date, so that it can be signed. A header that is not sent is empty. */
function signedHeaders(hmac: ParsedHmac, { headers, body, fill }: ToSign): Record<string, string> {
  const sent: Record<string, string> = { Date: new Date().toUTCString(), ...headers };
  const known = new Map(
    Object.entries({ "Content-Type": "application/json", ...sent }).map(([name, value]) => [
      name.toLowerCase(),
      value,
    ]),
  );
  const write = (text: SignedText, signed: string): string =>
    text
      .map((part) => {
        if (part.type === "parts") return fill(part.parts);
        if (part.type === "body") return body;
        return part.type === "signed" ? signed : (known.get(part.name.toLowerCase()) ?? "");
      })
      .join("");
  const algorithm = hmac.algorithm.toLowerCase().replace("-", "");
  const signed = createHmac(algorithm, hmac.secret)
    .update(write(hmac.data, ""))
    .digest(hmac.outputFormat === "HEX" ? "hex" : "base64");
  return { ...sent, [hmac.key]: onOneLine(write(hmac.value, signed)) };
}
