import type { RawBuilder } from "kysely";
import type { EventObject } from "#engine/model/event.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";

/** Days, in whose course objects are told of: after the one, through the other. */
export type Days = { readonly after: PlainDate; readonly through: PlainDate };

/** An event that dates of objects are the cause of, as far from these as somebody wants to be told. */
export type Watch = {
  readonly eventType: string;
  readonly relatedEvent: string;
  /** What tells it from others of its type; `days` apart. */
  readonly key: string;
  /** Below zero before the date. */
  readonly days: number;
  /** When in the day it is told, in the entity's time zone. */
  readonly hours: number;
  readonly minutes: number;
  readonly objectType: EventObject | string;
  /** Since when somebody wants to be told; what was before is not told later. ISO instant. */
  readonly since: string;
  /**
   * Selects account_id, object_id, object_number, amount, currency and `day`, the day of telling, of all
   * objects whose turn is on these days.
   */
  readonly rows: (days: Days) => RawBuilder<unknown>;
};
