/** Lists of invoices, credit memos and debit memos: the same page of three kinds. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { askRows, type QueryRow, textOf } from "../../api/queries.ts";
import { useSession } from "../../shell/session.ts";
import type { Column } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { BeginsWith, Choices } from "../../ui/filters.tsx";
import { RowsPanel } from "../../ui/list-panel.tsx";
import { isBelowZero, isNothing, Money } from "../../ui/money.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { CsvButton } from "../../ui/paging.tsx";
import { daysInWords, type Restriction, Restrictions } from "../../ui/restrictions.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { type DocumentKind, KINDS } from "./document-kinds.ts";
import { DocumentLink } from "./document-link.tsx";
import {
  CREDIT_KINDS,
  DOCUMENT_STATUSES,
  type DocumentSearch,
  documentFilter,
  LEFT,
} from "./document-search.ts";

export function InvoicesPage() {
  const navigate = useNavigate({ from: "/invoices" });
  const search = useSearch({ from: "/shell/invoices" });
  return <Documents kind="Invoice" search={search} go={(next) => navigate({ search: next })} />;
}

export function CreditMemosPage() {
  const navigate = useNavigate({ from: "/credit-memos" });
  const search = useSearch({ from: "/shell/credit-memos" });
  return <Documents kind="CreditMemo" search={search} go={(next) => navigate({ search: next })} />;
}

export function DebitMemosPage() {
  const navigate = useNavigate({ from: "/debit-memos" });
  const search = useSearch({ from: "/shell/debit-memos" });
  return <Documents kind="DebitMemo" search={search} go={(next) => navigate({ search: next })} />;
}

type DocumentsProps = {
  readonly kind: DocumentKind;
  readonly search: DocumentSearch;
  readonly go: (search: DocumentSearch) => Promise<void>;
};

function Documents({ kind, search, go }: DocumentsProps) {
  const { today } = useSession();
  const { plural, objects, date } = KINDS[kind];
  const { sort = `${date.toLowerCase()}.DESC`, cursor } = search;
  const asked = { filter: documentFilter(kind, search, today), sort: [sort] };
  const query = useQuery(
    askRows(objects, {
      ...asked,
      ...{ expand: ["account"], pageSize: 25 },
      ...(cursor && { cursor }),
    }),
  );
  /** Whatever else is shown begins on its first page. */
  const show = (change: Partial<DocumentSearch>) =>
    void go({ ...search, cursor: undefined, ...change });
  return (
    <>
      <PageHead title={plural} tabTitle={plural}>
        <CsvButton objects={objects} query={asked} columns={csvFields(kind)} />
      </PageHead>
      <div className="stack">
        <Filters kind={kind} search={search} show={show} />
        <RowsPanel
          query={query}
          caption={plural}
          columns={columnsOf(kind, today)}
          sort={sort}
          cursor={cursor}
          show={show}
          empty={
            <NoDocuments
              kind={kind}
              isFiltered={asked.filter.length > 0}
              onAll={() => void go({})}
            />
          }
        />
      </div>
    </>
  );
}

const csvFields = (kind: DocumentKind): string[] => {
  const { number, date, amount, isDue } = KINDS[kind];
  return [number, "status", date, ...(isDue ? ["dueDate"] : []), "currency", amount, "balance"];
};

const accountOf = (row: QueryRow): QueryRow => (row.account ?? {}) as QueryRow;

const sorted = (field: string) => ({ name: field, sortField: field.toLowerCase() });

/** @param today  what is owed since before is overdue */
function columnsOf(kind: DocumentKind, today: string): readonly Column<QueryRow>[] {
  const { number, date, amount, isDue, left, tone } = KINDS[kind];
  const due: Column<QueryRow> = {
    ...sorted("dueDate"),
    title: "Due",
    cell: (row) => <Due row={row} today={today} />,
  };
  return [
    {
      ...sorted(number),
      title: "Number",
      cell: (row) => <DocumentLink kind={kind} documentKey={textOf(row, number)} />,
    },
    { name: "account", title: "Account", cell: (row) => <Account row={accountOf(row)} /> },
    { ...sorted(date), title: "Date", cell: (row) => <Day day={textOf(row, date)} /> },
    ...(isDue ? [due] : []),
    {
      ...sorted("status"),
      title: "Status",
      cell: (row) => <Status status={textOf(row, "status")} />,
    },
    { ...sorted("currency"), title: "Currency", cell: (row) => textOf(row, "currency") },
    {
      ...sorted(amount),
      ...{ title: "Amount", isFigure: true },
      cell: (row) => <Money amount={textOf(row, amount) || "0"} />,
    },
    {
      ...sorted("balance"),
      ...{ title: left, isFigure: true },
      cell: (row) => <Money amount={textOf(row, "balance") || "0"} tone={tone} />,
    },
  ];
}

const Account = ({ row }: { readonly row: QueryRow }) => (
  <Link
    className="link"
    to="/accounts/$accountKey"
    params={{ accountKey: textOf(row, "accountNumber") }}
  >
    {textOf(row, "name")}
  </Link>
);

function Due({ row, today }: { readonly row: QueryRow; readonly today: string }) {
  const day = textOf(row, "dueDate");
  const balance = textOf(row, "balance") || "0";
  const owes = textOf(row, "status") === "Posted" && !isNothing(balance) && !isBelowZero(balance);
  return (
    <span className="figure">
      <Day day={day} />
      {owes && day < today && <span className="owed"> overdue</span>}
    </span>
  );
}

type FiltersProps = {
  readonly kind: DocumentKind;
  readonly search: DocumentSearch;
  readonly show: (change: Partial<DocumentSearch>) => void;
};

const Filters = ({ kind, search, show }: FiltersProps) => (
  <div className="row">
    <BeginsWith
      key={search.number ?? ""}
      label="Number begins with"
      text={search.number}
      onText={(number) => show({ number })}
    />
    <Choices
      label="Status"
      values={DOCUMENT_STATUSES}
      chosen={search.status}
      onChoose={(status) => show({ status })}
    />
    <Choices
      label={KINDS[kind].left}
      values={leftOf(kind)}
      chosen={search.left}
      onChoose={(left) => show({ left })}
    />
    {kind === "CreditMemo" && (
      <Choices
        label="Kind"
        values={CREDIT_KINDS}
        chosen={search.kind}
        onChoose={(chosen) => show({ kind: chosen })}
      />
    )}
    <Restrictions all={restrictionsOf(search, show)} />
  </div>
);

const leftOf = (kind: DocumentKind): readonly (typeof LEFT)[number][] => {
  if (kind === "Invoice") return LEFT;
  return kind === "DebitMemo" ? ["Open", "Overdue"] : ["Open"];
};

function restrictionsOf(
  { currency, from, to, dueFrom, dueTo }: DocumentSearch,
  show: FiltersProps["show"],
): Restriction[] {
  const dated = daysInWords("dated", from, to);
  const due = daysInWords("due", dueFrom, dueTo);
  return [
    ...(currency ? [{ text: currency, onDrop: () => show({ currency: undefined }) }] : []),
    ...(dated ? [{ text: dated, onDrop: () => show({ from: undefined, to: undefined }) }] : []),
    ...(due ? [{ text: due, onDrop: () => show({ dueFrom: undefined, dueTo: undefined }) }] : []),
  ];
}

type NoDocumentsProps = {
  readonly kind: DocumentKind;
  readonly isFiltered: boolean;
  readonly onAll: () => void;
};

const FIRST: Readonly<Record<DocumentKind, string>> = {
  Invoice: "A bill run makes them of what subscriptions have due.",
  CreditMemo: "One comes of a cancel, of a write-off, or is made of an invoice.",
  DebitMemo: "One charges more for an invoice, or what no subscription needs to have.",
};

const NoDocuments = ({ kind, isFiltered, onAll }: NoDocumentsProps) =>
  isFiltered ? (
    <Empty title={`No ${KINDS[kind].name.toLowerCase()} is like that`}>
      <Button variant="default" onClick={onAll}>
        Show all {KINDS[kind].plural.toLowerCase()}
      </Button>
    </Empty>
  ) : (
    <Empty title={`There are no ${KINDS[kind].plural.toLowerCase()} yet`}>
      <p>{FIRST[kind]}</p>
    </Empty>
  );
