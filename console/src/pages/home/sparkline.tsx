import classes from "./home-page.module.css";

const WIDTH = 120;
const HEIGHT = 28;

/** Amounts over time, to see their course; who wants to read them has them as a table. */
export function Sparkline({ amounts }: { readonly amounts: readonly string[] }) {
  const points = placed(amounts);
  const last = points.at(-1);
  return (
    <svg className={classes.line} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <polyline points={points.map(({ x, y }) => `${x},${y}`).join(" ")} />
      {last && <circle cx={last.x} cy={last.y} r={2.5} />}
    </svg>
  );
}

/** Numbers for drawing alone. Zero is always on it, so that a small change looks small. */
function placed(amounts: readonly string[]) {
  const values = amounts.map(Number);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const step = (WIDTH - 6) / Math.max(values.length - 1, 1);
  return values.map((value, index) => ({
    x: 3 + index * step,
    y: HEIGHT - 3 - ((value - low) / (high - low || 1)) * (HEIGHT - 6),
  }));
}
