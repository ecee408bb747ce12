import { calloutRequest } from "#engine/callouts/callout-request.ts";
import type { EventContext, ToldEvent } from "#engine/callouts/merge-fields.ts";
import { hasSucceeded, minutesToNextAttempt } from "#engine/callouts/next-attempt.ts";
import type { Callout, CalloutAnswer } from "#engine/model/callout.ts";
import type { EventEmail } from "#engine/model/event-email.ts";
import { type SendOptions, sendCallout } from "#gateways/send-callout.ts";
import {
  type Attempted,
  findDelivery,
  giveUpDelivery,
  saveAttempt,
  saveNewDelivery,
} from "#store/callout-deliveries.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { saveEventEmail } from "#store/event-emails.ts";
import { findLastEventNumber, listEvents } from "#store/events.ts";
import { newId } from "#store/ids.ts";
import { type CalloutWork, enqueueCallouts } from "#store/job-queue.ts";
import {
  findDefinition,
  type StoredDefinition,
  saveDeliveredThrough,
} from "#store/notification-definitions.ts";
import type { Context } from "./context.ts";
import { type TellableEvent, tellable } from "./tellable-events.ts";

export type DeliveryOptions = SendOptions & {
  /** After this long the rest is queued anew, so that others have their turn. Default 20 s. */
  readonly longestMs?: number;
};

/** Its callout is null where it makes none. */
type Telling = StoredDefinition;
type Calling = StoredDefinition & { readonly callout: Callout };

/**
 * Makes the callouts of a definition, one after another in the order of events: those that came after
 * the last told one, or those of a range again, or one that has failed. What a process that dies has
 * sent and not written down is sent again, with the same `webhook-id`.
 *
 * Errors: throws when the database is away.
 */
export async function deliverCallouts(
  context: Context,
  work: CalloutWork,
  options: DeliveryOptions,
): Promise<void> {
  if (work.calloutDeliveryId !== undefined) {
    return tryAgain(context, work, work.calloutDeliveryId, options);
  }
  const end = performance.now() + (options.longestMs ?? 20_000);
  let rest: CalloutWork | undefined = work;
  while (rest !== undefined) {
    const next = await inEntity(context, (tx) => readNext(tx, context, rest ?? work));
    if (next === undefined) return;
    for (const told of next.events) {
      await tell(context, next.definition, told, rest, options);
      rest = withoutThrough(rest, told.event.eventNumber);
      if (performance.now() > end) {
        await inEntity(context, (tx) => enqueueCallouts(tx, rest ?? work));
        return;
      }
    }
    if (work.range === undefined) {
      const { notificationDefinitionId } = work;
      await inEntity(context, (tx) =>
        saveDeliveredThrough(tx, notificationDefinitionId, next.readThrough),
      );
    }
    rest = next.isLast ? undefined : withoutThrough(rest, next.readThrough);
  }
}

const withoutThrough = ({ range, ...work }: CalloutWork, after: number): CalloutWork =>
  range === undefined ? work : { ...work, range: { ...range, after } };

const inEntity = <Result>(
  { database, entityId }: Context,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> => inTransaction(database, entityId, work);

type Told = TellableEvent;

type NextEvents = {
  readonly definition: Telling;
  readonly events: readonly Told[];
  readonly readThrough: number;
  readonly isLast: boolean;
};

const AT_ONCE = 20;

/** Undefined when the definition is gone or tells nothing. */
async function readNext(
  tx: Transaction,
  context: Context,
  { notificationDefinitionId, range }: CalloutWork,
): Promise<NextEvents | undefined> {
  const definition = telling(await findDefinition(tx, notificationDefinitionId));
  if (!definition) return undefined;
  const after = range?.after ?? definition.deliveredThrough;
  const through = range?.through ?? (await findLastEventNumber(tx));
  const { eventType } = definition;
  const events = await listEvents(tx, { after, through, eventType, limit: AT_ONCE });
  const told = await tellable(tx, context, definition, events);
  const isLast = events.length < AT_ONCE;
  const readThrough = isLast ? through : (events.at(-1)?.eventNumber ?? through);
  return { definition, events: told, readThrough, isLast };
}

function telling(definition: StoredDefinition | undefined): Telling | undefined {
  if (!definition?.active) return undefined;
  const { callout, calloutActive, emailActive } = definition;
  const active = calloutActive && callout?.active ? callout : null;
  return active || emailActive ? { ...definition, callout: active } : undefined;
}

/** One attempt; what came of it is saved with the definition's progress. */
async function tell(
  context: Context,
  definition: Telling,
  told: Told,
  work: CalloutWork,
  options: DeliveryOptions,
): Promise<void> {
  const { event, context: known } = told;
  const { notificationDefinitionId, callout } = definition;
  const called = callout && (await attempt({ ...definition, callout }, event, known, options));
  await inEntity(context, async (tx) => {
    if (callout && called) await saveCalled(tx, context, { ...definition, callout }, told, called);
    if (told.email) await saveTold(tx, context, definition, told.email);
    if (work.range === undefined) {
      await saveDeliveredThrough(tx, notificationDefinitionId, event.eventNumber);
    }
  });
}

const saveTold = (
  tx: Transaction,
  context: Context,
  definition: StoredDefinition,
  email: EventEmail,
): Promise<void> =>
  saveEventEmail(tx, email, definition, {
    userId: definition.createdById,
    now: context.now.toString(),
  });

async function saveCalled(
  tx: Transaction,
  context: Context,
  { notificationDefinitionId, callout, name: notification }: Calling,
  { event, context: known }: Told,
  { answer, url }: { readonly answer: CalloutAnswer; readonly url: string },
): Promise<void> {
  const { eventNumber, eventCategory, objectId } = event;
  const calloutDeliveryId = newId();
  const attempted = attemptedOf(callout, 1, answer);
  const delivery = {
    calloutDeliveryId,
    notificationDefinitionId,
    notification,
    eventNumber,
    eventCategory,
    objectId,
    eventContext: known,
    requestMethod: callout.httpMethod,
    requestUrl: url,
  };
  await saveNewDelivery(tx, delivery, attempted);
  await enqueueNext(tx, context, notificationDefinitionId, calloutDeliveryId, attempted);
}

async function attempt(
  { callout, signingSecret, notificationDefinitionId }: Calling,
  event: ToldEvent,
  context: EventContext,
  options: SendOptions,
): Promise<{ answer: CalloutAnswer; url: string }> {
  const request = calloutRequest(callout, event, context);
  const notificationId = `${notificationDefinitionId}-${event.eventNumber}`;
  const auth = callout.requiredAuth ? callout.calloutAuth : null;
  const signed = { ...request, notificationId, signingSecret, auth };
  return { answer: await sendCallout(signed, options), url: request.url };
}

const attemptedOf = (callout: Callout, attempts: number, answer: CalloutAnswer): Attempted => ({
  ...answer,
  attempts,
  succeeded: hasSucceeded(answer),
  minutesToNext: minutesToNextAttempt(callout, attempts, answer),
});

async function enqueueNext(
  tx: Transaction,
  { entityId }: Context,
  notificationDefinitionId: string,
  calloutDeliveryId: string,
  { minutesToNext }: Attempted,
): Promise<void> {
  if (minutesToNext === undefined) return;
  const again = { entityId, notificationDefinitionId, calloutDeliveryId };
  await enqueueCallouts(tx, again, minutesToNext);
}

/** With the definition as it is now. */
async function tryAgain(
  context: Context,
  { notificationDefinitionId }: CalloutWork,
  calloutDeliveryId: string,
  options: DeliveryOptions,
): Promise<void> {
  const found = await inEntity(context, async (tx) => {
    const delivery = await findDelivery(tx, calloutDeliveryId);
    if (!delivery?.nextAttemptAt) return undefined;
    const definition = telling(await findDefinition(tx, notificationDefinitionId));
    const { eventNumber: through } = delivery;
    const [event] = await listEvents(tx, { after: through - 1, through, limit: 1 });
    const callout = definition?.callout;
    if (definition && callout && event) {
      return { delivery, definition: { ...definition, callout }, event };
    }
    await giveUpDelivery(tx, calloutDeliveryId);
    return undefined;
  });
  if (!found) return;
  const { delivery, definition, event } = found;
  const told = { ...event, occurredAt: event.occurredAt.toISOString() };
  const { answer } = await attempt(definition, told, delivery.eventContext, options);
  const attempted = attemptedOf(definition.callout, delivery.attempts + 1, answer);
  await inEntity(context, async (tx) => {
    await saveAttempt(tx, calloutDeliveryId, attempted);
    await enqueueNext(tx, context, notificationDefinitionId, calloutDeliveryId, attempted);
  });
}
