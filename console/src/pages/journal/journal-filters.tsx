import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/queries.ts";
import { BeginsWith, DayFilter } from "../../ui/filters.tsx";
import {
  ACCOUNT_NAMES,
  JOURNAL_ACCOUNTS,
  type JournalAccount,
  type JournalSearch,
} from "./journal-search.ts";

type JournalFiltersProps = {
  readonly search: JournalSearch;
  readonly show: (change: Partial<JournalSearch>) => void;
};

export const JournalFilters = ({ search, show }: JournalFiltersProps) => (
  <div className="row">
    <BeginsWith
      key={`account ${search.account ?? ""}`}
      label="Account number"
      text={search.account}
      onText={(account) => show({ account })}
    />
    <BeginsWith
      key={`document ${search.document ?? ""}`}
      label="Document number"
      text={search.document}
      onText={(document) => show({ document })}
    />
    <Select
      aria-label="Journal account"
      placeholder="Journal account"
      clearable
      data={ACCOUNT_NAMES.map((value) => ({ value, label: JOURNAL_ACCOUNTS[value] }))}
      value={search.ledger ?? null}
      onChange={(ledger) => show({ ledger: (ledger ?? undefined) as JournalAccount | undefined })}
    />
    <Period search={search} show={show} />
    <DayFilter label="From" day={search.from} onDay={(from) => show({ from })} />
    <DayFilter label="To" day={search.to} onDay={(to) => show({ to })} />
  </div>
);

/** An accounting period is its days; where the entity has none, there is nothing to choose. */
function Period({ search, show }: JournalFiltersProps) {
  const query = useQuery(ask.listAccountingPeriods({}));
  const periods = query.data?.accountingPeriods ?? [];
  if (periods.length === 0) return null;
  const chosen = periods.find(
    ({ startDate, endDate }) => startDate === search.from && endDate === search.to,
  );
  const choose = (id: string | null) => {
    const period = periods.find((each) => each.id === id);
    show({ from: period?.startDate, to: period?.endDate });
  };
  return (
    <Select
      aria-label="Accounting period"
      placeholder="Accounting period"
      clearable
      data={periods.map(({ id, name, status }) => ({ value: id, label: `${name}, ${status}` }))}
      value={chosen?.id ?? null}
      onChange={choose}
    />
  );
}
