import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { QuittanceError } from "#client/index.ts";
import { api } from "../../../api/client.ts";
import type { Given } from "../../../api/exactly.ts";
import { queryClient } from "../../../api/queries.ts";
import { useMay } from "../../../shell/session.ts";
import { Failed } from "../../../ui/states.tsx";
import classes from "./billing-rules-page.module.css";
import type { Rules } from "./rule.ts";
import { inWords, labelOf } from "./rule-groups.ts";
import type { RulesSearch, Tried } from "./rules-search.ts";

type SaveRulesProps = {
  readonly seen: Rules;
  readonly tried: Tried;
  readonly search: RulesSearch;
  readonly onSaved: (rules: Rules) => void;
  readonly onForget: () => void;
};

/** What would be saved, rule by rule, and the button that does it. */
export function SaveRules({ seen, tried, search, onSaved, onForget }: SaveRulesProps) {
  const mayWrite = useMay("settings.write");
  const { rounding, currency } = search;
  const save = useMutation({
    mutationFn: async () => {
      const saved = await saveRules(tried, seen);
      if (rounding && currency) {
        const body = rounding as NonNullable<Given<"updateCurrency">["body"]>;
        await api.updateCurrency({ params: { currencyCode: currency }, body });
      }
      return saved;
    },
    onSuccess: onSaved,
    onSettled: () => queryClient.invalidateQueries(),
  });
  const sentences = [
    ...changesIn(seen, tried),
    ...(rounding && currency ? [roundingInWords(currency, rounding)] : []),
  ];
  if (sentences.length === 0) {
    return save.isSuccess ? <p role="status">Saved. Billing follows these rules now.</p> : null;
  }
  const isConflict = save.error instanceof QuittanceError && save.error.status === 409;
  return (
    <section className={`panel stack ${classes.save}`} aria-labelledby="changes">
      <h2 id="changes" className="ending">
        What will change
      </h2>
      <ul className="plain-list">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {save.error && (
        <Failed
          error={save.error}
          what="the billing rules"
          title={
            isConflict ? "Nothing was saved: the rules have moved" : "Could not save the rules"
          }
        />
      )}
      <div className="row">
        <Button variant="default" onClick={onForget}>
          Keep the rules as they are
        </Button>
        <Button disabled={!mayWrite} loading={save.isPending} onClick={() => save.mutate()}>
          {sentences.length === 1 ? "Save this change" : `Save these ${sentences.length} changes`}
        </Button>
      </div>
    </section>
  );
}

async function saveRules(tried: Tried, seen: Rules): Promise<Rules> {
  if (Object.keys(tried).length === 0) return seen;
  const body = { ...tried, ifUnchanged: seen } as unknown as Given<"updateBillingRules">["body"];
  return api.updateBillingRules({ ...(body && { body }) });
}

function changesIn(seen: Rules, tried: Tried): string[] {
  const saved: Readonly<Record<string, unknown>> = seen;
  return Object.entries(tried).map(
    ([name, value]) => `${labelOf(name)}: ${inWords(name, saved[name])} → ${inWords(name, value)}`,
  );
}

const roundingInWords = (
  currency: string,
  { roundingMode, roundingIncrement }: NonNullable<RulesSearch["rounding"]>,
): string =>
  [
    `Amounts in ${currency} are rounded`,
    ...(roundingMode ? [MODES.get(roundingMode) ?? roundingMode] : []),
    ...(roundingIncrement ? [`to ${roundingIncrement}`] : []),
  ].join(" ");

export const MODES: ReadonlyMap<string, string> = new Map([
  ["HalfUp", "half up"],
  ["Up", "up"],
  ["Down", "down"],
]);
