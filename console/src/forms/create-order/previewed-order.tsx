import { useSession } from "../../shell/session.ts";
import { Money, NotApplicable } from "../../ui/money.tsx";
import { Failed } from "../../ui/states.tsx";
import { type Outcome, outcomeOfPreview, type Receipt } from "../order-preview/outcome.ts";
import { ReceiptTable } from "../order-preview/receipt-table.tsx";
import { WhyButton } from "../order-preview/why-button.tsx";
import type { OrderPreview } from "./use-order-preview.ts";

type PreviewedOrderProps = {
  readonly preview: OrderPreview & { readonly currency: string };
  /** What was shown before something has moved. */
  readonly was?: Outcome | undefined;
};

/** Documents, amounts, and the account before and after. */
export function PreviewedOrder({ preview, was }: PreviewedOrderProps) {
  const { receipt, error, body, isFetching, currency } = preview;
  const { today } = useSession();
  return (
    <section className="panel stack" aria-busy={isFetching} aria-labelledby="effect">
      <div className="row row-apart">
        <h2 id="effect">What it does to the account, in {currency}</h2>
        {receipt && <WhyButton receipt={receipt} currency={currency} />}
      </div>
      {body === undefined ? (
        <p className="quiet">Nothing is ordered yet.</p>
      ) : error ? (
        <Failed error={error} what="the preview" title="It cannot be ordered like that" />
      ) : receipt ? (
        <>
          <ReceiptTable outcome={outcomeOfPreview(receipt)} was={was} today={today} isBrief />
          <Documents receipt={receipt} />
          <Contracted receipt={receipt} />
        </>
      ) : (
        <p className="quiet">Reckoning …</p>
      )}
    </section>
  );
}

const KINDS = { Invoice: "Invoice", CreditMemo: "Credit memo" } as const;

/** What billing makes of it, item by item. */
const Documents = ({ receipt: { documents } }: { readonly receipt: Receipt }) =>
  documents.map((document, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a document that is not made has no other name
    <div key={index}>
      <h3>
        {KINDS[document.documentType]} of <Money amount={document.amount} />
      </h3>
      <ul className="plain-list">
        {document.items.map((item, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: nor has its item
          <li key={place}>
            {item.chargeName}, {item.serviceStartDate} to {item.serviceEndDate}:{" "}
            <Money amount={item.amount} />
          </li>
        ))}
      </ul>
    </div>
  ));

const Contracted = ({ receipt: { account, tcvChange } }: { readonly receipt: Receipt }) => (
  <dl className="facts">
    <div>
      <dt>MRR before</dt>
      <dd>
        <Money amount={account.before.contractedMrr} />
      </dd>
    </div>
    <div>
      <dt>MRR after</dt>
      <dd>
        <Money amount={account.after.contractedMrr} />
      </dd>
    </div>
    <div>
      <dt>Change of the contracted value</dt>
      <dd>{tcvChange === null ? <NotApplicable /> : <Money amount={tcvChange} />}</dd>
    </div>
  </dl>
);
