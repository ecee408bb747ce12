import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useShowDetails } from "../../shell/details.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { inCurrency, Money } from "../../ui/money.tsx";
import type { BulkCancelRow } from "./bulk-cancel.ts";

type RowProps = { readonly row: BulkCancelRow };

/** What a row has made, or why it was not done; and behind it what it does to each document. */
export function Receipt({ row }: RowProps) {
  const showDetails = useShowDetails();
  const { rowNumber, documents } = row;
  const show = () => showDetails({ title: `Row ${rowNumber}`, content: <RowDetails row={row} /> });
  return (
    <>
      <Made row={row} />
      {row.moved && <div className="lost">Moved since the plan</div>}
      {row.problem && <div className={row.state === "Done" ? "quiet" : "lost"}>{row.problem}</div>}
      {(documents.length > 0 || row.moved) && (
        <Button variant="subtle" size="compact-sm" onClick={show}>
          Why these numbers?
        </Button>
      )}
    </>
  );
}

function Made({ row }: RowProps) {
  const { orderNumber, creditMemoNumbers, writeOffCreditMemoNumbers, invoiceNumbers } = row;
  const memos = [...creditMemoNumbers, ...writeOffCreditMemoNumbers];
  return (
    <>
      {orderNumber && (
        <div>
          <Link className="link" to="/orders/$orderNumber" params={{ orderNumber }}>
            {orderNumber}
          </Link>
        </div>
      )}
      {invoiceNumbers.map((documentKey) => (
        <div key={documentKey}>
          <Link className="link" to="/invoices/$documentKey" params={{ documentKey }}>
            {documentKey}
          </Link>
        </div>
      ))}
      {memos.map((documentKey) => (
        <div key={documentKey}>
          <Link className="link" to="/credit-memos/$documentKey" params={{ documentKey }}>
            {documentKey}
          </Link>
        </div>
      ))}
    </>
  );
}

type Touched = BulkCancelRow["documents"][number];
type Moved = NonNullable<BulkCancelRow["moved"]>[number];

const MOVED: readonly Column<Moved>[] = [
  { name: "what", title: "What", cell: ({ what }) => what },
  { name: "was", title: "In the plan", isFigure: true, cell: ({ was }) => was },
  { name: "is", title: "When it was tried", isFigure: true, cell: ({ is }) => is },
];

const RowDetails = ({ row }: RowProps) => (
  <div className="stack">
    {row.moved && (
      <section aria-labelledby="moved">
        <h2 id="moved">What has moved</h2>
        <DataTable caption="Moved" columns={MOVED} rows={row.moved} keyOf={({ what }) => what} />
        <p className="quiet">Nothing of the row was done. Plan it anew to see what it does now.</p>
      </section>
    )}
    <section aria-labelledby="documents">
      <h2 id="documents">{inCurrency("What it does to each document", row.currency)}</h2>
      <DataTable
        caption="Documents of the row"
        columns={DOCUMENTS}
        rows={row.documents}
        keyOf={({ documentNumber, dueDate }) => documentNumber ?? `new, due ${dueDate}`}
      />
    </section>
  </div>
);

const money = (
  name: "owed" | "billed" | "credited" | "applied" | "writtenOff" | "leftOwed",
  title: string,
): Column<Touched> => ({
  name,
  title,
  isFigure: true,
  cell: ({ [name]: amount }) => <Money amount={amount} />,
});

const DOCUMENTS: readonly Column<Touched>[] = [
  { name: "number", title: "Document", cell: ({ documentNumber }) => documentNumber ?? "new" },
  { name: "due", title: "Due", cell: ({ dueDate }) => <Day day={dueDate} /> },
  money("owed", "Owed"),
  money("billed", "Billed"),
  money("credited", "Credited"),
  money("applied", "Credit applied"),
  money("writtenOff", "Written off"),
  money("leftOwed", "Left"),
];
