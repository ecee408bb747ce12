import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { isBelowZero, Money, negated, type Tone } from "../../ui/money.tsx";
import { Status } from "../../ui/status.tsx";
import { KINDS } from "../documents/document-kinds.ts";
import { DocumentLink } from "../documents/document-link.tsx";
import { actionInWords } from "../orders/action-in-words.ts";
import { PaymentLink } from "../payments/payment-link.tsx";
import classes from "./account-timeline.module.css";
import type { TimelineEntry } from "./account-timeline.tsx";
import type { Kind } from "./timeline-kinds.ts";

type EntryProps = { readonly entry: TimelineEntry; readonly userName: string | null };

/** A line: when on its day, what, and how much of money. */
export function Entry({ entry, userName }: EntryProps) {
  const { occurredDate, effectiveDate, amount, currency, text, status } = entry;
  const isOfOtherDay = effectiveDate !== null && effectiveDate !== occurredDate.slice(0, 10);
  const quiet = [isOfOtherDay && `dated ${effectiveDate}`, userName && `by ${userName}`].filter(
    Boolean,
  );
  return (
    <li className={classes.entry}>
      <time className="figure quiet" dateTime={occurredDate}>
        {occurredDate.slice(11, 16)}
      </time>
      <div className={classes.what}>
        <div className="row">
          <span>{WHAT[entry.kind](entry)}</span>
          {status && <Status status={status} />}
        </div>
        {text && <div className={classes.text}>{text}</div>}
        {quiet.length > 0 && <div className="quiet">{quiet.join(" · ")}</div>}
      </div>
      {amount !== null && (
        <Money
          amount={entry.kind === "Application" && isBelowZero(amount) ? negated(amount) : amount}
          currency={currency ?? undefined}
          tone={toneOf(entry)}
        />
      )}
    </li>
  );
}

/** What a write-off gives up, what a credit memo gives, what is owed. */
function toneOf({ kind, text }: TimelineEntry): Tone {
  if (kind === "CreditMemo") return text === "Write-off" ? "lost" : "credit";
  return kind === "Invoice" || kind === "DebitMemo" ? "owed" : "plain";
}

const document = (entry: TimelineEntry, kind: keyof typeof KINDS): ReactNode => (
  <>
    {KINDS[kind].name} <DocumentLink kind={kind} documentKey={entry.number ?? ""} />
  </>
);

const WHAT: Readonly<Record<Kind, (entry: TimelineEntry) => ReactNode>> = {
  Order: (entry) => <Order entry={entry} />,
  Invoice: (entry) => document(entry, "Invoice"),
  CreditMemo: (entry) => document(entry, "CreditMemo"),
  DebitMemo: (entry) => document(entry, "DebitMemo"),
  Payment: ({ number }) => (
    <>
      Payment <PaymentLink paymentKey={number ?? ""} />
    </>
  ),
  Refund: ({ number, related: [source] }) => (
    <>
      Refund {number}
      {source && <> of {related(source)}</>}
    </>
  ),
  Application: ({ related: [source, target], amount }) => (
    <>
      {source && related(source)}{" "}
      {amount !== null && isBelowZero(amount) ? "taken back from" : "applied to"}{" "}
      {target && related(target)}
    </>
  ),
  Email: ({ addresses, related: [about] }) => (
    <>
      E-mail to {addresses.join(", ")}
      {about && <>, about {related(about)}</>}
    </>
  ),
  Note: () => "Notes",
  Change: ({ change }) => changeInWords(change),
};

const related = ({ type, number }: TimelineEntry["related"][number]): ReactNode =>
  type === "Payment" ? (
    <PaymentLink paymentKey={number} />
  ) : (
    <DocumentLink kind={type} documentKey={number} />
  );

const Order = ({ entry: { number, actions } }: { readonly entry: TimelineEntry }) => (
  <>
    Order{" "}
    <Link className="link" to="/orders/$orderNumber" params={{ orderNumber: number ?? "" }}>
      {number}
    </Link>
    {actions.map(({ type, subscriptionNumber }, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: an order may do the same twice, and never changes
      <span key={index}>
        {index === 0 ? ": " : ", "}
        {actionInWords(type)}
        {subscriptionNumber && (
          <>
            {" "}
            <Link
              className="link"
              to="/subscriptions/$subscriptionKey"
              params={{ subscriptionKey: subscriptionNumber }}
            >
              {subscriptionNumber}
            </Link>
          </>
        )}
      </span>
    ))}
  </>
);

const OBJECTS = {
  Account: "Account",
  Contact: "Contact",
  PaymentMethod: "Payment method",
} as const;
const DONE = { Insert: "added", Update: "changed", Delete: "deleted" } as const;

/** "Contact changed: workEmail, city" */
function changeInWords(change: TimelineEntry["change"]): string {
  if (!change) return "Changed";
  const fields = change.fields.length > 0 ? `: ${change.fields.join(", ")}` : "";
  return `${OBJECTS[change.object]} ${DONE[change.action]}${fields}`;
}
