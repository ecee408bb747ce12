import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../../api/queries.ts";
import { useMay } from "../../../shell/session.ts";
import { PageHead } from "../../../ui/page-head.tsx";
import { Answered } from "../../../ui/states.tsx";
import classes from "./billing-rules-page.module.css";
import { MovedRules } from "./moved-rules.tsx";
import type { Rules } from "./rule.ts";
import { RULE_GROUPS } from "./rule-groups.ts";
import { RuleRow } from "./rule-row.tsx";
import { RulesExample } from "./rules-example.tsx";
import type { RulesSearch, Tried } from "./rules-search.ts";
import { SaveRules } from "./save-rules.tsx";

/** How the entity bills: each rule in words, and an example that shows what switching it does. */
export function BillingRulesPage() {
  const query = useQuery(ask.getBillingRules({}));
  return (
    <>
      <PageHead
        title="Billing rules"
        tabTitle="Billing rules"
        beneath="For what is billed from now on; what was billed stays as it is."
      />
      <Answered query={query} what="the billing rules" lines={16}>
        {(rules) => <ShownRules rules={rules} />}
      </Answered>
    </>
  );
}

/** @param rules  as they are, also where somebody changes them while this is shown */
function ShownRules({ rules }: { readonly rules: Rules }) {
  const search = useSearch({ from: "/shell/set-up/billing-rules" });
  const navigate = useNavigate({ from: "/set-up/billing-rules" });
  const mayWrite = useMay("settings.write");
  const [seen, setSeen] = useState(rules);
  const tried = onlyChanges(search.rules ?? {}, seen);
  const show = (change: Partial<RulesSearch>) =>
    void navigate({ search: { ...search, ...change }, replace: true, resetScroll: false });
  const change = (next: Tried) => show({ rules: onlyChanges({ ...search.rules, ...next }, seen) });
  return (
    <div className="stack">
      <MovedRules seen={seen} now={rules} onSeen={() => setSeen(rules)} />
      {!mayWrite && (
        <p className="quiet flush">
          You may try what rules do to the example; saving them takes the permission settings.write.
        </p>
      )}
      <div className={classes.sides}>
        <div className="stack">
          {RULE_GROUPS.map(({ title, about, rules: group }) => (
            <section key={title} className="panel" aria-label={title}>
              <h2>{title}</h2>
              {about && <p className="quiet">{about}</p>}
              <div className={classes.rules}>
                {group.map((rule) => (
                  <RuleRow
                    key={rule.name}
                    rule={rule}
                    saved={seen[rule.name]}
                    value={tried[rule.name] ?? seen[rule.name]}
                    onChange={(value) => change({ [rule.name]: value })}
                  />
                ))}
              </div>
            </section>
          ))}
        </div>
        <div className={`stack ${classes.example}`}>
          <RulesExample tried={tried} search={search} show={show} />
        </div>
      </div>
      <SaveRules
        seen={seen}
        tried={tried}
        search={search}
        onSaved={(saved) => {
          setSeen(saved);
          show({ rules: undefined, rounding: undefined });
        }}
        onForget={() => show({ rules: undefined, rounding: undefined })}
      />
    </div>
  );
}

/** What was switched back is no change. */
function onlyChanges(tried: Tried, seen: Rules): Tried {
  const saved: Readonly<Record<string, unknown>> = seen;
  return Object.fromEntries(
    Object.entries(tried).filter(
      ([name, value]) => name in saved && JSON.stringify(saved[name]) !== JSON.stringify(value),
    ),
  );
}
