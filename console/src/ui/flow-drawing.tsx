/** Where money came from and where it went, drawn: ribbons as thick as their amounts. */
import classes from "./flow-drawing.module.css";
import { Money, type Tone } from "./money.tsx";

export type FlowEnd = {
  readonly key: string;
  readonly name: string;
  /** Above zero. */
  readonly amount: string;
  readonly tone: Tone;
};

type FlowDrawingProps = {
  /** Said instead of the drawing; the table beside it has the amounts. */
  readonly label: string;
  readonly from: readonly FlowEnd[];
  readonly to: readonly FlowEnd[];
};

/** Pixels: of all the money together, and of a line of text with its amount. */
const THICKNESS = 160;
const SLOT = 56;
const TRUNK = { left: 47, right: 53 };
const END = 3;

export function FlowDrawing({ label, from, to }: FlowDrawingProps) {
  const all = Math.max(totalOf(from), totalOf(to));
  const [left, right] = [placed(from, all), placed(to, all)];
  const height = Math.max(left.height, right.height);
  const [leftTop, rightTop] = [(height - left.height) / 2, (height - right.height) / 2];
  const trunkTop = (height - THICKNESS) / 2;
  return (
    <div className={classes.flow}>
      <Side ends={left.ends} className={classes.from ?? ""} />
      <svg
        className={classes.ribbons}
        height={height}
        viewBox={`0 0 100 ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        {left.ends.map(({ key, tone, at, along, thickness }) => (
          <g key={key} className={classes[tone]}>
            <rect x={0} width={END} y={leftTop + at} height={thickness} />
            <path
              className={classes.ribbon}
              d={ribbon([END, leftTop + at], [TRUNK.left, trunkTop + along], thickness)}
            />
          </g>
        ))}
        <rect
          className={classes.trunk}
          x={TRUNK.left}
          width={TRUNK.right - TRUNK.left}
          y={trunkTop}
          height={THICKNESS}
        />
        {right.ends.map(({ key, tone, at, along, thickness }) => (
          <g key={key} className={classes[tone]}>
            <rect x={100 - END} width={END} y={rightTop + at} height={thickness} />
            <path
              className={classes.ribbon}
              d={ribbon([TRUNK.right, trunkTop + along], [100 - END, rightTop + at], thickness)}
            />
          </g>
        ))}
      </svg>
      <Side ends={right.ends} className="" />
    </div>
  );
}

type Placed = FlowEnd & {
  /** Where it begins in its column, and along the trunk. */
  readonly at: number;
  readonly along: number;
  readonly thickness: number;
  readonly slot: number;
};

const Side = ({ ends, className }: { readonly ends: readonly Placed[]; className: string }) => (
  <ul className={`${classes.side} ${className}`}>
    {ends.map(({ key, name, amount, tone, slot }) => (
      <li key={key} style={{ height: slot }}>
        <span className={classes.name}>{name}</span>
        <Money amount={amount} tone={tone} />
      </li>
    ))}
  </ul>
);

/** Numbers for drawing alone. */
const totalOf = (ends: readonly FlowEnd[]): number =>
  ends.reduce((total, { amount }) => total + Number(amount), 0);

function placed(ends: readonly FlowEnd[], all: number) {
  let [top, along] = [0, 0];
  const results = ends.map((end): Placed => {
    const thickness = (THICKNESS * Number(end.amount)) / all;
    const slot = Math.max(SLOT, thickness + 8);
    const place = { ...end, at: top + (slot - thickness) / 2, along, thickness, slot };
    top += slot;
    along += thickness;
    return place;
  });
  return { ends: results, height: Math.max(top, THICKNESS) };
}

type Point = readonly [x: number, y: number];

/** From one upright edge to another, both as high as `thickness`. */
function ribbon([x, y]: Point, [toX, toY]: Point, thickness: number): string {
  const middle = (x + toX) / 2;
  return [
    `M ${x} ${y} C ${middle} ${y} ${middle} ${toY} ${toX} ${toY}`,
    `L ${toX} ${toY + thickness}`,
    `C ${middle} ${toY + thickness} ${middle} ${y + thickness} ${x} ${y + thickness} Z`,
  ].join(" ");
}
