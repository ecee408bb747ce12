import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Answered } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import { useShowDetails } from "../../shell/details.tsx";
import type { Column } from "../../ui/data-table.tsx";
import { BeginsWith, DayFilter } from "../../ui/filters.tsx";
import { ListPanel } from "../../ui/list-panel.tsx";
import { Moment } from "../../ui/moment.tsx";
import { momentsOf } from "../../ui/moments-of.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Empty } from "../../ui/states.tsx";
import { useUserNames } from "../../ui/user-names.ts";
import type { AuditSearch } from "./audit-search.ts";
import { BeforeAndAfter } from "./before-and-after.tsx";
import { Verification } from "./verification.tsx";

export type Change = Answered<"listAuditTrail">["changes"][number];

const PAGE_SIZE = 50;

const VERBS: Readonly<Record<string, string>> = {
  Insert: "made",
  Update: "changed",
  Delete: "deleted",
};

/** "payment_methods" is read as "payment methods". */
const objectInWords = (objectType: string): string => objectType.replaceAll("_", " ");

const columnsFor = (nameOf: (userId: string | null) => string): readonly Column<Change>[] => [
  {
    name: "number",
    title: "Change",
    cell: ({ changeNumber }) => <span className="figure">{changeNumber}</span>,
  },
  { name: "at", title: "When, UTC", cell: ({ changedDate }) => <Moment at={changedDate} /> },
  {
    name: "who",
    title: "Who",
    cell: ({ userId, source }) => (
      <>
        {nameOf(userId)}
        <div className="quiet">{source}</div>
      </>
    ),
  },
  {
    name: "what",
    title: "What",
    cell: ({ action, objectType, objectId }) => (
      <>
        {objectInWords(objectType)} {VERBS[action]}
        <div className="quiet wraps">{objectId ?? "many at once"}</div>
      </>
    ),
  },
  { name: "details", title: "Details", cell: (change) => <Details change={change} /> },
];

function Details({ change }: { readonly change: Change }) {
  const showDetails = useShowDetails();
  const title = `Change ${change.changeNumber}`;
  return (
    <Button
      variant="default"
      size="compact-sm"
      aria-label={`Before and after of change ${change.changeNumber}`}
      onClick={() => showDetails({ title, content: <BeforeAndAfter change={change} /> })}
    >
      Before and after
    </Button>
  );
}

/** Who has changed what, the latest first. */
export function AuditTrailPage() {
  const search = useSearch({ from: "/shell/audit-trail" });
  const navigate = useNavigate({ from: "/audit-trail" });
  const nameOf = useUserNames();
  const { from, to, before, ...asked } = search;
  const query = useQuery({
    ...ask.listAuditTrail({
      query: {
        ...asked,
        ...momentsOf(from, to),
        before: before ?? FROM_THE_END,
        limit: String(PAGE_SIZE),
      },
    }),
    placeholderData: keepPreviousData,
  });
  const show = (change: Partial<AuditSearch>) =>
    void navigate({ search: { ...search, before: undefined, ...change } });
  return (
    <>
      <PageHead title="Audit trail" tabTitle="Audit trail" />
      <div className="stack">
        <Verification />
        <AuditFilters search={search} show={show} />
        <ListPanel
          query={query}
          caption="Changes"
          toPage={toPage}
          columns={columnsFor(nameOf)}
          keyOf={({ changeId }) => changeId}
          isFirst={!before}
          onPage={(next) => show({ before: next })}
          empty={
            <Empty title="No change is like that">
              <Button variant="default" onClick={() => void navigate({ search: {} })}>
                Show all changes
              </Button>
            </Empty>
          }
        />
      </div>
    </>
  );
}

/** Greater than the number of any change. */
const FROM_THE_END = "999999999999999";

const toPage = ({ changes: rows }: Answered<"listAuditTrail">) => ({
  rows,
  nextPage: rows.length === PAGE_SIZE ? rows.at(-1)?.changeNumber : undefined,
});

type AuditFiltersProps = {
  readonly search: AuditSearch;
  readonly show: (change: Partial<AuditSearch>) => void;
};

const AuditFilters = ({ search, show }: AuditFiltersProps) => (
  <div className="row">
    <BeginsWith
      key={`type ${search.objectType ?? ""}`}
      label="Kind of object"
      text={search.objectType}
      onText={(objectType) => show({ objectType })}
    />
    <BeginsWith
      key={`id ${search.objectId ?? ""}`}
      label="Id of the object"
      text={search.objectId}
      onText={(objectId) => show({ objectId })}
    />
    <BeginsWith
      key={`request ${search.requestId ?? ""}`}
      label="Id of the request"
      text={search.requestId}
      onText={(requestId) => show({ requestId })}
    />
    <span className="row">
      <DayFilter label="From" day={search.from} onDay={(from) => show({ from })} />
      <DayFilter label="To" day={search.to} onDay={(to) => show({ to })} />
    </span>
  </div>
);
