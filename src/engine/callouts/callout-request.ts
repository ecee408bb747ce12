import type { Callout } from "../model/callout.ts";
import { type EventContext, filledIn, type ToldEvent } from "./merge-fields.ts";

/** What is sent, before it is signed. */
export type CalloutRequest = {
  readonly method: Callout["httpMethod"];
  readonly url: string;
  /** JSON; empty where the method has no body. */
  readonly body: string;
  /** Besides those that every callout has. */
  readonly headers?: Readonly<Record<string, string>>;
};

/**
 * The request that tells of an event. Its parameters are in the query of GET and DELETE, and a JSON
 * object in the body of the others; without parameters that body is the event itself, as Standard
 * Webhooks has it: `{type, timestamp, data}`.
 */
export function calloutRequest(
  { calloutBaseurl, httpMethod: method, calloutParams }: Callout,
  event: ToldEvent,
  context: EventContext,
): CalloutRequest {
  const url = new URL(filledIn(calloutBaseurl, context, encodeURIComponent));
  const params = Object.entries(calloutParams).map(
    ([name, value]) => [name, filledIn(value, context)] as const,
  );
  if (method === "GET" || method === "DELETE") {
    for (const [name, value] of params) url.searchParams.append(name, value);
    return { method, url: url.href, body: "" };
  }
  const { eventType: type, occurredAt: timestamp } = event;
  const told = params.length > 0 ? Object.fromEntries(params) : { type, timestamp, data: event };
  return { method, url: url.href, body: JSON.stringify(told) };
}
