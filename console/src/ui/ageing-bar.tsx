import classes from "./ageing-bar.module.css";
import { isNothing, Money } from "./money.tsx";

export type AgeingBucket = { readonly name: string; readonly balance: string };

/** What is owed by how long it is due: a bar to see, and the same as a list to read. */
export function AgeingBar({ buckets }: { readonly buckets: readonly AgeingBucket[] }) {
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
        {buckets.map(({ name, balance }) => (
          <div key={name}>
            <dt>{name}</dt>
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
