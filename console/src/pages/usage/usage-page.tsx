import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type QueryRow, textOf } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { AccountLink, useAccountFilter } from "../../ui/account-filter.tsx";
import { BeginsWith, Choices, DayFilter } from "../../ui/filters.tsx";
import type { ListColumn } from "../../ui/list/list-column.ts";
import { ListPage } from "../../ui/list/list-page.tsx";
import { Moment } from "../../ui/moment.tsx";
import { NotApplicable } from "../../ui/money.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { UsageImport } from "./usage-import.tsx";
import { USAGE_STATUSES, type UsageSearch, usageFilter, usageWords } from "./usage-search.ts";
import { UsageUpload } from "./usage-upload.tsx";

const COLUMNS: readonly ListColumn[] = [
  {
    name: "account",
    title: "Account",
    fields: ["accountNumber", "account.name"],
    cell: (row) => <AccountLink row={row} />,
  },
  {
    name: "start",
    fields: ["startDateTime", "endDateTime"],
    title: "Used at",
    sortField: "startdatetime",
    cell: (row) => <Moment at={textOf(row, "startDateTime")} />,
  },
  {
    name: "quantity",
    fields: ["quantity", "uOM"],
    title: "Quantity",
    isFigure: true,
    sortField: "quantity",
    cell: (row) => (
      <span className="figure">
        {textOf(row, "quantity")} {textOf(row, "uOM")}
      </span>
    ),
  },
  {
    name: "of",
    title: "Subscription",
    fields: ["subscriptionNumber", "chargeNumber"],
    cell: (row) => <Of row={row} />,
  },
  {
    name: "source",
    title: "From",
    fields: ["sourceType"],
    cell: (row) => textOf(row, "sourceType"),
  },
  {
    name: "status",
    fields: ["rbeStatus"],
    title: "Status",
    cell: (row) => <Status status={textOf(row, "rbeStatus")} />,
  },
  {
    ...{ name: "key", title: "Unique key", fields: ["uniqueKey"], isExtra: true },
    cell: (row) => textOf(row, "uniqueKey"),
  },
  {
    ...{ name: "description", title: "Description", fields: ["description"], isExtra: true },
    cell: (row) => textOf(row, "description"),
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
  const go = (next: UsageSearch) => navigate({ search: next });
  const show = (change: Partial<UsageSearch>) =>
    void go({ ...search, cursor: undefined, ...change });
  const ofAccount = useAccountFilter(search.account);
  return (
    <ListPage
      title="Usage"
      objects="usages"
      search={search}
      go={go}
      defaultSort="startdatetime.DESC"
      filter={ofAccount && [...usageFilter(search), ...ofAccount]}
      words={usageWords(search)}
      expand={["account"]}
      columns={COLUMNS}
      above={
        <>
          {mayUpload && <UsageUpload onUploaded={(id) => show({ import: id })} />}
          {search.import && (
            <UsageImport importId={search.import} onClose={() => show({ import: undefined })} />
          )}
        </>
      }
      filters={<UsageFilters search={search} show={show} />}
      first={<NoUsage />}
    />
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

const NoUsage = () => (
  <Empty title="There is no usage yet">
    <p>What customers have used is counted here, from files or from the API, until it is billed.</p>
  </Empty>
);
