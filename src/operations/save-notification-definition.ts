import { randomBytes } from "node:crypto";
import { BillingError } from "#engine/errors.ts";
import type { Callout } from "#engine/model/callout.ts";
import { categoryOfType } from "#engine/model/event.ts";
import { findDefaultProfile } from "#store/communication-profiles.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import {
  findDefinition,
  isDefinitionNamed,
  lockDefinition,
  type NotificationDefinition,
  type StoredDefinition,
  saveDefinition,
  saveNewDefinition,
} from "#store/notification-definitions.ts";
import { checkCallout, refuseOldPasswordElsewhere } from "./check-callout.ts";
import { checkCalloutTemplates, checkEmail, checkRule } from "./check-notification.ts";
import type { Context } from "./context.ts";
import { eventNamed } from "./event-named.ts";
import { numberEvents } from "./number-events.ts";
import { profileOf } from "./save-communication-profile.ts";
import { checkTokensOf } from "./save-oauth2-provider.ts";

export type NewDefinition = Omit<
  NotificationDefinition,
  "notificationDefinitionId" | "signingSecret" | "eventType" | "communicationProfileIds"
> & {
  readonly eventName: string;
  /** None: of the default. */
  readonly communicationProfileIds: readonly string[];
};

/**
 * Begins to tell of events: of those that are numbered after this.
 *
 * Errors: NUMBER_IN_USE for a name that another definition has; INVALID_VALUE for an event that is not
 * there, a callout to an address that none may go to, or with merge fields that no event has;
 * MISSING_FIELD for a callout that is active and not there; those of checkRule and checkEmail.
 */
export const createNotificationDefinition = (
  context: Context,
  { eventName, ...given }: NewDefinition,
): Promise<StoredDefinition> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    if (given.callout) refuseBoth(given);
    const eventType = await eventNamed(tx, eventName);
    const definition = {
      ...given,
      communicationProfileIds: await profilesOf(tx, given.communicationProfileIds),
      eventType,
      // Of a type that is one standard event.
      eventCategory: given.eventCategory ?? categoryOfType(eventType),
      notificationDefinitionId: newId(),
      signingSecret: `whsec_${randomBytes(24).toString("base64")}`,
    };
    await checkDefinition(tx, context, definition);
    const lastNumber = await numberEvents(tx, context.entityId);
    await saveNewDefinition(tx, definition, lastNumber, authorship(context));
    return saved(tx, definition.notificationDefinitionId);
  });

type Changeable =
  | "name"
  | "description"
  | "active"
  | "calloutActive"
  | "emailActive"
  | "emailTemplateId"
  | "filterRule"
  | "filterRuleParams"
  | "communicationProfileIds"
  | "calloutTemplateIds"
  | "associatedAccount";

export type ChangedDefinition = {
  readonly [Name in Changeable]?: NotificationDefinition[Name] | undefined;
} & { readonly callout?: { readonly [Name in keyof Callout]?: Callout[Name] | undefined } };

/**
 * Changes what is given. A definition that begins to tell again says nothing of what came while it did
 * not: replay it.
 *
 * Errors: ENTITY_NOT_FOUND, those of createNotificationDefinition, and MISSING_FIELD for a callout that
 * moves to another host without its credentials.
 */
export const updateNotificationDefinition = (
  context: Context,
  key: string,
  given: ChangedDefinition,
): Promise<StoredDefinition> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const before = await lockDefinition(tx, key);
    if (!before) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { callout: changes, ...changed } = withoutUndefined(given);
    const callout = changes
      ? { ...NEW_CALLOUT, ...before.callout, ...withoutUndefined(changes) }
      : before.callout;
    const { communicationProfileIds: keys } = changed;
    const definition: NotificationDefinition = {
      ...before,
      ...changed,
      communicationProfileIds: keys ? await profilesOf(tx, keys) : before.communicationProfileIds,
      // Whichever is given takes the other's place.
      callout: changed.calloutTemplateIds?.length ? null : callout,
      calloutTemplateIds: changes ? [] : (changed.calloutTemplateIds ?? before.calloutTemplateIds),
    };
    if (changes) refuseBoth(changed);
    await checkDefinition(tx, context, definition);
    refuseOldPasswordElsewhere(before.callout, changes ?? {}, "callout.");
    const begins = !tells(before) && tells(definition);
    const from = begins ? await numberEvents(tx, context.entityId) : undefined;
    await saveDefinition(tx, definition, from, authorship(context));
    return saved(tx, before.notificationDefinitionId);
  });

const NEW_CALLOUT: Callout = {
  name: "",
  description: null,
  active: true,
  calloutBaseurl: "",
  httpMethod: "POST",
  calloutParams: {},
  calloutRetry: true,
  calloutAttempts: 3,
  calloutInterval: 30,
  requiredAuth: false,
  calloutAuth: null,
};

/** Whether anything is told by it. */
export const tells = (definition: NotificationDefinition): boolean =>
  definition.active && (definition.emailActive || (definition.calloutActive && calls(definition)));

const calls = ({ callout, calloutTemplateIds }: NotificationDefinition): boolean =>
  callout?.active === true || calloutTemplateIds.length > 0;

function withoutUndefined<Given extends object>(given: Given) {
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as {
    [Name in keyof Given]: Exclude<Given[Name], undefined>;
  };
}

/** Each once; of none the default. Errors: ENTITY_NOT_FOUND. */
async function profilesOf(tx: Transaction, keys: readonly string[]): Promise<readonly string[]> {
  if (keys.length === 0) return [(await findDefaultProfile(tx)).communicationProfileId];
  const ids = new Set<string>();
  for (const key of keys) ids.add((await profileOf(tx, key)).communicationProfileId);
  return [...ids];
}

const authorship = ({ userId, now }: Context) => ({ userId, now: now.toString() });

async function saved(tx: Transaction, id: string): Promise<StoredDefinition> {
  const definition = await findDefinition(tx, id);
  if (!definition) throw new BillingError("ENTITY_NOT_FOUND", { key: id });
  return definition;
}

async function checkDefinition(
  tx: Transaction,
  { calloutHosts = new Set() }: Context,
  definition: NotificationDefinition,
): Promise<void> {
  const { name, calloutActive, callout } = definition;
  await checkRule(tx, definition);
  await checkEmail(tx, definition);
  if (await isDefinitionNamed(tx, definition)) {
    throw new BillingError("NUMBER_IN_USE", { field: "Notification definition", number: name });
  }
  await checkCalloutTemplates(tx, definition);
  if (callout !== null) {
    checkCallout(callout, calloutHosts);
    await checkTokensOf(tx, callout, "callout.");
  }
  if (callout === null && calloutActive && definition.calloutTemplateIds.length === 0) {
    throw new BillingError("MISSING_FIELD", { field: "callout" });
  }
}

function refuseBoth({ calloutTemplateIds = [] }: { calloutTemplateIds?: readonly string[] }): void {
  if (calloutTemplateIds.length === 0) return;
  const message = "'callout' and 'calloutTemplateIds' cannot both be given.";
  throw new BillingError("NOT_ALLOWED", { message });
}
