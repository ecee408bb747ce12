import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ask } from "../../api/queries.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { NotApplicable } from "../../ui/money.tsx";
import { Answered, Empty } from "../../ui/states.tsx";
import { type Difference, differences } from "./differences.ts";

type ComparedVersionsProps = {
  readonly subscriptionNumber: string;
  /** The latest one. */
  readonly version: string;
};

/** Two versions side by side: the latest and the one before, unless the address says others. */
export function ComparedVersions({ subscriptionNumber, version }: ComparedVersionsProps) {
  const search = useSearch({ from: "/shell/subscriptions/$subscriptionKey" });
  const navigate = useNavigate({ from: "/subscriptions/$subscriptionKey" });
  const latest = Number(version);
  if (latest === 1) return null;
  const { newer = version, older = String(Math.max(1, Number(newer) - 1)) } = search;
  const choose = (next: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...next }, replace: true, resetScroll: false });
  const versions = Array.from({ length: latest }, (_, index) => String(latest - index));
  return (
    <section className="panel stack" aria-labelledby="versions">
      <h2 id="versions">Versions side by side</h2>
      <div className="row">
        <NativeSelect
          size="sm"
          label="Older version"
          value={older}
          data={versions}
          onChange={({ currentTarget: { value } }) => choose({ older: value })}
        />
        <NativeSelect
          size="sm"
          label="Newer version"
          value={newer}
          data={versions}
          onChange={({ currentTarget: { value } }) => choose({ newer: value })}
        />
      </div>
      <Compared subscriptionNumber={subscriptionNumber} older={older} newer={newer} />
    </section>
  );
}

type ComparedProps = {
  readonly subscriptionNumber: string;
  readonly older: string;
  readonly newer: string;
};

const questionOf = (subscriptionKey: string, version: string) =>
  ask.getSubscriptionVersion({
    params: { subscriptionKey, version },
    query: { "charge-detail": "all-segments" },
  });

function Compared({ subscriptionNumber, older, newer }: ComparedProps) {
  const [before, after] = [
    useQuery(questionOf(subscriptionNumber, older)),
    useQuery(questionOf(subscriptionNumber, newer)),
  ];
  return (
    <Answered query={before} what={`version ${older}`}>
      {(was) => (
        <Answered query={after} what={`version ${newer}`}>
          {(is) => <Differences rows={differences(was, is)} older={older} newer={newer} />}
        </Answered>
      )}
    </Answered>
  );
}

type DifferencesProps = Omit<ComparedProps, "subscriptionNumber"> & {
  readonly rows: readonly Difference[];
};

const shown = (value: string | undefined) => value ?? <NotApplicable />;

function Differences({ rows, older, newer }: DifferencesProps) {
  if (rows.length === 0) return <Empty title="These two say the same" />;
  const columns: readonly Column<Difference>[] = [
    { name: "of", title: "Of", cell: ({ of }) => of },
    { name: "what", title: "What", cell: ({ what }) => what },
    { name: "older", title: `Version ${older}`, cell: (row) => shown(row.older) },
    { name: "newer", title: `Version ${newer}`, cell: (row) => shown(row.newer) },
  ];
  return (
    <DataTable
      caption="Differences of the versions"
      columns={columns}
      rows={rows}
      keyOf={({ of, what, older: was }) => `${of} ${what} ${was ?? ""}`}
    />
  );
}
