import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Answered } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import { Json, useShowDetails } from "../../shell/details.tsx";
import type { Column } from "../../ui/data-table.tsx";
import { BeginsWith, Choices, DayFilter } from "../../ui/filters.tsx";
import { ListPanel } from "../../ui/list-panel.tsx";
import { Moment } from "../../ui/moment.tsx";
import { pageAfter } from "../../ui/page-after.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Empty } from "../../ui/states.tsx";
import { ResendCallouts } from "./resend-callouts.tsx";
import type { WebhookSearch } from "./webhook-search.ts";

export type Callout = Answered<"listCalloutHistories">["calloutHistories"][number];

/** An HTTP status; below 0 where there was no answer. */
const hasFailed = ({ responseCode }: Callout): boolean => !/^2\d\d$/.test(responseCode);

const COLUMNS: readonly Column<Callout>[] = [
  { name: "at", title: "When", cell: ({ createTime }) => <Moment at={createTime} /> },
  {
    name: "what",
    title: "Notification",
    cell: ({ notification, eventNumber }) => (
      <>
        {notification}
        <div className="quiet">Event {eventNumber}</div>
      </>
    ),
  },
  {
    name: "where",
    title: "To",
    cell: ({ requestMethod, requestUrl }) => (
      <span className="wraps">
        {requestMethod} {requestUrl}
      </span>
    ),
  },
  { name: "answer", title: "Answer", cell: (callout) => <Answer callout={callout} /> },
  {
    name: "attempts",
    title: "Attempt",
    isFigure: true,
    cell: ({ attemptedNum }) => <span className="figure">{attemptedNum}</span>,
  },
  { name: "details", title: "Details", cell: (callout) => <Details callout={callout} /> },
];

function Answer({ callout }: { readonly callout: Callout }) {
  const { responseCode, nextAttemptTime } = callout;
  return (
    <>
      <span className={hasFailed(callout) ? "status status-bad" : "status status-good"}>
        {responseCode.startsWith("-") ? "No answer" : responseCode}
      </span>
      {nextAttemptTime && (
        <div className="quiet">
          again at <Moment at={nextAttemptTime} />
        </div>
      )}
    </>
  );
}

function Details({ callout }: { readonly callout: Callout }) {
  const showDetails = useShowDetails();
  return (
    <span className="row">
      <Button
        variant="default"
        size="compact-sm"
        aria-label={`Show ${callout.notification}, event ${callout.eventNumber}`}
        onClick={() =>
          showDetails({ title: callout.notification, content: <Json value={callout} /> })
        }
      >
        Show
      </Button>
      {hasFailed(callout) && <ResendCallouts callouts={[callout]} title="Resend" />}
    </span>
  );
}

const toPage = ({ calloutHistories: rows, nextPage }: Answered<"listCalloutHistories">) => ({
  rows,
  nextPage: pageAfter(nextPage),
});

/** What other systems were told, and what they have answered. */
export function WebhooksPage() {
  const search = useSearch({ from: "/shell/webhooks" });
  const navigate = useNavigate({ from: "/webhooks" });
  const { failed, objectId, from, to, page } = search;
  const query = useQuery({
    ...ask.listCalloutHistories({
      query: {
        objectId,
        failedOnly: failed ?? false,
        includeResponseContent: true,
        startTime: from && `${from}T00:00:00`,
        endTime: to && `${to}T23:59:59`,
        ...{ pageSize: 20, page: page ?? 1 },
      },
    }),
    placeholderData: keepPreviousData,
  });
  const show = (change: Partial<WebhookSearch>) =>
    void navigate({ search: { ...search, page: undefined, ...change } });
  const failures = (query.data?.calloutHistories ?? []).filter(hasFailed);
  const isFiltered = Boolean(failed || objectId || from || to);
  return (
    <>
      <PageHead title="Webhooks" tabTitle="Webhooks">
        {failures.length > 1 && (
          <ResendCallouts
            callouts={failures}
            title={`Resend the ${failures.length} failed ones of this page`}
          />
        )}
      </PageHead>
      <div className="stack">
        <WebhookFilters search={search} show={show} />
        <ListPanel
          query={query}
          caption="Callouts"
          toPage={toPage}
          columns={COLUMNS}
          keyOf={({ id }) => id}
          isFirst={!page}
          onPage={(next) => show({ page: next })}
          empty={<NoCallouts isFiltered={isFiltered} onAll={() => void navigate({ search: {} })} />}
        />
      </div>
    </>
  );
}

type WebhookFiltersProps = {
  readonly search: WebhookSearch;
  readonly show: (change: Partial<WebhookSearch>) => void;
};

const WebhookFilters = ({ search, show }: WebhookFiltersProps) => (
  <div className="row">
    <BeginsWith
      key={search.objectId ?? ""}
      label="Id of the object"
      text={search.objectId}
      onText={(objectId) => show({ objectId })}
    />
    <Choices
      label="Failed"
      values={["Failed"]}
      chosen={search.failed ? "Failed" : undefined}
      onChoose={(failed) => show({ failed: failed ? true : undefined })}
    />
    <span className="row">
      <DayFilter label="From" day={search.from} onDay={(from) => show({ from })} />
      <DayFilter label="To" day={search.to} onDay={(to) => show({ to })} />
    </span>
  </div>
);

type NoCalloutsProps = { readonly isFiltered: boolean; readonly onAll: () => void };

const NoCallouts = ({ isFiltered, onAll }: NoCalloutsProps) =>
  isFiltered ? (
    <Empty title="No callout is like that">
      <Button variant="default" onClick={onAll}>
        Show all callouts
      </Button>
    </Empty>
  ) : (
    <Empty title="Nobody was told anything yet">
      <p>
        A notification tells another system of an event. Make the first one by the API:{" "}
        <a href="/docs">Create a notification definition</a>. The callouts of the last 90 days are
        here.
      </p>
    </Empty>
  );
