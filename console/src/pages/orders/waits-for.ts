import { useQuery } from "@tanstack/react-query";
import type { Answered } from "../../api/exactly.ts";
import { ask, type QueryRow } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";

type Settings = Answered<"getSubscriptionSettings">;

/** Happen on days of their own: dates of triggers say nothing of when. */
const WAITS_FOR_NOTHING = new Set(["Suspend", "Resume", "OwnerTransfer", "CancelSubscription"]);

/** Which dates somebody has to give is a setting; undefined for who may not read it. */
export function useRequiredDates(isAsked: boolean): Settings | undefined {
  const mayRead = useMay("settings.read");
  const query = useQuery({ ...ask.getSubscriptionSettings({}), enabled: mayRead && isAsked });
  return query.data;
}

/** What a pending order waits for: "service activation, customer acceptance". */
export function waitsFor(actions: readonly QueryRow[], settings: Settings | undefined): string {
  if (!settings) return "a date";
  const waiting = actions.filter(({ type }) => !WAITS_FOR_NOTHING.has(String(type)));
  const lacks = (field: string) => waiting.some((action) => !action[field]);
  const missing = [
    ...(settings.requireServiceActivation && lacks("serviceActivationDate")
      ? ["service activation"]
      : []),
    ...(settings.requireCustomerAcceptance && lacks("customerAcceptanceDate")
      ? ["customer acceptance"]
      : []),
  ];
  // Nothing else is waited for: a charge is updated on a specific day that nobody has said.
  return missing.join(", ") || "the day of an update";
}
