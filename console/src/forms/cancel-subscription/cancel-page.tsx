import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ask } from "../../api/queries.ts";
import { useSession } from "../../shell/session.ts";
import { Money } from "../../ui/money.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered, Failed } from "../../ui/states.tsx";
import { ReceiptTable } from "../order-preview/receipt-table.tsx";
import { useMoved } from "../order-preview/use-moved.ts";
import { WhyButton } from "../order-preview/why-button.tsx";
import { CancelOptions } from "./cancel-options.tsx";
import { type Cancelled, choiceOf, outcomeOf, previewQuery } from "./cancel-order.ts";
import classes from "./cancel-page.module.css";
import type { CancelSearch } from "./cancel-search.ts";
import { CommitButtons } from "./commit-buttons.tsx";
import { PolicyCards } from "./policy-cards.tsx";

/** Cancelling a subscription: the three policies side by side, and exactly what one click commits. */
export function CancelPage() {
  const { subscriptionKey } = useParams({ from: "/shell/subscriptions/$subscriptionKey/cancel" });
  const { today } = useSession();
  const query = useQuery(ask.getSubscription({ params: { subscriptionKey } }));
  return (
    <Answered query={query} what={`subscription ${subscriptionKey}`} lines={12}>
      {({ subscriptionNumber, accountNumber, accountName, currency, termEndDate }) => (
        <CancelForm
          cancelled={{ subscriptionNumber, accountNumber, termEndDate, today }}
          accountName={accountName}
          currency={currency}
        />
      )}
    </Answered>
  );
}

type CancelFormProps = {
  readonly cancelled: Cancelled;
  readonly accountName: string;
  readonly currency: string;
};

function CancelForm({ cancelled, accountName, currency }: CancelFormProps) {
  const search = useSearch({ from: "/shell/subscriptions/$subscriptionKey/cancel" });
  const navigate = useNavigate({ from: "/subscriptions/$subscriptionKey/cancel" });
  const choice = choiceOf(search, cancelled);
  const preview = useQuery(previewQuery(choice, cancelled));
  const moved = useMoved();
  const change = (next: Partial<CancelSearch>) => {
    moved.forget();
    void navigate({ search: { ...search, ...next }, replace: true });
  };
  const policies = preview.error ? [] : (preview.data?.policies ?? []);
  const chosen = policies.find(({ cancellationPolicy: each }) => each === choice.policy);
  const outcome = outcomeOf(chosen);
  const { subscriptionNumber } = cancelled;
  return (
    <>
      <Head {...{ cancelled, accountName, currency }} owes={outcome?.account.before} />
      <form className="stack" onSubmit={(event) => event.preventDefault()}>
        <PolicyCards {...{ choice, policies, currency, change }} />
        <CancelOptions choice={choice} change={change} />
        <section className={`panel ${classes.effect}`} aria-busy={preview.isFetching}>
          <div className="row row-apart">
            <h2>What it does to the account, in {currency}</h2>
            {outcome && preview.data && <WhyButton receipt={preview.data} currency={currency} />}
          </div>
          {preview.error ? (
            <Failed
              error={preview.error}
              what={`the preview of cancelling ${subscriptionNumber}`}
            />
          ) : outcome ? (
            <ReceiptTable outcome={outcome} was={moved.was} today={cancelled.today} />
          ) : (
            <p className="quiet">{chosen?.refused ?? "Reckoning …"}</p>
          )}
        </section>
        <CommitButtons
          {...{ choice, cancelled, outcome, currency, moved }}
          isReady={!preview.isFetching && !preview.isPlaceholderData}
          onPreviewAgain={() => void preview.refetch()}
        />
      </form>
    </>
  );
}

type HeadProps = CancelFormProps & { readonly owes: string | undefined };

const Head = ({ cancelled, accountName, currency, owes }: HeadProps) => (
  <PageHead
    title={`Cancel ${cancelled.subscriptionNumber}`}
    tabTitle={`Cancel ${cancelled.subscriptionNumber}`}
    beneath={
      <>
        <Link
          className="link"
          to="/accounts/$accountKey"
          params={{ accountKey: cancelled.accountNumber }}
        >
          {accountName}
        </Link>
        {owes !== undefined && (
          <span>
            owes <Money amount={owes} currency={currency} tone="owed" />
          </span>
        )}
      </>
    }
  />
);
