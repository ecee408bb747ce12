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
import { momentsOf } from "../../ui/moments-of.ts";
import { pageAfter } from "../../ui/page-after.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Empty } from "../../ui/states.tsx";
import { useUserNames } from "../../ui/user-names.ts";
import { type ApiLogSearch, METHODS } from "./api-log-search.ts";

type Access = Answered<"listApiAccessLogs">["accessLogs"][number];

const columnsFor = (nameOf: (userId: string | null) => string): readonly Column<Access>[] => [
  { name: "at", title: "Answered, UTC", cell: ({ answeredDate }) => <Moment at={answeredDate} /> },
  {
    name: "what",
    title: "Request",
    cell: ({ httpMethod, path, operation }) => (
      <>
        <span className="wraps">
          {httpMethod} {path}
        </span>
        <div className="quiet">{operation ?? "No such operation"}</div>
      </>
    ),
  },
  {
    name: "who",
    title: "Who",
    cell: ({ userId, clientId, ip }) => (
      <>
        {nameOf(userId)}
        <div className="quiet">
          {clientId} · {ip}
        </div>
      </>
    ),
  },
  {
    name: "status",
    title: "Status",
    cell: ({ status, hasFailed }) => (
      <span className={hasFailed ? "status status-bad" : "status"}>
        {status}
        {hasFailed && " failed"}
      </span>
    ),
  },
  {
    name: "took",
    title: "Milliseconds",
    isFigure: true,
    cell: ({ milliseconds }) => <span className="figure">{milliseconds}</span>,
  },
  { name: "details", title: "Details", cell: (access) => <Details access={access} /> },
];

function Details({ access }: { readonly access: Access }) {
  const showDetails = useShowDetails();
  return (
    <Button
      variant="default"
      size="compact-sm"
      aria-label={`Show request ${access.requestId}`}
      onClick={() => showDetails({ title: access.requestId, content: <Json value={access} /> })}
    >
      Show
    </Button>
  );
}

const toPage = ({ accessLogs: rows, nextPage }: Answered<"listApiAccessLogs">) => ({
  rows,
  nextPage: pageAfter(nextPage),
});

/** Who has asked for what, the latest first. */
export function ApiLogPage() {
  const search = useSearch({ from: "/shell/api-log" });
  const navigate = useNavigate({ from: "/api-log" });
  const nameOf = useUserNames();
  const { method, operation, status, requestId, from, to, page } = search;
  const query = useQuery({
    ...ask.listApiAccessLogs({
      query: {
        ...{ httpMethod: method, operation, status, requestId },
        ...momentsOf(from, to),
        ...{ pageSize: 40, page: page ?? 1 },
      },
    }),
    placeholderData: keepPreviousData,
  });
  const show = (change: Partial<ApiLogSearch>) =>
    void navigate({ search: { ...search, page: undefined, ...change } });
  return (
    <>
      <PageHead title="API log" tabTitle="API log" />
      <div className="stack">
        <ApiLogFilters search={search} show={show} />
        <ListPanel
          query={query}
          caption="Requests"
          toPage={toPage}
          columns={columnsFor(nameOf)}
          keyOf={(access) => access.requestId}
          isFirst={!page}
          onPage={(next) => show({ page: next })}
          empty={
            <Empty title="No request is like that">
              <Button variant="default" onClick={() => void navigate({ search: {} })}>
                Show all requests
              </Button>
            </Empty>
          }
        />
      </div>
    </>
  );
}

type ApiLogFiltersProps = {
  readonly search: ApiLogSearch;
  readonly show: (change: Partial<ApiLogSearch>) => void;
};

const ApiLogFilters = ({ search, show }: ApiLogFiltersProps) => (
  <div className="row">
    <BeginsWith
      key={`operation ${search.operation ?? ""}`}
      label="Operation"
      text={search.operation}
      onText={(operation) => show({ operation })}
    />
    <BeginsWith
      key={`status ${search.status ?? ""}`}
      label="Status"
      text={search.status}
      onText={(status) => show({ status })}
    />
    <BeginsWith
      key={`request ${search.requestId ?? ""}`}
      label="Id of the request"
      text={search.requestId}
      onText={(requestId) => show({ requestId })}
    />
    <Choices
      label="Method"
      values={METHODS}
      chosen={search.method}
      onChoose={(method) => show({ method })}
    />
    <span className="row">
      <DayFilter label="From" day={search.from} onDay={(from) => show({ from })} />
      <DayFilter label="To" day={search.to} onDay={(to) => show({ to })} />
    </span>
  </div>
);
