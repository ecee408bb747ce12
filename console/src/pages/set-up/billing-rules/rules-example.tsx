import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Answered as AnswerOf, Given } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import { inWords } from "../../../ui/days.tsx";
import { Money } from "../../../ui/money.tsx";
import { Failed, Loading } from "../../../ui/states.tsx";
import classes from "./billing-rules-page.module.css";
import { ExampleTerms } from "./example-terms.tsx";
import type { RulesSearch, Tried } from "./rules-search.ts";

export type Preview = AnswerOf<"previewBillingRules">;
type Outcome = Preview["tried"];
type Document = Outcome["documents"][number];

type RulesExampleProps = {
  readonly tried: Tried;
  readonly search: RulesSearch;
  readonly show: (change: Partial<RulesSearch>) => void;
};

/** What billing makes of an example as rules are switched: the server bills it, and saves nothing. */
export function RulesExample({ tried, search, show }: RulesExampleProps) {
  const { currency, rounding, example } = search;
  const body = {
    ...{ billingRules: tried, currencyCode: currency, example },
    ...rounding,
  } as NonNullable<Given<"previewBillingRules">["body"]>;
  const query = useQuery({
    ...ask.previewBillingRules({ body }),
    placeholderData: keepPreviousData,
  });
  const { data, error } = query;
  return (
    <section className="panel stack" aria-labelledby="example">
      <h2 id="example" className="ending">
        What they do to an example
      </h2>
      {error && <Failed error={error} what="the example" title="Billing would not do this" />}
      {!data && !error && <Loading what="the example" lines={10} />}
      {data && (
        <>
          <ExampleTerms preview={data} search={search} show={show} />
          {!error && <Outcomes preview={data} />}
        </>
      )}
    </section>
  );
}

function Outcomes({ preview }: { readonly preview: Preview }) {
  const { saved, tried, currencyCode } = preview;
  const isSame = JSON.stringify(saved) === JSON.stringify(tried);
  const known = new Set(saved.documents.flatMap(signaturesOf));
  return (
    <div className="stack" aria-live="polite">
      <p className="flush">
        In the end the customer owes <Money amount={tried.amount} currency={currencyCode} />
        {tried.amount !== saved.amount && (
          <>
            , and not <Money amount={saved.amount} currency={currencyCode} /> as the rules are now
          </>
        )}
        .
      </p>
      {tried.documents.map((document) => (
        <ShownDocument
          key={`${document.documentType} ${document.documentDate}`}
          document={document}
          currency={currencyCode}
          known={isSame ? undefined : known}
        />
      ))}
      {!isSame && (
        <details>
          <summary>As the rules are now</summary>
          <div className="stack">
            {saved.documents.map((document) => (
              <ShownDocument
                key={`${document.documentType} ${document.documentDate}`}
                document={document}
                currency={currencyCode}
                known={undefined}
              />
            ))}
          </div>
        </details>
      )}
    </div>
  );
}

const signaturesOf = (document: Document): string[] =>
  document.items.map((item) => signatureOf(document, item));

const signatureOf = ({ documentType, documentDate }: Document, item: Document["items"][number]) =>
  JSON.stringify([documentType, documentDate, item.chargeName, item.equation]);

const CALLED = { Invoice: "Invoice", CreditMemo: "Credit memo" } as const;

type ShownDocumentProps = {
  readonly document: Document;
  readonly currency: string;
  /** Items that there are without the changes; undefined: nothing is changed. */
  readonly known: ReadonlySet<string> | undefined;
};

const ShownDocument = ({ document, currency, known }: ShownDocumentProps) => (
  <div>
    <h3 className={`${classes.item} flush`}>
      <span>
        {CALLED[document.documentType]} of {inWords(document.documentDate)}
      </span>
      <Money amount={document.amount} currency={currency} />
    </h3>
    <ul className={classes.items}>
      {document.items.map((item) => {
        const signature = signatureOf(document, item);
        return (
          <li key={`${signature} ${item.serviceStartDate}`}>
            <div className={classes.item}>
              <span>
                {item.chargeName}
                {known && !known.has(signature) && <strong> · changed</strong>}
              </span>
              <Money amount={item.amount} currency={currency} />
            </div>
            <div className="figure wraps">{item.equation}</div>
            <div className="quiet">
              {item.serviceStartDate === item.serviceEndDate
                ? inWords(item.serviceStartDate)
                : `${inWords(item.serviceStartDate)} to ${inWords(item.serviceEndDate)}, that day included`}
            </div>
          </li>
        );
      })}
    </ul>
  </div>
);
