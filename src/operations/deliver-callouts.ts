import { hasSucceeded, minutesToNextAttempt } from "#engine/callouts/next-attempt.ts";
import type { CalloutAnswer } from "#engine/model/callout.ts";
import type { CalloutRules } from "#engine/model/callout-template.ts";
import type { EventEmail } from "#engine/model/event-email.ts";
import type { SendOptions } from "#gateways/guarded-request.ts";
import { type CalloutCredentials, sendCallout } from "#gateways/send-callout.ts";
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
import { type Call, callsOf } from "./calls-of-definition.ts";
import type { Context } from "./context.ts";
import { sendWithToken } from "./send-with-token.ts";
import { type TellableEvent, tellable, toldEvent } from "./tellable-events.ts";

export type DeliveryOptions = SendOptions & {
  /** After this long the rest is queued anew, so that others have their turn. Default 20 s. */
  readonly longestMs?: number;
};

/** Its callout is null, and it has no templates, where it makes none of these. */
type Telling = StoredDefinition;

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

type Called = { readonly call: Call; readonly answer: CalloutAnswer };

type Told = TellableEvent & { readonly calls: readonly Call[] };

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
  const tellables = await tellable(tx, context, definition, events);
  const calls = await callsOf(tx, context, definition, tellables);
  const told = tellables.map((each, index) => ({ ...each, calls: calls[index] ?? [] }));
  const isLast = events.length < AT_ONCE;
  const readThrough = isLast ? through : (events.at(-1)?.eventNumber ?? through);
  return { definition, events: told, readThrough, isLast };
}

function telling(definition: StoredDefinition | undefined): Telling | undefined {
  if (!definition?.active) return undefined;
  const { calloutActive, emailActive } = definition;
  const callout = calloutActive && definition.callout?.active ? definition.callout : null;
  const calloutTemplateIds = calloutActive ? definition.calloutTemplateIds : [];
  const calls = callout !== null || calloutTemplateIds.length > 0;
  return calls || emailActive ? { ...definition, callout, calloutTemplateIds } : undefined;
}

/** One attempt of each callout; what came of it is saved with the definition's progress. */
async function tell(
  context: Context,
  definition: Telling,
  told: Told,
  work: CalloutWork,
  options: DeliveryOptions,
): Promise<void> {
  const { event } = told;
  const { notificationDefinitionId } = definition;
  const called: Called[] = [];
  for (const call of told.calls) {
    called.push({
      call,
      answer: await attempt(context, definition, call, event.eventNumber, options),
    });
  }
  await inEntity(context, async (tx) => {
    for (const each of called) await saveCalled(tx, context, definition, told, each);
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
  { notificationDefinitionId, name: notification }: Telling,
  { event, context: known }: Told,
  { call, answer }: Called,
): Promise<void> {
  const { eventNumber, eventCategory, objectId } = event;
  const calloutDeliveryId = newId();
  const attempted = attemptedOf(call.rules, 1, answer);
  const delivery = {
    calloutDeliveryId,
    notificationDefinitionId,
    calloutTemplateId: call.calloutTemplateId,
    notification,
    eventNumber,
    eventCategory,
    objectId,
    eventContext: known,
    requestMethod: call.request.method,
    requestUrl: call.request.url,
  };
  await saveNewDelivery(tx, delivery, attempted);
  await enqueueNext(tx, context, notificationDefinitionId, calloutDeliveryId, attempted);
}

/** Signed with the definition's secret; each of several templates tells by an id of its own. */
async function attempt(
  context: Context,
  { signingSecret, notificationDefinitionId }: Telling,
  { calloutTemplateId, rules, request }: Call,
  eventNumber: number,
  options: SendOptions,
): Promise<CalloutAnswer> {
  const told = `${notificationDefinitionId}-${eventNumber}`;
  const notificationId = calloutTemplateId === null ? told : `${told}-${calloutTemplateId}`;
  const auth = rules.requiredAuth ? rules.calloutAuth : null;
  const send = (credentials: CalloutCredentials | null) =>
    sendCallout({ ...request, notificationId, signingSecret, auth: credentials }, options);
  return rules.requiredOauth2 ? sendWithToken(context, rules, send, options) : send(auth);
}

const attemptedOf = (rules: CalloutRules, attempts: number, answer: CalloutAnswer): Attempted => ({
  ...answer,
  attempts,
  succeeded: hasSucceeded(answer),
  minutesToNext: minutesToNextAttempt(rules, attempts, answer),
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
    if (definition && event) {
      const told = { event: toldEvent(event), context: delivery.eventContext };
      const [calls = []] = await callsOf(tx, context, definition, [told]);
      const call = calls.find((each) => each.calloutTemplateId === delivery.calloutTemplateId);
      if (call) return { delivery, definition, call };
    }
    await giveUpDelivery(tx, calloutDeliveryId);
    return undefined;
  });
  if (!found) return;
  const { delivery, definition, call } = found;
  const answer = await attempt(context, definition, call, delivery.eventNumber, options);
  const attempted = attemptedOf(call.rules, delivery.attempts + 1, answer);
  await inEntity(context, async (tx) => {
    await saveAttempt(tx, calloutDeliveryId, attempted);
    await enqueueNext(tx, context, notificationDefinitionId, calloutDeliveryId, attempted);
  });
}
