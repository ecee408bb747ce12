import { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import { TIMELINE_KINDS } from "#engine/model/timeline.ts";
import { isPlainDate } from "#engine/values/plain-date.ts";
import {
  findTimeline,
  type TimelineEntry,
  type TimelinePosition,
} from "#store/account-timeline.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction } from "#store/database.ts";
import { type CallSurroundings, type Route, route } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import { getAccountTimeline } from "./contract.ts";

export const accountTimelineRoutes: readonly Route[] = [
  route(getAccountTimeline, ({ database, entityId, timeZone }, call) =>
    inTransaction(database, entityId, async (tx) => {
      const { kinds = TIMELINE_KINDS, pageSize, cursor } = call.query;
      const key = call.params.accountKey;
      const account = await findAccount(tx, key);
      if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
      const { accountId, accountNumber } = account;
      const after = cursor === undefined ? undefined : readCursor(cursor);
      const { entries, next } = await findTimeline(tx, { accountId, kinds, pageSize, after });
      return {
        ...{ accountId, accountNumber },
        entries: entries.map((entry) => toWire(entry, timeZone)),
        nextPage: next && addressOf(next, call),
      };
    }),
  ),
];

const toWire = ({ occurredAt, ...entry }: TimelineEntry, timeZone: string) => ({
  ...entry,
  occurredDate: timestamp(occurredAt, timeZone),
  actions: [...entry.actions],
  related: [...entry.related],
  addresses: [...entry.addresses],
  change: entry.change && { ...entry.change, fields: [...entry.change.fields] },
});

const MOMENT = /^[\d-]{10} ([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?\+00$/;

const position = z.tuple([
  z.string().refine((text) => MOMENT.test(text) && isPlainDate(text.slice(0, 10))),
  z.int().min(0).max(TIMELINE_KINDS.length),
  z.string().regex(/^[0-9a-f]{32}$/),
]);

function addressOf({ at, rank, id }: TimelinePosition, { baseUrl, url }: CallSurroundings): string {
  const [path = "", search = ""] = url.split("?", 2);
  const query = new URLSearchParams(search);
  const cursor: z.input<typeof position> = [at, rank, id];
  query.set("cursor", Buffer.from(JSON.stringify(cursor)).toString("base64url"));
  return `${baseUrl}${path}?${query}`;
}

/** Errors: INVALID_VALUE for what no answer has given. */
function readCursor(text: string): TimelinePosition {
  const parsed = position.safeParse(jsonOf(Buffer.from(text, "base64url").toString()));
  if (parsed.success) {
    const [at, rank, id] = parsed.data;
    return { at, rank, id };
  }
  const message = "'cursor' should be as nextPage of an answer has it.";
  throw new BillingError("INVALID_VALUE", { field: "cursor", message });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
