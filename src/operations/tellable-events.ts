import { type EventContext, eventContext, type ToldEvent } from "#engine/callouts/merge-fields.ts";
import { BillingError } from "#engine/errors.ts";
import type { EventEmail } from "#engine/model/event-email.ts";
import { listProfiles } from "#store/communication-profiles.ts";
import { meeting } from "#store/conditions/filter-objects.ts";
import type { Transaction } from "#store/database.ts";
import { findEmailTemplate } from "#store/email-templates.ts";
import type { LoggedEvent } from "#store/events.ts";
import { saveFailedWork } from "#store/failed-work.ts";
import type { StoredDefinition } from "#store/notification-definitions.ts";
import { findToldAccounts } from "#store/told-accounts.ts";
import type { Context } from "./context.ts";
import { aboutWhat } from "./event-named.ts";
import { ruleOf } from "./notification-rule.ts";
import { writeEventEmails } from "./write-event-emails.ts";

/** An event that a definition tells of, with what merge fields of callouts know, and its e-mail. */
export type TellableEvent = {
  readonly event: ToldEvent;
  readonly context: EventContext;
  readonly email: EventEmail | undefined;
};

/**
 * Of these events, those that a definition tells of: of its category, of accounts of its communication
 * profiles, and such as its filter rule wants them as their objects are now. One query for each kind of
 * thing that is asked for, however many there are.
 */
export async function tellable(
  tx: Transaction,
  context: Context,
  definition: StoredDefinition,
  events: readonly LoggedEvent[],
): Promise<TellableEvent[]> {
  const { eventCategory } = definition;
  const ofCategory = events.filter(
    (event) => eventCategory === null || event.eventCategory === eventCategory,
  );
  const accountIds = ofCategory.flatMap(({ accountId }) => accountId ?? []);
  const accounts = await findToldAccounts(tx, [...new Set(accountIds)]);
  const isOfProfiles = await profilesTold(tx, definition, ofCategory.length);
  const ofProfiles = ofCategory.filter(({ accountId }) =>
    isOfProfiles(accounts.get(accountId ?? "")?.communicationProfileId ?? null),
  );
  const wanted = await wantedEvents(tx, definition, ofProfiles);
  const told = wanted.map((logged) => {
    const event = toldEvent(logged);
    return { event, context: eventContext(event, accounts.get(event.accountId ?? "")) };
  });
  const emails = await emailsOf(tx, context, definition, told);
  return told.map((each, index) => ({ ...each, email: emails[index] }));
}

export const toldEvent = (logged: LoggedEvent): ToldEvent => ({
  ...logged,
  occurredAt: logged.occurredAt.toISOString(),
});

/** Whether a definition tells of accounts of a profile; null, and one that is not there: the default. */
async function profilesTold(
  tx: Transaction,
  { communicationProfileIds }: StoredDefinition,
  events: number,
): Promise<(profileId: string | null) => boolean> {
  if (events === 0) return () => false;
  const profiles = new Map(
    (await listProfiles(tx)).map((profile) => [profile.communicationProfileId, profile]),
  );
  const standard = [...profiles.values()].find(({ isDefault }) => isDefault);
  const told = new Set(communicationProfileIds);
  return (profileId) => {
    const profile = profiles.get(profileId ?? "") ?? standard;
    return profile !== undefined && !profile.muted && told.has(profile.communicationProfileId);
  };
}

async function wantedEvents(
  tx: Transaction,
  definition: StoredDefinition,
  events: readonly LoggedEvent[],
): Promise<readonly LoggedEvent[]> {
  if (events.length === 0) return events;
  const { eventType, name } = definition;
  try {
    const { days, condition, parameters } = await ruleOf(tx, definition);
    const onTheirDay =
      days === null ? events : events.filter(({ details }) => details.days === String(days));
    if (condition === undefined || onTheirDay.length === 0) return onTheirDay;
    const about = await aboutWhat(tx, eventType);
    if (about === undefined) return [];
    const candidates = onTheirDay.map(({ objectId, relatedEvent: context }) => ({
      ...{ objectId, context },
    }));
    const isWanted = await meeting(tx, about, { condition, parameters }, candidates);
    return onTheirDay.filter((_, index) => isWanted[index]);
  } catch (error) {
    // A rule that this version cannot read any more holds up no other event.
    if (!(error instanceof BillingError)) throw error;
    await saveFailedWork(tx, [{ work: "Notification", subject: name, reason: error.message }]);
    return [];
  }
}

async function emailsOf(
  tx: Transaction,
  context: Context,
  { emailActive, emailTemplateId, eventType }: StoredDefinition,
  told: readonly { readonly event: ToldEvent; readonly context: EventContext }[],
): Promise<readonly EventEmail[]> {
  if (!emailActive || emailTemplateId === null || told.length === 0) return [];
  const template = await findEmailTemplate(tx, emailTemplateId);
  if (!template?.active) return [];
  const about = await aboutWhat(tx, eventType);
  return writeEventEmails(tx, context, { template, about }, told);
}
