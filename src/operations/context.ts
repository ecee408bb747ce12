import type { CustomFieldRules } from "#engine/custom-fields/custom-field.ts";
import type { Permission } from "#engine/rights/permissions.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Database } from "#store/database.ts";
import type { OutsideTaxes } from "./with-outside-taxes.ts";

/** Who asks, whose rows are seen, and what time it is there. The first argument of every operation. */
export type Context = {
  readonly database: Database;
  /** 32 hex digits; hand it to `inTransaction`. */
  readonly entityId: string;
  readonly userId: string;
  /** What the user may; absent for the server's own work. */
  readonly permissions?: ReadonlySet<Permission>;
  /** Of a customer on My Account: the account that all he does is about. */
  readonly customerAccountId?: string;
  /** Id or name of the organization that new accounts are of, where nothing else is said. */
  readonly workingOrganization?: string;
  /** The moment of the request, on the entity's clock. One request has one `now`. */
  readonly now: Temporal.Instant;
  /** IANA name of the entity's time zone, such as "America/Los_Angeles". */
  readonly timeZone: string;
  /** The calendar day of `now` in the entity's time zone. */
  today(): PlainDate;
  /**
   * For what must not begin before the changes of the request are committed: it is handed a context
   * to go on with, at once where they are.
   */
  readonly afterCommit: (work: (context: Context) => void) => void;
  /** To be called once a change of the entity's time zone or clock is committed: the next request sees it. */
  readonly entityChanged: () => void;
  /** Hosts that callouts may go to although they are not public; none, where nothing is said. */
  readonly calloutHosts?: ReadonlySet<string>;
  /** Of a request that may come twice and is in no transaction: what it makes remembers it. */
  readonly idempotencyKey?: string;
  /** What the entity says of fields of its own; absent where no caller's body is read. */
  readonly customFieldRules?: CustomFieldRules;
  /** What outside tax engines have answered for this work: with-outside-taxes.ts. */
  readonly outsideTaxes?: OutsideTaxes;
  /** Equals the answer's `Zuora-Request-Id` header. */
  readonly requestId: string;
};

/** What a context needs to know of its entity. */
export type EntityClock = {
  readonly entityId: string;
  readonly timeZone: string;
  /** A sandbox entity may live on another day; null follows the real clock. */
  readonly clockDate: PlainDate | null;
  readonly customFieldRules?: CustomFieldRules;
};

export type Caller = {
  readonly database: Database;
  readonly entity: EntityClock;
  readonly userId: string;
  readonly permissions?: ReadonlySet<Permission>;
  readonly customerAccountId?: string;
  readonly workingOrganization?: string;
  readonly requestId: string;
  readonly entityChanged: () => void;
  readonly calloutHosts?: ReadonlySet<string>;
};

/** @param instant  the real moment; an entity with its own clock keeps only its time of day. */
export function contextOf(caller: Caller, instant: Temporal.Instant): Context {
  const { entity, ...who } = caller;
  const { entityId, timeZone, clockDate, customFieldRules } = entity;
  const now = clockDate === null ? instant : nowOn(clockDate, timeZone, instant);
  let day: PlainDate | undefined = clockDate ?? undefined;
  const today = (): PlainDate => {
    day ??= now.toZonedDateTimeISO(timeZone).toPlainDate().toString() as PlainDate;
    return day;
  };
  const context: Context = {
    ...who,
    entityId,
    now,
    timeZone,
    today,
    ...(customFieldRules && { customFieldRules }),
    afterCommit: (work) => work(context),
  };
  return context;
}

/** On a clock of its own: that day, and the time of day of the real moment. */
export function nowOn(
  date: PlainDate,
  timeZone: string,
  instant: Temporal.Instant,
): Temporal.Instant {
  const plainTime = instant.toZonedDateTimeISO(timeZone).toPlainTime();
  return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone, plainTime }).toInstant();
}

/** Who writes, and when: what rows say of their making and their change. `now` is an ISO instant. */
export const authorOf = ({ userId, now }: Pick<Context, "userId" | "now">) => ({
  userId,
  now: now.toString(),
});
