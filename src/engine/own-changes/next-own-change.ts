import type { OrderAction } from "../model/order.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { goesOn } from "../rate-plans/with-term.ts";
import { isEmpty } from "../values/date-range.ts";
import type { PlainDate } from "../values/plain-date.ts";

/** What happens to a subscription by itself, on which day, and how the order that does it says so. */
export type OwnChange = {
  readonly date: PlainDate;
  readonly action: OrderAction;
  readonly description: string;
};

export type RenewalRules = {
  /** Whether a subscription is renewed that has no recurring charge left to go on. */
  readonly renewNoChargeSubscription: boolean;
};

/**
 * The first thing that happens to a subscription if nobody orders anything: it is cancelled,
 * suspended or resumed as scheduled, or renewed when its term ends. On one day the cancel comes
 * first, so that what is cancelled is not renewed; then the renewal, so that there is a term to be
 * suspended in. Undefined when nothing will ever happen. A suspended subscription does not renew.
 *
 * Worked examples: docs/spec/own-changes.md. No errors.
 */
export function nextOwnChange(
  subscription: Subscription,
  rules: RenewalRules,
): OwnChange | undefined {
  const changes = [
    ...scheduledCancel(subscription),
    ...renewal(subscription, rules),
    ...scheduledSuspension(subscription),
    ...scheduledResumption(subscription),
  ];
  return changes.reduce<OwnChange | undefined>(
    (first, change) => (first && first.date <= change.date ? first : change),
    undefined,
  );
}

/** One that is suspended on its day stays so: a cancel needs an active one, and says so. */
function scheduledCancel({ status, scheduledCancelDate: date }: Subscription): OwnChange[] {
  if (date === null || (status !== "Active" && status !== "Suspended")) return [];
  const action = {
    type: "CancelSubscription",
    cancellationPolicy: "SpecificDate",
    cancellationEffectiveDate: date,
  } as const;
  return [{ date, action, description: "Cancelled by itself on its scheduled cancel date." }];
}

function scheduledSuspension({ status, scheduledSuspendDate: date }: Subscription): OwnChange[] {
  if (date === null || status !== "Active") return [];
  const action = {
    type: "Suspend",
    suspendPolicy: "SpecificDate",
    suspendSpecificDate: date,
  } as const;
  return [{ date, action, description: "Suspended by itself on its scheduled suspend date." }];
}

function scheduledResumption({ status, scheduledResumeDate: date }: Subscription): OwnChange[] {
  if (date === null || status !== "Suspended") return [];
  const action = {
    type: "Resume",
    resumePolicy: "SpecificDate",
    resumeSpecificDate: date,
    extendsTerm: false,
  } as const;
  return [{ date, action, description: "Resumed by itself on its scheduled resume date." }];
}

function renewal(subscription: Subscription, rules: RenewalRules): OwnChange[] {
  const { status, autoRenew, termType, currentTerm } = subscription;
  if (status !== "Active" || !autoRenew || termType !== "TERMED") return [];
  if (!rules.renewNoChargeSubscription && !hasChargeThatGoesOn(subscription)) return [];
  const action = { type: "RenewSubscription" } as const;
  return [{ date: currentTerm.end, action, description: "Renewed by itself as its term ended." }];
}

/** A pending charge is still to come. */
const hasChargeThatGoesOn = (subscription: Subscription): boolean =>
  chargesOf(subscription).some((charge) => {
    const { recurrence, effective, removedDate } = charge;
    if (recurrence === null) return false;
    if (!effective) return removedDate === null;
    return !isEmpty(effective) && goesOn({ subscription, charge });
  });
