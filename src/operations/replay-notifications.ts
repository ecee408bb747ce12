import { BillingError } from "#engine/errors.ts";
import { inTransaction } from "#store/database.ts";
import { enqueueCallouts } from "#store/job-queue.ts";
import { findDefinition } from "#store/notification-definitions.ts";
import type { Context } from "./context.ts";
import { numberEvents } from "./number-events.ts";
import { tells } from "./save-notification-definition.ts";

/** Events by their numbers, both included. */
export type EventRange = { readonly from: number; readonly through: number | undefined };

/**
 * Tells once again of events that a definition has told of, or has not because it was not there yet.
 *
 * @returns the last event that is told again
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for a definition that makes no callouts; INVALID_VALUE for a range with
 * no event.
 */
export const replayNotifications = (
  context: Context,
  key: string,
  { from, through: upTo }: EventRange,
): Promise<number> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { entityId } = context;
    const definition = await findDefinition(tx, key);
    if (!definition) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { notificationDefinitionId, name } = definition;
    if (!tells(definition)) {
      const message = `Notification definition '${name}' makes no callouts and no e-mails: activate it first.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    const lastNumber = await numberEvents(tx, entityId);
    const through = Math.min(upTo ?? lastNumber, lastNumber);
    if (from > through) {
      const message = `There is no event from number ${from} to ${through}: the last one is ${lastNumber}.`;
      throw new BillingError("INVALID_VALUE", { message });
    }
    const range = { after: from - 1, through };
    await enqueueCallouts(tx, { entityId, notificationDefinitionId, range });
    return through;
  });
