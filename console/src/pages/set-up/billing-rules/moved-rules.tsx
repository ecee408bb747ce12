import { Button } from "@mantine/core";
import type { Rules } from "./rule.ts";
import { inWords, labelOf } from "./rule-groups.ts";

type MovedRulesProps = {
  readonly seen: Rules;
  readonly now: Rules;
  readonly onSeen: () => void;
};

/** Which rules are not what the page was opened with. */
export const movedBetween = (seen: Rules, now: Rules): string[] => {
  const [before, after]: readonly Readonly<Record<string, unknown>>[] = [seen, now];
  return Object.keys(now).filter(
    (name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]),
  );
};

/** What somebody else has changed while this page was open, old and new. */
export function MovedRules({ seen, now, onSeen }: MovedRulesProps) {
  const moved = movedBetween(seen, now);
  if (moved.length === 0) return null;
  const [before, after]: readonly Readonly<Record<string, unknown>>[] = [seen, now];
  return (
    <div className="notice" role="alert">
      <strong>Somebody has changed rules meanwhile</strong>
      <ul className="plain-list">
        {moved.map((name) => (
          <li key={name}>
            {labelOf(name)}: {inWords(name, before?.[name])} → {inWords(name, after?.[name])}
          </li>
        ))}
      </ul>
      <Button variant="default" onClick={onSeen}>
        Go on from how they are now
      </Button>
    </div>
  );
}
