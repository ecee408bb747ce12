import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { Answered } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import type { Column } from "../../ui/data-table.tsx";
import { Choices } from "../../ui/filters.tsx";
import { ListPanel } from "../../ui/list-panel.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Money, NotApplicable, sumOf } from "../../ui/money.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { useUserNames } from "../../ui/user-names.ts";
import { isUnderWay, KIND_IN_WORDS, STATUS_IN_WORDS } from "./bulk-cancel.ts";
import { type BulkCancelsSearch, pageAfter, STATUSES } from "./bulk-cancel-search.ts";

type Listed = Answered<"listBulkCancels">["bulkCancels"][number];
type Figure = "credited" | "writtenOff" | "leftOwed";

/** Between two looks at a list with one at work, in milliseconds. */
const LOOK_AGAIN = 2000;

const PAGE_SIZE = 20;

const counted = ({ planned }: Listed) => planned.filter(({ state }) => state === "Planned");

/** By currency, each on a line of its own. */
const amounts = (listed: Listed, figure: Figure, tone: "credit" | "lost" | "owed") => {
  const planned = counted(listed);
  return planned.length === 0 ? (
    <NotApplicable />
  ) : (
    planned.map(({ currency, [figure]: amount }) => (
      <div key={currency}>
        <Money amount={amount} currency={currency} tone={tone} />
      </div>
    ))
  );
};

const columnsFor = (nameOf: (userId: string) => string): readonly Column<Listed>[] => [
  {
    name: "number",
    title: "Number",
    cell: ({ id, number }) => (
      <Link className="link" to="/bulk-cancels/$bulkCancelKey" params={{ bulkCancelKey: id }}>
        {number}
      </Link>
    ),
  },
  { name: "kind", title: "What", cell: ({ kind }) => KIND_IN_WORDS[kind] },
  {
    name: "status",
    title: "Status",
    cell: ({ status }) => <Status status={STATUS_IN_WORDS[status]} />,
  },
  { name: "comment", title: "Comment", cell: ({ comment }) => comment ?? "–" },
  {
    name: "rows",
    title: "Rows",
    isFigure: true,
    cell: (listed) => (
      <span className="figure">{Number(sumOf(counted(listed).map(({ rows }) => rows)))}</span>
    ),
  },
  {
    name: "credited",
    title: "Credited",
    isFigure: true,
    cell: (row) => amounts(row, "credited", "credit"),
  },
  {
    name: "written-off",
    title: "Written off",
    isFigure: true,
    cell: (row) => amounts(row, "writtenOff", "lost"),
  },
  { name: "left", title: "Left", isFigure: true, cell: (row) => amounts(row, "leftOwed", "owed") },
  { name: "by", title: "Planned by", cell: ({ plannedById }) => nameOf(plannedById) },
  { name: "created", title: "Created", cell: ({ createdDate }) => <Moment at={createdDate} /> },
];

/** All of them; their amounts are those of their plans. */
export function BulkCancelsPage() {
  const search = useSearch({ from: "/shell/bulk-cancels" });
  const navigate = useNavigate({ from: "/bulk-cancels" });
  const mayPlan = useMay("billing.write");
  const nameOf = useUserNames();
  const { status, page } = search;
  const asked = { pageSize: PAGE_SIZE, page: page ?? 1, ...(status && { status }) };
  const query = useQuery({
    ...ask.listBulkCancels({ query: asked }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) =>
      data?.bulkCancels.some(isUnderWay) ? LOOK_AGAIN : false,
  });
  const show = (change: Partial<BulkCancelsSearch>) =>
    void navigate({ search: { ...search, page: undefined, ...change } });
  return (
    <>
      <PageHead title="Bulk cancels" tabTitle="Bulk cancels">
        {mayPlan && <ButtonLink to="/bulk-cancels/new">Plan a bulk cancel …</ButtonLink>}
      </PageHead>
      <div className="stack">
        <Choices
          label="Status"
          values={STATUSES.map((each) => STATUS_IN_WORDS[each])}
          chosen={status && STATUS_IN_WORDS[status]}
          onChoose={(words) => show({ status: STATUSES.find((s) => STATUS_IN_WORDS[s] === words) })}
        />
        <ListPanel
          query={query}
          caption="Bulk cancels"
          toPage={({ bulkCancels: rows, nextPage }) => ({
            rows,
            nextPage: nextPage && pageAfter(page),
          })}
          columns={columnsFor(nameOf)}
          keyOf={({ id }) => id}
          isFirst={page === undefined}
          onPage={(next) => show({ page: next })}
          lines={8}
          empty={
            <NoBulkCancels
              isFiltered={status !== undefined}
              onAll={() => void navigate({ search: {} })}
            />
          }
        />
      </div>
    </>
  );
}

type NoBulkCancelsProps = { readonly isFiltered: boolean; readonly onAll: () => void };

const NoBulkCancels = ({ isFiltered, onAll }: NoBulkCancelsProps) =>
  isFiltered ? (
    <Empty title="No bulk cancel is like that">
      <Button variant="default" onClick={onAll}>
        Show all bulk cancels
      </Button>
    </Empty>
  ) : (
    <Empty title="Nothing was cancelled in bulk yet">
      <p>
        Choose subscriptions or documents by a filter or a file, look at what cancelling or writing
        them off comes to, and have a second person approve it before anything happens.
      </p>
    </Empty>
  );
