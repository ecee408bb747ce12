/** Charges over time, drawn: a lane for each, its segments as bars, what is billed filled in. */
import { useId } from "react";
import { daysBetween, inWords } from "../../ui/days.tsx";
import classes from "./charge-timeline.module.css";
import type { Subscription } from "./subscription-page.tsx";
import { type TakenBack, useTakenBack } from "./taken-back.ts";

type ChargeTimelineProps = { readonly subscription: Subscription; readonly today: string };

type Charge = Subscription["ratePlans"][number]["ratePlanCharges"][number];
type Segment = NonNullable<Charge["chargeSegments"]>[number];

/** What is not bounded is drawn as far as this. */
const DAYS_AHEAD = 365;

type Scale = {
  readonly from: string;
  readonly to: string;
  /** Where a day is, as "12.5%" of the width. */
  readonly at: (day: string) => string;
  readonly width: (from: string, to: string) => string;
};

/** The table beneath says the same in words and figures. */
export function ChargeTimeline({ subscription, today }: ChargeTimelineProps) {
  const charges = subscription.ratePlans.flatMap(({ ratePlanCharges }) => ratePlanCharges);
  const { subscriptionEndDate, status } = subscription;
  const end = status === "Cancelled" ? subscriptionEndDate : null;
  const takenBack = useTakenBack(subscription);
  const scale = scaleOf(subscription, today, [...takenBack.values()].flat());
  return (
    <div className={classes.timeline}>
      {charges.map((charge) => (
        <Lane
          key={charge.id}
          {...{ charge, scale, today, end }}
          takenBack={takenBack.get(charge.number) ?? []}
        />
      ))}
      <div className={classes.axis}>
        <span>{scale.from}</span>
        <span className={classes.legend}>
          <span className={classes.billedKey} /> billed
          <span className={classes.plannedKey} /> not yet
          <span className={classes.creditedKey} /> credited
          <span className={classes.writtenOffKey} /> written off
          <span className={classes.todayKey} /> today
          {end && (
            <>
              <span className={classes.endKey} /> cancelled
            </>
          )}
        </span>
        <span>{scale.to}</span>
      </div>
    </div>
  );
}

type LaneProps = {
  readonly charge: Charge;
  readonly scale: Scale;
  readonly today: string;
  readonly end: string | null;
  readonly takenBack: readonly TakenBack[];
};

function Lane({ charge, scale, today, end, takenBack }: LaneProps) {
  const hatch = useId();
  const segments = (charge.chargeSegments ?? []).filter(
    ({ effectiveStartDate: day }) => day !== null,
  );
  return (
    <div>
      <div className={classes.name}>{charge.name}</div>
      <svg className={classes.lane} role="img" aria-label={described(charge, segments, takenBack)}>
        <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse">
          <path className={classes.hatch} d="M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2" />
        </pattern>
        {segments.map((segment) => (
          <Bar key={segment.id} segment={segment} scale={scale} />
        ))}
        {takenBack.map((each) => (
          <Taken key={`${each.kind} ${each.from} ${each.to}`} {...{ each, scale, hatch }} />
        ))}
        <line
          className={classes.today}
          x1={scale.at(today)}
          x2={scale.at(today)}
          y1={0}
          y2="100%"
        />
        {end && (
          <line className={classes.end} x1={scale.at(end)} x2={scale.at(end)} y1={0} y2="100%" />
        )}
      </svg>
    </div>
  );
}

function Bar({ segment, scale }: { readonly segment: Segment; readonly scale: Scale }) {
  const { effectiveStartDate, effectiveEndDate, chargedThroughDate, pricingSummary } = segment;
  const from = effectiveStartDate ?? scale.from;
  const to = effectiveEndDate ?? scale.to;
  if (to <= from) return null;
  const billed = chargedThroughDate && chargedThroughDate > to ? to : chargedThroughDate;
  return (
    <svg x={scale.at(from)} width={scale.width(from, to)} height="100%" aria-hidden="true">
      <rect className={classes.planned} width="100%" height="100%" />
      {billed && billed > from && (
        <rect className={classes.billed} width={shareOf(from, billed, to)} height="100%" />
      )}
      <rect className={classes.outline} width="100%" height="100%" />
      <text className={classes.text} x={8} y="50%" dominantBaseline="central">
        {pricingSummary}
      </text>
    </svg>
  );
}

type TakenProps = {
  readonly each: TakenBack;
  readonly scale: Scale;
  /** The id of the pattern. */
  readonly hatch: string;
};

/** What was credited is hatched, and what was written off is struck through. */
const Taken = ({ each: { kind, from, to }, scale, hatch }: TakenProps) =>
  kind === "credited" ? (
    <rect x={scale.at(from)} width={scale.width(from, to)} height="100%" fill={`url(#${hatch})`} />
  ) : (
    <svg x={scale.at(from)} width={scale.width(from, to)} height="100%" aria-hidden="true">
      <line className={classes.struck} x1="0" x2="100%" y1="50%" y2="50%" />
    </svg>
  );

/** Numbers for drawing alone. */
const shareOf = (from: string, day: string, to: string): string =>
  `${(100 * daysBetween(from, day)) / Math.max(daysBetween(from, to), 1)}%`;

function scaleOf(
  { ratePlans, subscriptionStartDate }: Subscription,
  today: string,
  takenBack: readonly TakenBack[],
): Scale {
  const segments = ratePlans.flatMap(({ ratePlanCharges }) =>
    ratePlanCharges.flatMap(({ chargeSegments }) => chargeSegments ?? []),
  );
  const ahead = new Date(Date.parse(`${today}T00:00:00Z`) + DAYS_AHEAD * 86_400_000);
  const ends = segments.map(
    ({ effectiveEndDate }) => effectiveEndDate ?? ahead.toISOString().slice(0, 10),
  );
  const starts = segments.flatMap(({ effectiveStartDate }) => effectiveStartDate ?? []);
  const from = [subscriptionStartDate, ...starts].toSorted()[0] ?? today;
  const to = [today, ...ends, ...takenBack.map((each) => each.to)].toSorted().at(-1) ?? today;
  const at = (day: string) => shareOf(from, day, to);
  const width = (start: string, end: string) =>
    `${(100 * daysBetween(start, end)) / Math.max(daysBetween(from, to), 1)}%`;
  return { from, to, at, width };
}

const described = (
  { name }: Charge,
  segments: readonly Segment[],
  takenBack: readonly TakenBack[],
): string =>
  `${name}: ${[
    ...segments.map(
      ({ effectiveStartDate, effectiveEndDate, pricingSummary, chargedThroughDate }) =>
        [
          `${pricingSummary} from ${effectiveStartDate ? inWords(effectiveStartDate) : "whenever"}`,
          effectiveEndDate ? `until before ${inWords(effectiveEndDate)}` : "without an end",
          chargedThroughDate ? `billed until before ${inWords(chargedThroughDate)}` : "not billed",
        ].join(", "),
    ),
    ...takenBack.map(
      ({ kind, from, to }) => `${kind} from ${inWords(from)} until before ${inWords(to)}`,
    ),
  ].join("; ")}`;
