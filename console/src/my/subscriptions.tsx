import type { Subscription } from "./api.ts";
import { useWords, type Words } from "./language.tsx";
import { OfWhat, Shown } from "./parts.tsx";
import { addressOf } from "./route.ts";
import { useAnswer } from "./use-answer.ts";

export function Subscriptions() {
  const { say } = useWords();
  const answered = useAnswer<{ subscriptions: Subscription[] }>("GET", "/subscriptions");
  return (
    <section aria-labelledby="subscriptions">
      <h2 id="subscriptions">{say("subscriptions")}</h2>
      <Shown of={answered}>
        {({ subscriptions }) =>
          subscriptions.length === 0 ? (
            <p className="quiet">{say("noSubscriptions")}</p>
          ) : (
            <ul className="cards">
              {subscriptions.map((each) => (
                <SubscriptionCard key={each.subscriptionNumber} subscription={each} />
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}

function SubscriptionCard({ subscription }: { readonly subscription: Subscription }) {
  const words = useWords();
  const { say } = words;
  const { planName, subscriptionNumber, canCancel, takeBackOrderNumber: order } = subscription;
  return (
    <li className="card">
      <h3>{planName}</h3>
      <p className="quiet">
        {subscriptionNumber} · {stateOf(subscription, words)}
      </p>
      <p>{sentencesOf(subscription, words).join(" ")}</p>
      {canCancel && (
        <p className="actions">
          <a className="button" href={addressOf("cancel", subscriptionNumber)}>
            {say("cancelSubscription")}
            <OfWhat name={planName} />
          </a>
        </p>
      )}
      {order !== null && (
        <p className="actions">
          <a className="button" href={addressOf("take-back", order)}>
            {say("takeBack")}
            <OfWhat name={planName} />
          </a>
        </p>
      )}
    </li>
  );
}

function stateOf({ status, startDate, endDate }: Subscription, { say, day }: Words): string {
  const since = say("since", { day: day(startDate) });
  if (status === "Active") return `${say("active")} ${since}`;
  if (status === "Suspended") return `${say("suspended")} ${since}`;
  if (status === "Cancelled")
    return endDate !== null && isAhead(endDate) ? `${say("active")} ${since}` : say("ended");
  return say("pending");
}

/** In the customer's own calendar: a word of state, no reckoning. */
const isAhead = (day: string): boolean => day > new Date().toISOString().slice(0, 10);

function sentencesOf(subscription: Subscription, { say, day, lastDay, money }: Words): string[] {
  const { status, endDate, renewalDate, nextCharge, currency, isPaidByOther } = subscription;
  const isCancelled = status === "Cancelled";
  const end =
    endDate === null
      ? renewalDate === null
        ? say("runsOn")
        : say("renews", { day: day(renewalDate) })
      : say(isCancelled ? "endsOnShort" : "runsUntil", { day: lastDay(endDate) });
  if (isPaidByOther) return [end, say("paidByOther")];
  if (nextCharge === null) return [end, say("noNextCharge")];
  const amount = money(nextCharge.amount, currency);
  return [end, say("nextCharge", { amount, day: day(nextCharge.date) })];
}
