import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ask, askRows, type QueryRow, textOf } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { Answered } from "../../ui/states.tsx";

const SHOWN = 5;

/** What does not go on by itself: each kind is asked for by who may see it. */
export function NeedsSomebody() {
  const may = {
    queries: useMay("queries.read"),
    billing: useMay("billing.read"),
    notifications: useMay("notifications.read"),
  };
  return (
    <section className="panel stack" aria-labelledby="needs">
      <h2 id="needs" className="ending">
        What needs somebody
      </h2>
      {may.queries && <BillRuns />}
      {may.queries && <Payments />}
      {may.queries && <PaymentRuns />}
      {may.billing && <FailedWork />}
      {may.notifications && <Webhooks />}
    </section>
  );
}

type PartProps<Answer> = {
  readonly title: string;
  readonly query: UseQueryResult<Answer>;
  readonly items: (answer: Answer) => readonly { readonly key: string; readonly text: ReactNode }[];
};

function Part<Answer>({ title, query, items }: PartProps<Answer>) {
  return (
    <Answered query={query} what={title.toLowerCase()} lines={1}>
      {(answer) => {
        const found = items(answer);
        if (found.length === 0) {
          return (
            <div className="row row-apart quiet">
              <h3 className="ending">{title}</h3>
              None
            </div>
          );
        }
        return (
          <div>
            <h3 className="ending">{title}</h3>
            <ul className="plain-list">
              {found.map(({ key, text }) => (
                <li key={key}>{text}</li>
              ))}
            </ul>
          </div>
        );
      }}
    </Answered>
  );
}

const rowsOf = (objects: string, filter: string, fields: readonly string[]) =>
  askRows(objects, { filter: [filter], fields: ["id", ...fields], pageSize: SHOWN });

function BillRuns() {
  const fields = ["billingRunNumber", "status", "errorMessage"];
  const query = useQuery(rowsOf("billing-runs", "status.IN:[Error,Completed]", fields));
  return (
    <Part
      title="Bill runs that have failed, or wait to be posted"
      query={query}
      items={({ data }) =>
        data.map((row) => ({
          key: textOf(row, "id"),
          text: (
            <>
              <Link
                className="link"
                to="/bill-runs/$billRunKey"
                params={{ billRunKey: textOf(row, "id") }}
              >
                {textOf(row, "billingRunNumber")}
              </Link>
              : {textOf(row, "status") === "Error" ? reasonOf(row) : "its documents are drafts"}
            </>
          ),
        }))
      }
    />
  );
}

const reasonOf = (row: QueryRow): string => textOf(row, "errorMessage") || "it has failed";

function Payments() {
  const fields = ["paymentNumber", "accountId", "gatewayResponse", "amount", "currency"];
  const query = useQuery(rowsOf("payments", "status.EQ:Error", fields));
  return (
    <Part
      title="Payments that have failed"
      query={query}
      items={({ data }) =>
        data.map((row) => ({
          key: textOf(row, "id"),
          text: (
            <>
              <Link
                className="link"
                to="/accounts/$accountKey"
                params={{ accountKey: textOf(row, "accountId") }}
              >
                {textOf(row, "paymentNumber")}
              </Link>
              : {textOf(row, "gatewayResponse") || "no answer of the gateway"}
            </>
          ),
        }))
      }
    />
  );
}

function PaymentRuns() {
  const query = useQuery(
    rowsOf("payment-runs", "status.EQ:Error", ["paymentRunNumber", "errorMessage"]),
  );
  return (
    <Part
      title="Payment runs that have failed"
      query={query}
      items={({ data }) =>
        data.map((row) => ({
          key: textOf(row, "id"),
          text: `${textOf(row, "paymentRunNumber")}: ${reasonOf(row)}`,
        }))
      }
    />
  );
}

function FailedWork() {
  const query = useQuery(ask.listFailedWork({ query: { pageSize: SHOWN } }));
  return (
    <Part
      title="Work of the server that has failed"
      query={query}
      items={({ failedWork }) =>
        failedWork.map(({ work, subject, reason }) => ({
          key: `${work} ${subject}`,
          text: `${work}, ${subject}: ${reason}`,
        }))
      }
    />
  );
}

function Webhooks() {
  const query = useQuery(
    ask.listCalloutHistories({ query: { failedOnly: true, pageSize: SHOWN } }),
  );
  return (
    <Part
      title="Webhooks that were not taken"
      query={query}
      items={({ calloutHistories }) =>
        calloutHistories.map(({ id, notification, requestUrl, responseCode }) => ({
          key: id,
          text: `${notification}: ${requestUrl} answered ${responseCode}`,
        }))
      }
    />
  );
}
