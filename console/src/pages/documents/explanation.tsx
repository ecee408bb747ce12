import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import { inWords } from "../../ui/days.tsx";
import { Money } from "../../ui/money.tsx";
import { Answered } from "../../ui/states.tsx";
import type { DocumentKind } from "./document-kinds.ts";

type Explained = AnswerOf<"explainInvoiceItem">;
type Key = { readonly documentKey: string; readonly itemId: string };

const ASK: Readonly<
  Record<DocumentKind, (params: Key) => ReturnType<typeof ask.explainInvoiceItem>>
> = {
  Invoice: (params) => ask.explainInvoiceItem({ params }),
  CreditMemo: (params) => ask.explainCreditMemoItem({ params }),
  DebitMemo: (params) => ask.explainDebitMemoItem({ params }),
};

/** Why an item is so much: the rule, the days, the rounding, and every number that went in. */
export function Explanation({ kind, ...key }: Key & { readonly kind: DocumentKind }) {
  const query = useQuery(ASK[kind](key));
  return (
    <Answered query={query} what="the explanation">
      {(explained) => <ShownExplanation explained={explained} />}
    </Answered>
  );
}

function ShownExplanation({ explained }: { readonly explained: Explained }) {
  const { name, amount, currency, rule, ratio, rounding, days, text, inputs } = explained;
  return (
    <div className="stack">
      <div>
        <h3>
          {name} <Money amount={amount} currency={currency} />
        </h3>
        <p>
          For {inWords(explained.serviceStartDate)} to {inWords(explained.serviceEndDate)}, that day
          included: {days} {days === "1" ? "day" : "days"}. Rule: {rule}.
          {ratio && ` Share: ${ratio}.`}
          {rounding &&
            ` ${rounding.unrounded} was rounded ${rounding.mode} to ${rounding.increment}.`}
        </p>
        <p>{text}</p>
      </div>
      {Object.keys(inputs).length > 0 && (
        <dl className="facts">
          {Object.entries(inputs).map(([title, value]) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd className="figure">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <Origin explained={explained} />
    </div>
  );
}

/** What made it: the order of the version that was billed, and the bill run or request. */
function Origin({ explained: { sourceAction, creditedItem, billedBy } }: { explained: Explained }) {
  return (
    <div>
      {sourceAction && (
        <p>
          Ordered on {inWords(sourceAction.orderDate)} by{" "}
          <Link
            className="link"
            to="/orders/$orderNumber"
            params={{ orderNumber: sourceAction.orderNumber }}
          >
            {sourceAction.orderNumber}
          </Link>{" "}
          for{" "}
          <Link
            className="link"
            to="/subscriptions/$subscriptionKey"
            params={{ subscriptionKey: sourceAction.subscriptionNumber }}
          >
            {sourceAction.subscriptionNumber}
          </Link>
          , version {sourceAction.subscriptionVersion}.
        </p>
      )}
      {creditedItem && <p>It credits an item of {creditedItem.documentNumber}.</p>}
      <p className="quiet">
        Made by {billedBy.source}
        {billedBy.sourceId && ` ${billedBy.sourceId}`}.
      </p>
    </div>
  );
}
