import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { askRows, type QueryRow, textOf } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { AccountLink, useAccountFilter } from "../../ui/account-filter.tsx";
import type { Column } from "../../ui/data-table.tsx";
import { BeginsWith, Choices, DayFilter } from "../../ui/filters.tsx";
import { RowsPanel } from "../../ui/list-panel.tsx";
import { Moment } from "../../ui/moment.tsx";
import { NotApplicable } from "../../ui/money.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { CsvButton } from "../../ui/paging.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { UsageImport } from "./usage-import.tsx";
import { USAGE_STATUSES, type UsageSearch, usageFilter } from "./usage-search.ts";
import { UsageUpload } from "./usage-upload.tsx";

const FIELDS = [
  ...["accountNumber", "subscriptionNumber", "chargeNumber", "uOM", "quantity", "startDateTime"],
  ...["endDateTime", "uniqueKey", "sourceType", "rbeStatus", "description"],
];

const COLUMNS: readonly Column<QueryRow>[] = [
  { name: "account", title: "Account", cell: (row) => <AccountLink row={row} /> },
  {
    name: "start",
    title: "Used at",
    sortField: "startdatetime",
    cell: (row) => <Moment at={textOf(row, "startDateTime")} />,
  },
  {
    name: "quantity",
    title: "Quantity",
    isFigure: true,
    sortField: "quantity",
    cell: (row) => (
      <span className="figure">
        {textOf(row, "quantity")} {textOf(row, "uOM")}
      </span>
    ),
  },
  { name: "of", title: "Subscription", cell: (row) => <Of row={row} /> },
  { name: "source", title: "From", cell: (row) => textOf(row, "sourceType") },
  {
    name: "status",
    title: "Status",
    cell: (row) => <Status status={textOf(row, "rbeStatus")} />,
  },
];

/** Without a subscription it counts for every usage charge of the account in its unit. */
function Of({ row }: { readonly row: QueryRow }) {
  const subscriptionKey = textOf(row, "subscriptionNumber");
  if (!subscriptionKey) return <NotApplicable />;
  return (
    <>
      <Link className="link" to="/subscriptions/$subscriptionKey" params={{ subscriptionKey }}>
        {subscriptionKey}
      </Link>
      <div className="quiet">{textOf(row, "chargeNumber")}</div>
    </>
  );
}

export function UsagePage() {
  const search = useSearch({ from: "/shell/usage" });
  const navigate = useNavigate({ from: "/usage" });
  const mayUpload = useMay("usage.write");
  const { sort = "startdatetime.DESC", cursor } = search;
  const ofAccount = useAccountFilter(search.account);
  const asked = { filter: [...usageFilter(search), ...(ofAccount ?? [])], sort: [sort] };
  const query = useQuery({
    ...askRows("usages", {
      ...asked,
      ...{ expand: ["account"], pageSize: 25 },
      ...(cursor && { cursor }),
    }),
    enabled: ofAccount !== undefined,
  });
  const show = (change: Partial<UsageSearch>) =>
    void navigate({ search: { ...search, cursor: undefined, ...change } });
  return (
    <>
      <PageHead title="Usage" tabTitle="Usage">
        <CsvButton objects="usages" query={asked} columns={FIELDS} />
      </PageHead>
      <div className="stack">
        {mayUpload && <UsageUpload onUploaded={(id) => show({ import: id })} />}
        {search.import && (
          <UsageImport importId={search.import} onClose={() => show({ import: undefined })} />
        )}
        <UsageFilters search={search} show={show} />
        <RowsPanel
          query={query}
          caption="Usage"
          columns={COLUMNS}
          sort={sort}
          cursor={cursor}
          show={show}
          empty={
            <NoUsage
              isFiltered={asked.filter.length > 0}
              onAll={() => void navigate({ search: {} })}
            />
          }
        />
      </div>
    </>
  );
}

type UsageFiltersProps = {
  readonly search: UsageSearch;
  readonly show: (change: Partial<UsageSearch>) => void;
};

const UsageFilters = ({ search, show }: UsageFiltersProps) => (
  <div className="row">
    <BeginsWith
      key={search.account ?? ""}
      label="Account number"
      text={search.account}
      onText={(account) => show({ account })}
    />
    <Choices
      label="Status"
      values={USAGE_STATUSES}
      chosen={search.status}
      onChoose={(status) => show({ status })}
    />
    <span className="row">
      <DayFilter label="From" day={search.from} onDay={(from) => show({ from })} />
      <DayFilter label="To" day={search.to} onDay={(to) => show({ to })} />
    </span>
  </div>
);

type NoUsageProps = { readonly isFiltered: boolean; readonly onAll: () => void };

const NoUsage = ({ isFiltered, onAll }: NoUsageProps) =>
  isFiltered ? (
    <Empty title="No usage is like that">
      <Button variant="default" onClick={onAll}>
        Show all usage
      </Button>
    </Empty>
  ) : (
    <Empty title="There is no usage yet">
      <p>
        What customers have used is counted here, from files or from the API, until it is billed.
      </p>
    </Empty>
  );
