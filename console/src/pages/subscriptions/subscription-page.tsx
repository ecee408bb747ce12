import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import { Json, useShowDetails } from "../../shell/details.tsx";
import { useMay } from "../../shell/session.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { dayBefore, inWords } from "../../ui/days.tsx";
import { Money, NotApplicable } from "../../ui/money.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { BilledAhead } from "./billed-ahead.tsx";
import { ComparedVersions } from "./compared-versions.tsx";
import { RevenueOverTime } from "./revenue-over-time.tsx";
import { SubscriptionCharges } from "./subscription-charges.tsx";
import { SubscriptionVersions } from "./subscription-versions.tsx";

export type Subscription = AnswerOf<"getSubscription">;

export function SubscriptionPage() {
  const { subscriptionKey } = useParams({ from: "/shell/subscriptions/$subscriptionKey" });
  const query = useQuery(
    ask.getSubscription({
      params: { subscriptionKey },
      query: { "charge-detail": "all-segments" },
    }),
  );
  return (
    <Answered query={query} what={`subscription ${subscriptionKey}`} lines={10}>
      {(subscription) => <ShownSubscription subscription={subscription} />}
    </Answered>
  );
}

function ShownSubscription({ subscription }: { readonly subscription: Subscription }) {
  const { subscriptionNumber, accountNumber, accountName, status, version } = subscription;
  const showDetails = useShowDetails();
  const navigate = useNavigate();
  const mayOrder = useMay("orders.write");
  const showJson = () =>
    showDetails({ title: subscriptionNumber, content: <Json value={subscription} /> });
  const cancel = () =>
    void navigate({
      to: "/subscriptions/$subscriptionKey/cancel",
      params: { subscriptionKey: subscriptionNumber },
    });
  return (
    <>
      <PageHead
        title={subscriptionNumber}
        tabTitle={subscriptionNumber}
        beneath={
          <>
            <Link
              className="link"
              to="/accounts/$accountKey"
              params={{ accountKey: accountNumber }}
            >
              {accountName}
            </Link>
            <Status status={status} />
            <span>Version {version}</span>
          </>
        }
      >
        <Button variant="default" onClick={showJson}>
          Show as JSON
        </Button>
        {mayOrder && <OrderButtons subscription={subscription} />}
        {mayOrder && status === "Active" && (
          <Button onClick={cancel}>Cancel the subscription …</Button>
        )}
      </PageHead>
      <div className="stack">
        <Facts subscription={subscription} />
        <SubscriptionCharges subscription={subscription} />
        <BilledAhead subscription={subscription} />
        <RevenueOverTime subscription={subscription} />
        <ComparedVersions subscriptionNumber={subscriptionNumber} version={version} />
        <SubscriptionVersions subscriptionNumber={subscriptionNumber} />
      </div>
    </>
  );
}

const ORDERED = [
  { action: "UpdateProduct", title: "Change", statuses: ["Active"] },
  { action: "RenewSubscription", title: "Renew", statuses: ["Active"] },
  { action: "Suspend", title: "Suspend", statuses: ["Active"] },
  { action: "Resume", title: "Resume", statuses: ["Suspended"] },
] as const;

/** Each opens the form of an order that begins with it. */
const OrderButtons = ({ subscription }: { readonly subscription: Subscription }) =>
  ORDERED.filter(({ statuses }) => statuses.some((each) => each === subscription.status))
    .filter(({ action }) => action !== "RenewSubscription" || subscription.termType === "TERMED")
    .map(({ action, title }) => (
      <ButtonLink
        key={action}
        variant="default"
        to="/orders/new"
        search={{
          account: subscription.accountNumber,
          subscription: subscription.subscriptionNumber,
          action,
        }}
      >
        {title} …
      </ButtonLink>
    ));

function Facts({ subscription }: { readonly subscription: Subscription }) {
  const { currency, contractedMrr, totalContractedValue, termType, autoRenew } = subscription;
  return (
    <section className="panel stack" aria-label="Facts">
      <dl className="facts">
        <div>
          <dt>MRR</dt>
          <dd className="large">
            <Money amount={contractedMrr} currency={currency} />
          </dd>
        </div>
        <div>
          <dt>Total contracted value</dt>
          <dd>
            {totalContractedValue === null ? (
              <NotApplicable />
            ) : (
              <Money amount={totalContractedValue} currency={currency} />
            )}
          </dd>
        </div>
        <div>
          <dt>Began</dt>
          <dd>{inWords(subscription.subscriptionStartDate)}</dd>
        </div>
        <div>
          <dt>Term</dt>
          <dd>
            {termType === "EVERGREEN" ? "Evergreen" : termInWords(subscription)}
            {autoRenew && ", renews by itself"}
          </dd>
        </div>
      </dl>
      <p className="ending">{ending(subscription)}</p>
    </section>
  );
}

/** "24 months" */
function termInWords({ currentTerm, currentTermPeriodType }: Subscription): string {
  const period = currentTermPeriodType?.toLowerCase() ?? "";
  return `${currentTerm ?? ""} ${period}${currentTerm === "1" ? "" : "s"}`;
}

/** Which day is the last one served, and which the first one without: said in words. */
function ending({ status, subscriptionEndDate, cancelReason }: Subscription): string {
  if (subscriptionEndDate === null) return "It goes on until somebody cancels it.";
  const last = inWords(dayBefore(subscriptionEndDate));
  const first = inWords(subscriptionEndDate);
  const verb = status === "Cancelled" ? "Cancelled: ends" : "Ends";
  const why = cancelReason ? ` Reason: ${cancelReason}.` : "";
  return `${verb} after ${last}; first day without service ${first}.${why}`;
}
