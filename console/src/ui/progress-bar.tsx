import classes from "./progress-bar.module.css";

type ProgressBarProps = {
  readonly label: string;
  /** Counts, as the API writes them. */
  readonly done: string;
  readonly total: string;
  /** "12 of 30 accounts" */
  readonly text: string;
  /** Nothing to do is done, unless it has not begun. */
  readonly hasBegun?: boolean;
};

/** How far something is: to see, and in words below. Numbers for drawing alone. */
export function ProgressBar({ label, done, total, text, hasBegun = true }: ProgressBarProps) {
  const isEmpty = Number(total) === 0;
  return (
    <div>
      <progress
        className={classes.bar}
        aria-label={label}
        aria-valuetext={text}
        max={isEmpty ? 1 : Number(total)}
        value={isEmpty ? Number(hasBegun) : Number(done)}
      />
      <span className="figure">{text}</span>
    </div>
  );
}
