import { TextInput } from "@mantine/core";
import { dayBefore, inWords } from "../../ui/days.tsx";
import { Money, NotApplicable, negated } from "../../ui/money.tsx";
import { isWorthTelling, type Outcome } from "../order-preview/outcome.ts";
import { type Choice, outcomeOf, type PolicyReceipt } from "./cancel-order.ts";
import classes from "./cancel-page.module.css";
import { type CancelSearch, POLICIES, type Policy } from "./cancel-search.ts";

type PolicyCardsProps = {
  readonly choice: Choice;
  readonly policies: readonly PolicyReceipt[];
  readonly currency: string;
  readonly change: (next: Partial<CancelSearch>) => void;
};

const TITLES: Readonly<Record<Policy, string>> = {
  EndOfCurrentTerm: "End of term",
  EndOfLastInvoicePeriod: "End of invoiced period",
  SpecificDate: "On a date",
};

/** The three policies, each with what it costs or returns. Choosing one moves nothing. */
export const PolicyCards = ({ choice, policies, currency, change }: PolicyCardsProps) => (
  <section aria-labelledby="when">
    <h2 id="when">When?</h2>
    <div className={classes.policies} role="radiogroup" aria-labelledby="when">
      {POLICIES.map((policy) => {
        const receipt = policies.find(({ cancellationPolicy }) => cancellationPolicy === policy);
        return (
          <div key={policy} className={classes.policy} data-chosen={choice.policy === policy}>
            <label className={classes.choose}>
              <input
                type="radio"
                name="policy"
                value={policy}
                checked={choice.policy === policy}
                onChange={() => change({ policy })}
              />
              {TITLES[policy]}
            </label>
            {policy === "SpecificDate" && (
              <TextInput
                type="date"
                size="sm"
                label="First day without service"
                value={choice.on}
                onChange={({ currentTarget: { value } }) =>
                  value !== "" && change({ on: value, policy: "SpecificDate" })
                }
              />
            )}
            <PolicyOutcome policy={policy} receipt={receipt} currency={currency} />
          </div>
        );
      })}
    </div>
  </section>
);

type PolicyOutcomeProps = {
  readonly policy: Policy;
  readonly receipt: PolicyReceipt | undefined;
  readonly currency: string;
};

function PolicyOutcome({ policy, receipt, currency }: PolicyOutcomeProps) {
  const outcome = outcomeOf(receipt);
  if (!outcome) return <p className="quiet">{receipt?.refused ?? "–"}</p>;
  const { cancelledDate } = outcome;
  return (
    <>
      {policy !== "SpecificDate" && (
        <p>
          First day without service
          <br />
          <strong>{inWords(cancelledDate)}</strong>
        </p>
      )}
      <p className="quiet">Last day of service {inWords(dayBefore(cancelledDate))}</p>
      <dl className={classes.figures}>
        {rowsOf(outcome.account).map(({ title, amount, tone }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>
              {isWorthTelling(amount) ? (
                <Money amount={amount} currency={currency} tone={tone} />
              ) : (
                <NotApplicable />
              )}
            </dd>
          </div>
        ))}
        <div>
          <dt>Account then owes</dt>
          <dd>
            <Money amount={outcome.account.after} currency={currency} tone="owed" />
          </dd>
        </div>
      </dl>
    </>
  );
}

const rowsOf = ({ credited, billed, refunded, writtenOff }: Outcome["account"]) =>
  [
    { title: "Unused time", amount: negated(credited), tone: "credit" },
    { title: "Still to bill", amount: billed, tone: "owed" },
    { title: "Refunded", amount: refunded, tone: "credit" },
    { title: "Written off", amount: negated(writtenOff), tone: "lost" },
  ] as const;
