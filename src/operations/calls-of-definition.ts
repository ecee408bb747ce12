import { type CalloutRequest, calloutRequest } from "#engine/callouts/callout-request.ts";
import type { EventContext, ToldEvent } from "#engine/callouts/merge-fields.ts";
import { BillingError } from "#engine/errors.ts";
import {
  type CalloutRules,
  type CalloutTemplate,
  rulesOfTemplate,
} from "#engine/model/callout-template.ts";
import { listCalloutTemplatesById } from "#store/callout-templates.ts";
import type { Transaction } from "#store/database.ts";
import { saveFailedWork } from "#store/failed-work.ts";
import type { NotificationDefinition } from "#store/notification-definitions.ts";
import type { Context } from "./context.ts";
import { aboutWhat } from "./event-named.ts";
import { writeCallouts } from "./write-callouts.ts";

/** A callout of one event that is to be made. */
export type Call = {
  /** Null: the definition's own. */
  readonly calloutTemplateId: string | null;
  readonly rules: CalloutRules;
  readonly request: CalloutRequest;
};

type Told = { readonly event: ToldEvent; readonly context: EventContext };

type Calling = Pick<
  NotificationDefinition,
  "name" | "callout" | "calloutTemplateIds" | "eventType"
>;

/** What a definition calls for each of these events: by its own callout, or by active templates. */
export async function callsOf(
  tx: Transaction,
  context: Context,
  definition: Calling,
  told: readonly Told[],
): Promise<Call[][]> {
  const { callout, calloutTemplateIds } = definition;
  const calls = told.map(({ event, context: known }): Call[] =>
    callout === null
      ? []
      : [
          {
            calloutTemplateId: null,
            rules: callout,
            request: calloutRequest(callout, event, known),
          },
        ],
  );
  for (const template of await listCalloutTemplatesById(tx, calloutTemplateIds)) {
    if (!template.active) continue;
    const requests = await requestsBy(tx, context, { template, definition }, told);
    for (const [index, request] of requests.entries()) {
      const { calloutTemplateId } = template;
      calls[index]?.push({ calloutTemplateId, rules: rulesOfTemplate(template), request });
    }
  }
  return calls;
}

/** A template that this version cannot read any more holds up no other callout. */
async function requestsBy(
  tx: Transaction,
  context: Context,
  { template, definition }: { readonly template: CalloutTemplate; readonly definition: Calling },
  told: readonly Told[],
): Promise<CalloutRequest[]> {
  const about = await aboutWhat(tx, definition.eventType);
  try {
    return await writeCallouts(tx, context, { content: template.content, about }, told);
  } catch (error) {
    if (!(error instanceof BillingError)) throw error;
    const { name: subject } = definition;
    await saveFailedWork(tx, [{ work: "Notification", subject, reason: error.message }]);
    return [];
  }
}
