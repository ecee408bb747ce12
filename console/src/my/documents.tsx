import { useState } from "react";
import { decimal, isPositive } from "#engine/values/decimal.ts";
import { type Document, type Documents as DocumentsAnswer, download } from "./api.ts";
import { useWords, type Words } from "./language.tsx";
import { Failed, OfWhat, Shown } from "./parts.tsx";
import { addressOf } from "./route.ts";
import { useAnswer, useDoing } from "./use-answer.ts";

const FIRST = 10;

export function Documents() {
  const { say } = useWords();
  const [pageSize, setPageSize] = useState(FIRST);
  const answered = useAnswer<DocumentsAnswer>("GET", `/documents?pageSize=${pageSize}`);
  return (
    <section aria-labelledby="documents">
      <h2 id="documents">{say("documents")}</h2>
      <Shown of={answered}>
        {({ documents, nextPage }) => (
          <>
            {documents.length === 0 && <p className="quiet">{say("noDocuments")}</p>}
            <ul className="rows">
              {documents.map((each) => (
                <DocumentRow key={each.documentNumber} document={each} />
              ))}
            </ul>
            {nextPage && pageSize === FIRST && (
              <button type="button" onClick={() => setPageSize(40)}>
                {say("showMore")}
              </button>
            )}
          </>
        )}
      </Shown>
    </section>
  );
}

export const nameOf = (document: Document, { say }: Words): string =>
  say(`document${document.documentType}`, { number: document.documentNumber });

function DocumentRow({ document }: { readonly document: Document }) {
  const words = useWords();
  const { say, money, day } = words;
  const { documentType, documentNumber, documentDate, currency, amount } = document;
  const name = nameOf(document, words);
  const path = `/documents/${documentType}/${encodeURIComponent(documentNumber)}/pdf`;
  const loading = useDoing(() => download(path, `${documentNumber}.pdf`));
  const open = money(document.balance, currency);
  return (
    <li>
      <div>
        <strong>{name}</strong>
        <span className="quiet"> {say("ofDay", { day: day(documentDate) })}</span>
        <br />
        <span>
          {money(amount, currency)} · {stateOf(document, words)}
        </span>
        {loading.error && <Failed error={loading.error} />}
      </div>
      <div className="actions">
        <button type="button" disabled={loading.isDoing} onClick={() => loading.start(undefined)}>
          {say("download")}
          <OfWhat name={name} />
        </button>
        {documentType === "Invoice" && isOpen(document) && (
          <a className="button" href={addressOf("pay", documentNumber)}>
            {say("pay", { amount: open })}
            <OfWhat name={name} />
          </a>
        )}
      </div>
    </li>
  );
}

export const isOpen = ({ balance }: Document): boolean => isPositive(decimal(balance));

function stateOf(document: Document, { say, money }: Words): string {
  const amount = money(document.balance, document.currency);
  if (document.documentType === "CreditMemo") {
    return isOpen(document) ? say("creditLeft", { amount }) : say("credited");
  }
  return isOpen(document) ? say("open", { amount }) : say("paid");
}
