/** Which dates a pending order waits for, and what is sent once somebody has said them. */
import type { Answered, Given } from "../../api/exactly.ts";

export type Order = Answered<"getOrder">["order"];
export type Settings = Answered<"getSubscriptionSettings">;
export type Subscription = Answered<"getSubscription">;

export type MissingDate = {
  /** Tells it from the others: "A-S1 0 ServiceActivation". */
  readonly key: string;
  readonly subscriptionNumber: string;
  readonly sequence: number;
  /** "Service activation", or the charge's name. */
  readonly label: string;
} & (
  | { readonly trigger: "ServiceActivation" | "CustomerAcceptance" }
  | { readonly chargeNumber: string }
);

const TRIGGERS = [
  { name: "ServiceActivation", label: "Service activation" },
  { name: "CustomerAcceptance", label: "Customer acceptance" },
] as const;

/** Happen on days of their own: dates of triggers say nothing of when. */
const WAITS_FOR_NOTHING = ["Suspend", "Resume", "OwnerTransfer", "CancelSubscription"];

type Known = {
  readonly settings: Settings | undefined;
  /** As they are, by number: those that the order creates are there already. */
  readonly subscriptions: ReadonlyMap<string, Subscription>;
};

export function missingDates({ subscriptions }: Order, known: Known): MissingDate[] {
  return subscriptions.flatMap(({ subscriptionNumber, orderActions }) => {
    if (subscriptionNumber === null) return [];
    return orderActions
      .filter(({ type }) => !WAITS_FOR_NOTHING.includes(type))
      .flatMap((action, index) => [
        ...triggersOf(action, { subscriptionNumber, sequence: index }, known.settings),
        ...chargesOf(action, { subscriptionNumber, sequence: index }, known),
      ]);
  });
}

type Action = Order["subscriptions"][number]["orderActions"][number];
type Place = Pick<MissingDate, "subscriptionNumber" | "sequence">;

/** Who may not read the settings is offered both. */
function triggersOf(
  { triggerDates, sequence }: Action,
  { subscriptionNumber }: Place,
  settings: Settings | undefined,
): MissingDate[] {
  const isWanted = {
    ServiceActivation: settings?.requireServiceActivation ?? true,
    CustomerAcceptance: settings?.requireCustomerAcceptance ?? true,
  };
  return TRIGGERS.filter(
    ({ name }) => isWanted[name] && !triggerDates.some((each) => each.name === name),
  ).map(({ name, label }) => ({
    key: `${subscriptionNumber} ${sequence} ${name}`,
    ...{ subscriptionNumber, sequence: Number(sequence), label, trigger: name },
  }));
}

/** Charges that begin, or change, on a specific day that nobody has said. */
function chargesOf(
  action: Action,
  { subscriptionNumber }: Place,
  { subscriptions }: Known,
): MissingDate[] {
  const sequence = Number(action.sequence);
  const named = (chargeNumber: string, name: string): MissingDate => ({
    key: `${subscriptionNumber} ${sequence} ${chargeNumber}`,
    ...{ subscriptionNumber, sequence, label: `First day of ${name}`, chargeNumber },
  });
  if (action.type === "CreateSubscription") {
    const made = subscriptions.get(subscriptionNumber);
    return (made?.ratePlans ?? [])
      .flatMap(({ ratePlanCharges }) => ratePlanCharges)
      .filter((charge) => charge.triggerEvent === "SpecificDate" && !charge.effectiveStartDate)
      .map(({ number, name }) => named(number, name));
  }
  const updates = (action.updateProduct?.chargeUpdates ?? []) as readonly ChargeUpdate[];
  return updates.flatMap(({ chargeNumber, effectiveDate }) =>
    chargeNumber &&
    effectiveDate?.triggerEvent === "SpecificDate" &&
    !effectiveDate.specificTriggerDate
      ? named(chargeNumber, chargeNumber)
      : [],
  );
}

type ChargeUpdate = {
  readonly chargeNumber?: string | null;
  readonly effectiveDate?: {
    readonly triggerEvent?: string | null;
    readonly specificTriggerDate?: string | null;
  };
};

/** By the keys of what is missing. */
export type Days = Readonly<Record<string, string | undefined>>;
export type DatesBody = Given<"updateOrderTriggerDates">["body"];

/** Undefined while no day is said. */
export function datesBody(missing: readonly MissingDate[], days: Days): DatesBody | undefined {
  const said = missing.flatMap((each) => {
    const day = days[each.key];
    return day ? [{ ...each, day }] : [];
  });
  if (said.length === 0) return undefined;
  const bySubscription = Map.groupBy(said, (each) => each.subscriptionNumber);
  return {
    subscriptions: [...bySubscription].map(([subscriptionNumber, ofSubscription]) => ({
      subscriptionNumber,
      orderActions: [...Map.groupBy(ofSubscription, (each) => each.sequence)].map(
        ([sequence, own]) => ({
          sequence,
          triggerDates: own.flatMap((each) =>
            "trigger" in each ? [{ name: each.trigger, triggerDate: each.day }] : [],
          ),
          charges: own.flatMap((each) =>
            "chargeNumber" in each
              ? [{ chargeNumber: each.chargeNumber, specificTriggerDate: each.day }]
              : [],
          ),
        }),
      ),
    })),
  } as DatesBody;
}
