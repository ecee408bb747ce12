/** The days on which a subscription changes by itself, as the action TermsAndConditions has them. */
import type { ScheduledDates } from "#engine/model/order.ts";
import * as wire from "../wire.ts";
import { refuseBoth } from "./to-billing-attributes.ts";

const scheduled = (what: string) =>
  wire.billingDate.optional().describe(`A day to come, on which it is ${what} by itself.`);

export const scheduledDates = {
  scheduledCancelDate: scheduled("cancelled"),
  scheduledSuspendDate: scheduled("suspended"),
  scheduledResumeDate: scheduled("resumed"),
  clearingScheduledCancelDate: wire.boolean.optional(),
  clearingScheduledSuspendDate: wire.boolean.optional(),
  clearingScheduledResumeDate: wire.boolean.optional(),
};

const KINDS = ["Cancel", "Suspend", "Resume"] as const;

type Body = Readonly<
  {
    [Name in (typeof KINDS)[number] as `scheduled${Name}Date`]?:
      | ScheduledDates["scheduledCancelDate"]
      | undefined;
  } & {
    [Name in (typeof KINDS)[number] as `clearingScheduled${Name}Date`]?: boolean | undefined;
  }
>;

/** Errors: NOT_ALLOWED (what is cleared cannot be given as well). */
export function toScheduledDates(body: Body): ScheduledDates {
  const given = KINDS.map((kind): ScheduledDates => {
    const field = `scheduled${kind}Date` as const;
    const flag = `clearingScheduled${kind}Date` as const;
    const { [field]: date, [flag]: isClearing } = body;
    refuseBoth(flag, isClearing, date ?? undefined);
    if (isClearing) return { [field]: null };
    return date ? { [field]: date } : {};
  });
  return Object.assign({}, ...given);
}

/** As they were sent: what is null was to be cleared. */
export const scheduledDatesToWire = (action: ScheduledDates): Record<string, string | boolean> =>
  Object.fromEntries(
    KINDS.flatMap((kind): [string, string | boolean][] => {
      const date = action[`scheduled${kind}Date`];
      if (date === undefined) return [];
      return date === null
        ? [[`clearingScheduled${kind}Date`, true]]
        : [[`scheduled${kind}Date`, date]];
    }),
  );
