/** Order actions of every type, drawn at random, as a caller writes them. */
import fc from "fast-check";
import type { Plan } from "./company.ts";
import { adding, cancelling, changingPlan, removing, updating } from "./product-orders.ts";
import type { Answer } from "./server.ts";

type Fields = Readonly<Record<string, unknown>>;
type Json = Answer["json"];

const DOES = [
  "add",
  "remove",
  "update",
  "change plan",
  "renew",
  "suspend",
  "resume",
  "term",
  "evergreen",
  "cancel",
  "cancel at the end of the term",
  "cancel at the end of the last invoice period",
] as const;

export type DrawnAction = {
  readonly does: (typeof DOES)[number];
  /** Days from the first one. */
  readonly on: number;
  readonly which: number;
  readonly price: number;
};

/** @param latest  day of the latest action, from the first one */
export const anyAction = (latest: number): fc.Arbitrary<DrawnAction> =>
  fc.record({
    does: fc.constantFrom(...DOES),
    on: fc.integer({ min: 0, max: latest }),
    which: fc.nat(5),
    price: fc.integer({ min: 0, max: 9_999 }).map((cents) => cents / 100),
  });

const lastTerm = (fields: Fields) => ({
  type: "TermsAndConditions",
  termsAndConditions: { lastTerm: fields },
});

/** @param subscription  as GET /v1/subscriptions/{key} tells it */
export function actionOf(
  { does, which, price, ...drawn }: DrawnAction,
  subscription: Json,
  plans: readonly Plan[],
  dayOf: (offset: number) => string,
): Fields {
  const on = dayOf(drawn.on);
  const { ratePlans } = subscription;
  const ratePlan = ratePlans[which % ratePlans.length];
  const { subscriptionRatePlanNumber } = ratePlan ?? {};
  const plan = plans[which % plans.length]?.productRatePlanId ?? "";
  const triggerDates = [{ name: "ContractEffective", triggerDate: on }];
  switch (does) {
    case "add":
      return { triggerDates, ...adding(plan) };
    case "remove":
      return { triggerDates, ...removing({ subscriptionRatePlanNumber }) };
    case "change plan":
      return { triggerDates, ...changingPlan({ subscriptionRatePlanNumber }, plan, {}) };
    case "update": {
      const [charge] = ratePlan?.ratePlanCharges ?? [];
      const kind = charge?.model === "FlatFee" ? "recurringFlatFee" : "recurringPerUnit";
      const pricing = { [kind]: { listPrice: price } };
      const change = { chargeNumber: charge?.number, pricing };
      return { triggerDates, ...updating({ subscriptionRatePlanNumber }, change) };
    }
    case "renew":
      return { type: "RenewSubscription" };
    case "suspend":
      return {
        type: "Suspend",
        suspend: { suspendPolicy: "SpecificDate", suspendSpecificDate: on },
      };
    case "resume":
      return {
        type: "Resume",
        resume: {
          resumePolicy: "SpecificDate",
          resumeSpecificDate: on,
          extendsTerm: which % 2 === 0,
        },
      };
    case "term":
      return lastTerm({ termType: "TERMED", endDate: on });
    case "evergreen":
      return lastTerm({ termType: "EVERGREEN" });
    case "cancel":
      return cancelling(on);
    case "cancel at the end of the term":
      return {
        type: "CancelSubscription",
        cancelSubscription: { cancellationPolicy: "EndOfCurrentTerm" },
      };
    case "cancel at the end of the last invoice period":
      return {
        type: "CancelSubscription",
        cancelSubscription: { cancellationPolicy: "EndOfLastInvoicePeriod" },
      };
  }
}
