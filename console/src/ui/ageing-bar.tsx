import type { ReactNode } from "react";
import classes from "./ageing-bar.module.css";
import { isNothing, Money } from "./money.tsx";

export type AgeingBucket = { readonly name: string; readonly balance: string };

type AgeingBarProps = {
  readonly buckets: readonly AgeingBucket[];
  /** Of a bucket by its place; such as a link to what is in it. */
  readonly name?: (index: number) => ReactNode;
};

/** What is owed by how long it is due: a bar to see, and the same as a list to read. */
export function AgeingBar({ buckets, name: nameOf }: AgeingBarProps) {
  const owed = buckets.filter(({ balance }) => !isNothing(balance) && !balance.startsWith("-"));
  return (
    <div className={classes.ageing}>
      {owed.length > 0 && (
        <svg
          className={classes.bar}
          aria-hidden="true"
          preserveAspectRatio="none"
          viewBox="0 0 1 1"
        >
          {placed(owed).map(({ name, from, share, age }) => (
            <rect
              key={name}
              x={from}
              width={share}
              height={1}
              fillOpacity={0.35 + 0.65 * age}
              className={classes.part}
            />
          ))}
        </svg>
      )}
      <dl className={classes.list}>
        {buckets.map(({ name, balance }, index) => (
          <div key={name}>
            <dt>{nameOf?.(index) ?? name}</dt>
            <dd>
              <Money amount={balance} tone="owed" />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Numbers for drawing alone. */
function placed(buckets: readonly AgeingBucket[]) {
  const all = buckets.reduce((total, { balance }) => total + Number(balance), 0);
  let from = 0;
  return buckets.map(({ name, balance }, index) => {
    const share = Number(balance) / all;
    const start = from;
    from += share;
    return {
      name,
      from: start,
      share,
      age: buckets.length === 1 ? 1 : index / (buckets.length - 1),
    };
  });
}
