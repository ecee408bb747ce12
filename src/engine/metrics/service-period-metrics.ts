import { listAmount } from "../charge-models/index.ts";
import { type Charge, hasSamePrice } from "../model/charge.ts";
import type { OrderActionType } from "../model/order.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { contains, type DateRange, isEmpty } from "../values/date-range.ts";
import { type Decimal, isZero, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { mrrOf } from "./subscription-metrics.ts";
import { contractedValueOf } from "./tcv.ts";

/** What a charge is worth on some days of service, and the segment from which that is known. */
export type ServicePeriodMetrics = {
  readonly chargeNumber: string;
  /** Of the first segment that had the days on these terms; where they went, of the one left. */
  readonly ratePlanChargeId: string;
  readonly amendmentType: string;
  readonly days: DateRange;
  /** Its terms; null for days that were taken away. */
  readonly charge: Charge | null;
};

/** A version, and the actions of the order that has made it. */
export type VersionMade = {
  readonly subscription: Subscription;
  readonly actionTypes: readonly OrderActionType[];
};

type Metrics = ServicePeriodMetrics;

/** Before discounts, not rounded. */
export const worthOf = ({ charge, days }: Metrics): { mrr: Decimal; tcv: Decimal } =>
  charge
    ? { mrr: mrrOf(charge) ?? ZERO, tcv: contractedValueOf({ ...charge, effective: days }) }
    : { mrr: ZERO, tcv: ZERO };

/**
 * The charge metrics of a subscription, by charge and day. Days whose terms a version leaves alone keep
 * their metrics, however often their segment is made anew; days that it changes or adds have new ones,
 * and those that it takes away have metrics of nothing. Charges that are worth nothing have none.
 *
 *     before     |---- 100 ----|---- 120 ----|
 *     after      |---- 100 ----|- 120 -|
 *     metrics    |---- M1 -----|- M2 --|-M3 0-|
 *
 * Worked examples: docs/spec/charge-metrics.md. No errors.
 *
 * @param versions  all of one subscription, the first one first
 */
export const servicePeriodMetrics = (versions: readonly VersionMade[]): Metrics[] =>
  versions.reduce<Metrics[]>(metricsAfter, []);

function metricsAfter(metrics: readonly Metrics[], made: VersionMade): Metrics[] {
  const amendmentType = amendmentTypeOf(made);
  const segments = Map.groupBy(chargesOf(made.subscription), (charge) => charge.chargeNumber);
  const known = Map.groupBy(metrics, ({ chargeNumber }) => chargeNumber);
  const numbers = new Set([...known.keys(), ...segments.keys()]);
  return [...numbers].flatMap((number) =>
    ofCharge(known.get(number) ?? [], segments.get(number) ?? [], amendmentType),
  );
}

type ServedCharge = Charge & { readonly effective: DateRange };

function ofCharge(
  metrics: readonly Metrics[],
  segments: readonly Charge[],
  amendmentType: string,
): Metrics[] {
  const served = segments.filter(
    (charge): charge is ServedCharge =>
      charge.effective !== undefined && !isEmpty(charge.effective),
  );
  const stretches = [...metrics.map(({ days }) => days), ...served.map((each) => each.effective)];
  const parts: Metrics[] = [];
  for (const days of between(stretches)) {
    const was = metrics.find((each) => contains(each.days, days.start));
    const is = served.find(({ effective }) => contains(effective, days.start));
    const charge = is && isWorthSomething(is) ? is : null;
    if (was ? hasSameTerms(was.charge, charge) : charge === null) {
      if (was) parts.push({ ...was, days });
      continue;
    }
    const segment = is ?? lastBefore(segments, days.start);
    const chargeNumber = was?.chargeNumber ?? segment?.chargeNumber ?? "";
    const ratePlanChargeId = segment?.chargeId ?? was?.ratePlanChargeId ?? "";
    parts.push({ chargeNumber, ratePlanChargeId, amendmentType, days, charge });
  }
  return parts.reduce(joined, []);
}

/** Where days were taken away: the segment that ends before them. */
const lastBefore = (segments: readonly Charge[], day: PlainDate): Charge | undefined =>
  segments.findLast(({ effective }) => effective && effective.start <= day) ?? segments.at(-1);

/** The stretches between all days on which one of them starts or ends. */
function between(stretches: readonly DateRange[]): DateRange[] {
  const days = [...new Set(stretches.flatMap(({ start, end }) => [start, end]))].sort();
  return days.slice(1).map((end, index) => ({ start: days[index] ?? end, end }));
}

const isWorthSomething = (charge: Charge): boolean =>
  charge.chargeType !== "Usage" && !isZero(listAmount(charge));

const hasSameTerms = (before: Charge | null, after: Charge | null): boolean =>
  before && after
    ? hasSamePrice(before, after) &&
      before.quantity.eq(after.quantity) &&
      (mrrOf(before) ?? ZERO).eq(mrrOf(after) ?? ZERO)
    : before === after;

function joined(parts: Metrics[], part: Metrics): Metrics[] {
  const last = parts.at(-1);
  const goesOn =
    last?.days.end === part.days.start &&
    last.charge === part.charge &&
    last.ratePlanChargeId === part.ratePlanChargeId &&
    last.amendmentType === part.amendmentType;
  if (!last || !goesOn) return [...parts, part];
  return [...parts.slice(0, -1), { ...last, days: { start: last.days.start, end: part.days.end } }];
}

/** An order that does several things is a composite, as is one that creates. */
function amendmentTypeOf({ actionTypes }: VersionMade): string {
  const [type] = actionTypes;
  return type && actionTypes.length === 1 ? AMENDMENT_TYPES[type] : COMPOSITE;
}

const COMPOSITE = "Composite";

const AMENDMENT_TYPES: Readonly<Record<OrderActionType, string>> = {
  AddProduct: "NewProduct",
  CancelSubscription: "Cancellation",
  ChangePlan: COMPOSITE,
  CreateSubscription: COMPOSITE,
  OwnerTransfer: "OwnerTransfer",
  RemoveProduct: "RemoveProduct",
  RenewSubscription: "Renewal",
  Resume: "ResumeSubscription",
  Suspend: "SuspendSubscription",
  TermsAndConditions: "TermsAndConditions",
  UpdateProduct: "UpdateProduct",
};
