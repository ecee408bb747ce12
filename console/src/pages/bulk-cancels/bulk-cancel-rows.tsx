import { Button } from "@mantine/core";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import { ask } from "../../api/queries.ts";
import { CSV, saveFile } from "../../ui/csv.ts";
import type { Column } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { Choices } from "../../ui/filters.tsx";
import { ListPanel } from "../../ui/list-panel.tsx";
import { inCurrency, Money, oneCurrency } from "../../ui/money.tsx";
import { Empty, Failed } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import type { BulkCancel, BulkCancelRow } from "./bulk-cancel.ts";
import { isUnderWay } from "./bulk-cancel.ts";
import { pageAfter, ROW_STATES } from "./bulk-cancel-search.ts";
import { Receipt } from "./row-receipt.tsx";

const PAGE_SIZE = 40;
const LOOK_AGAIN = 1500;

type BulkCancelRowsProps = { readonly bulkCancel: BulkCancel; readonly hasRun: boolean };

/** What each row is to do; once it is done, its receipt. */
export function BulkCancelRows({ bulkCancel, hasRun }: BulkCancelRowsProps) {
  const { id, number, kind, planNumber, status } = bulkCancel;
  const search = useSearch({ from: "/shell/bulk-cancels/$bulkCancelKey" });
  const navigate = useNavigate({ from: "/bulk-cancels/$bulkCancelKey" });
  const { state, page } = search;
  const query = useQuery({
    ...ask.listBulkCancelRows({
      params: { bulkCancelKey: id },
      query: { pageSize: PAGE_SIZE, page: page ?? 1, ...(state && { state }) },
    }),
    // Another plan has other rows, and what has ended is asked for once more.
    queryKey: ["listBulkCancelRows", id, planNumber, status, state, page],
    placeholderData: keepPreviousData,
    refetchInterval: isUnderWay(bulkCancel) ? LOOK_AGAIN : false,
  });
  const there = ROW_STATES.filter((each) =>
    bulkCancel.counts.some((count) => count.state === each),
  );
  const currency = oneCurrency(bulkCancel.counts);
  return (
    <div className="stack">
      <div className="row row-apart">
        <h2 className="flush">{inCurrency(hasRun ? "Receipts" : "Rows", currency)}</h2>
        <SaveReceipts id={id} number={number} />
      </div>
      {there.length > 1 && (
        <Choices
          label="State"
          values={there}
          chosen={state}
          onChoose={(chosen) => void navigate({ search: { state: chosen } })}
        />
      )}
      <ListPanel
        query={query}
        caption={hasRun ? "Receipts" : "Rows"}
        toPage={({ rows, nextPage }) => ({ rows, nextPage: nextPage && pageAfter(page) })}
        columns={[
          ...(kind === "Cancel" ? CANCELLED : WRITTEN_OFF),
          ...(currency ? [] : [CURRENCY]),
          ...MONEY,
          RECEIPT,
        ]}
        keyOf={({ rowNumber }) => rowNumber}
        isFirst={page === undefined}
        onPage={(next) => void navigate({ search: { ...search, page: next } })}
        empty={<Empty title="No row is like that" />}
      />
    </div>
  );
}

function SaveReceipts({ id, number }: Pick<BulkCancel, "id" | "number">) {
  const save = useMutation({
    mutationFn: async () => {
      const given = { params: { bulkCancelKey: id } };
      const content = (await api.getBulkCancelReceipts(
        given,
      )) as unknown as Uint8Array<ArrayBuffer>;
      saveFile(`${number}.csv`, content, CSV);
    },
  });
  return (
    <span className="row">
      {save.error && <Failed error={save.error} what="the receipts" />}
      <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
        Save all rows as CSV
      </Button>
    </span>
  );
}

const STATE: Column<BulkCancelRow> = {
  name: "state",
  title: "State",
  cell: ({ state }) => <Status status={state} />,
};

const ACCOUNT: Column<BulkCancelRow> = {
  name: "account",
  title: "Account",
  cell: ({ accountName, accountNumber: accountKey }) => (
    <Link className="link" to="/accounts/$accountKey" params={{ accountKey }}>
      {accountName}
    </Link>
  ),
};

const CANCELLED: readonly Column<BulkCancelRow>[] = [
  STATE,
  ACCOUNT,
  {
    name: "subscription",
    title: "Subscription",
    cell: ({ subscriptionNumber: subscriptionKey = "", cancelledDate }) => (
      <>
        <Link className="link" to="/subscriptions/$subscriptionKey" params={{ subscriptionKey }}>
          {subscriptionKey}
        </Link>
        {cancelledDate && (
          <div className="quiet">
            from <Day day={cancelledDate} /> without service
          </div>
        )}
      </>
    ),
  },
];

const WRITTEN_OFF: readonly Column<BulkCancelRow>[] = [
  STATE,
  ACCOUNT,
  {
    name: "document",
    title: "Document",
    cell: ({ documentType, documentNumber: documentKey = "" }) => (
      <Link
        className="link"
        to={documentType === "DebitMemo" ? "/debit-memos/$documentKey" : "/invoices/$documentKey"}
        params={{ documentKey }}
      >
        {documentKey}
      </Link>
    ),
  },
];

const CURRENCY: Column<BulkCancelRow> = {
  name: "currency",
  title: "Currency",
  cell: ({ currency }) => currency,
};

const MONEY: readonly Column<BulkCancelRow>[] = [
  {
    name: "owed",
    title: "Owed before",
    isFigure: true,
    cell: ({ owed }) => <Money amount={owed} tone="owed" />,
  },
  {
    name: "credited",
    title: "Credited",
    isFigure: true,
    cell: ({ credited }) => <Money amount={credited} tone="credit" />,
  },
  {
    name: "written-off",
    title: "Written off",
    isFigure: true,
    cell: ({ writtenOff }) => <Money amount={writtenOff} tone="lost" />,
  },
  {
    name: "left",
    title: "Left owed",
    isFigure: true,
    cell: ({ leftOwed }) => <Money amount={leftOwed} tone="owed" />,
  },
];

const RECEIPT: Column<BulkCancelRow> = {
  name: "receipt",
  title: "Receipt",
  cell: (row) => <Receipt row={row} />,
};
