import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useRef } from "react";
import { askRows, type QueryRow } from "../../api/queries.ts";
import { RowsPanel } from "../list-panel.tsx";
import { PageHead } from "../page-head.tsx";
import { Empty } from "../states.tsx";
import { ColumnsMenu } from "./columns-menu.tsx";
import { CsvLink } from "./csv-link.tsx";
import { type ListColumn, labelOf } from "./list-column.ts";
import type { ListSearch } from "./list-search.ts";
import { SavedViews } from "./saved-views.tsx";
import { useRowKeys } from "./use-row-keys.ts";

type ListPageProps<Search extends ListSearch> = {
  /** "Invoices": of the page, of the table, and of what could not be loaded. */
  readonly title: string;
  /** As Object Query calls them; views are kept by it. */
  readonly objects: string;
  readonly search: Search;
  readonly go: (search: Search) => unknown;
  readonly defaultSort: string;
  /** Undefined while it is not known yet. */
  readonly filter: readonly string[] | undefined;
  /** The filter in words: "posted", "due 2023-05-01 or later". */
  readonly words: readonly string[];
  readonly expand?: readonly string[];
  readonly columns: readonly ListColumn[];
  readonly filters: ReactNode;
  /** What can be done here. */
  readonly actions?: ReactNode;
  readonly above?: ReactNode;
  readonly keyOf?: (row: QueryRow) => string;
  /** Where there is nothing at all: what will be here, and the next step. */
  readonly first: ReactNode;
  /** In milliseconds, while rows are at work. */
  readonly lookAgain?: (rows: readonly QueryRow[]) => number | false;
};

/** A list: its saved views, its filters, and the page of it that the server has cut. */
export function ListPage<Search extends ListSearch>(props: ListPageProps<Search>) {
  const { title, objects, search, go, filter, expand, words, lookAgain } = props;
  const { sort = props.defaultSort, cursor, dense = false } = search;
  const columns = shownOf(props.columns, search.columns);
  const table = useRef<HTMLDivElement>(null);
  useRowKeys(table);
  const asked = { filter: filter ?? [], sort: [sort] };
  const query = useQuery({
    ...askRows(objects, {
      ...asked,
      ...{ ...(expand && { expand }), pageSize: 25 },
      ...(cursor && { cursor }),
    }),
    enabled: filter !== undefined,
    refetchInterval: ({ state: { data } }) => (data && lookAgain?.(data.data)) ?? false,
  });
  /** Whatever else is shown begins on its first page. */
  const show = (change: Partial<ListSearch>) =>
    void go({ ...search, cursor: undefined, ...change });
  const all = () => void go({} as Search);
  return (
    <>
      <PageHead
        title={title}
        tabTitle={title}
        beneath={<Sentence title={title} words={words} columns={props.columns} sort={sort} />}
      >
        <ColumnsMenu all={props.columns} shown={columns} dense={dense} show={show} />
        <CsvLink objects={objects} query={asked} columns={columns} />
        {props.actions}
      </PageHead>
      <div className="stack">
        {props.above}
        <SavedViews list={objects} search={search} go={go} />
        {props.filters}
        <div ref={table}>
          <RowsPanel
            query={query}
            caption={title}
            columns={columns}
            {...(props.keyOf && { keyOf: props.keyOf })}
            sort={sort}
            cursor={cursor}
            show={show}
            isDense={dense}
            empty={words.length > 0 ? <NothingFound title={title} onAll={all} /> : props.first}
          />
        </div>
      </div>
    </>
  );
}

/** As the address names them; what it names and there is not, is left out. */
function shownOf(all: readonly ListColumn[], names: string | undefined): readonly ListColumn[] {
  if (names === undefined) return all.filter(({ isExtra }) => !isExtra);
  const wanted = names.split(",");
  const shown = all.filter(({ name }) => wanted.includes(name));
  return shown.length > 0 ? shown : all.filter(({ isExtra }) => !isExtra);
}

type SentenceProps = {
  readonly title: string;
  readonly words: readonly string[];
  readonly columns: readonly ListColumn[];
  readonly sort: string;
};

/** "Posted · overdue · EUR, by Due, from the last" */
function Sentence({ title, words, columns, sort }: SentenceProps) {
  const [field, order] = sort.split(".");
  const column = columns.find(({ sortField }) => sortField === field);
  const what = words.length > 0 ? words.join(" · ") : `All ${title.toLowerCase()}`;
  const by = column && `, by ${labelOf(column).toLowerCase()}`;
  return (
    <span>
      {what}
      {by}
      {by && (order === "DESC" ? ", from the last" : ", from the first")}
    </span>
  );
}

type NothingFoundProps = { readonly title: string; readonly onAll: () => void };

const NothingFound = ({ title, onAll }: NothingFoundProps) => (
  <Empty title={`No ${title.toLowerCase()} are like that`}>
    <Button variant="default" onClick={onAll}>
      Show all {title.toLowerCase()}
    </Button>
  </Empty>
);
