/** Lists of invoices, credit memos and debit memos: the same page of three kinds. */
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type QueryRow, textOf } from "../../api/queries.ts";
import { useMay, useSession } from "../../shell/session.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Day } from "../../ui/days.tsx";
import { daysInWords } from "../../ui/days-in-words.ts";
import { BeginsWith, Choices } from "../../ui/filters.tsx";
import type { ListColumn } from "../../ui/list/list-column.ts";
import { ListPage } from "../../ui/list/list-page.tsx";
import { isBelowZero, isNothing, Money } from "../../ui/money.tsx";
import { type Restriction, Restrictions } from "../../ui/restrictions.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { type DocumentKind, KINDS } from "./document-kinds.ts";
import { DocumentLink } from "./document-link.tsx";
import {
  CREDIT_KINDS,
  DOCUMENT_STATUSES,
  type DocumentSearch,
  documentFilter,
  documentWords,
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
  const mayWrite = useMay("billing.write");
  const { plural, objects, date } = KINDS[kind];
  return (
    <ListPage
      title={plural}
      objects={objects}
      search={search}
      go={go}
      defaultSort={`${date.toLowerCase()}.DESC`}
      filter={documentFilter(kind, search, today)}
      words={documentWords(search)}
      expand={["account"]}
      columns={columnsOf(kind, today)}
      actions={
        mayWrite && (
          <ButtonLink to={KINDS[kind].writing} variant="default">
            New {KINDS[kind].name.toLowerCase()} …
          </ButtonLink>
        )
      }
      filters={
        <Filters
          kind={kind}
          search={search}
          show={(change) => void go({ ...search, cursor: undefined, ...change })}
        />
      }
      first={<NoDocuments kind={kind} />}
    />
  );
}

const accountOf = (row: QueryRow): QueryRow => (row.account ?? {}) as QueryRow;

const sorted = (field: string) => ({
  name: field,
  fields: [field],
  sortField: field.toLowerCase(),
});

/** @param today  what is owed since before is overdue */
function columnsOf(kind: DocumentKind, today: string): readonly ListColumn[] {
  const { number, date, amount, isDue, left, tone } = KINDS[kind];
  const due: ListColumn = {
    ...sorted("dueDate"),
    title: "Due",
    cell: (row) => <Due row={row} today={today} />,
  };
  const reason: ListColumn = {
    ...{ ...sorted("reasonCode"), title: "Reason", isExtra: true },
    cell: (row) => textOf(row, "reasonCode"),
  };
  return [
    {
      ...sorted(number),
      title: "Number",
      cell: (row) => <DocumentLink kind={kind} documentKey={textOf(row, number)} />,
    },
    {
      name: "account",
      title: "Account",
      fields: ["account.accountNumber", "account.name"],
      cell: (row) => <Account row={accountOf(row)} />,
    },
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
    {
      ...{ ...sorted("taxAmount"), title: "Of it taxes", isFigure: true, isExtra: true },
      cell: (row) => <Money amount={textOf(row, "taxAmount") || "0"} />,
    },
    {
      ...{ ...sorted("comments"), title: "Comments", isExtra: true },
      cell: (row) => textOf(row, "comments"),
    },
    ...(kind === "Invoice" ? [] : [reason]),
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

const FIRST: Readonly<Record<DocumentKind, string>> = {
  Invoice: "A bill run makes them of what subscriptions have due.",
  CreditMemo: "One comes of a cancel, of a write-off, or is made of an invoice.",
  DebitMemo: "One charges more for an invoice, or what no subscription needs to have.",
};

const NoDocuments = ({ kind }: { readonly kind: DocumentKind }) => (
  <Empty title={`There are no ${KINDS[kind].plural.toLowerCase()} yet`}>
    <p>{FIRST[kind]}</p>
  </Empty>
);
