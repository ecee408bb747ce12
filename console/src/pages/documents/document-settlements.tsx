import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../shell/session.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { FlowDrawing, type FlowEnd } from "../../ui/flow-drawing.tsx";
import { inCurrency, isBelowZero, isNothing, Money, negated, sumOf } from "../../ui/money.tsx";
import { Answered, Empty } from "../../ui/states.tsx";
import { KINDS } from "./document-kinds.ts";
import { DocumentLink } from "./document-link.tsx";
import { askSettlements, type Settlement } from "./settlements.ts";
import type { ShownDocument } from "./shown-document.ts";
import { askItems, grossOf, type ShownItem } from "./shown-items.ts";

/** What was applied: drawn from the items on the left to what settled them, and as a table. */
export function DocumentSettlements({ document }: { readonly document: ShownDocument }) {
  const settlements = useQuery({
    ...askSettlements(document.kind, document.id),
    enabled: useMay("queries.read"),
  });
  const items = useQuery(askItems(document.kind, document.id));
  if (settlements.fetchStatus === "idle" && settlements.isPending) return null;
  return (
    <section className="panel" aria-labelledby="settled">
      <h2 id="settled">{document.kind === "CreditMemo" ? "Used for" : "Settled by"}</h2>
      <Answered query={settlements} what="what was applied">
        {(settled) =>
          settled.length === 0 ? (
            <Empty title="Nothing was applied yet" />
          ) : (
            <>
              <Flow document={document} items={items.data?.items ?? []} settled={settled} />
              <DataTable
                caption="What was applied"
                columns={columnsOf(document)}
                rows={settled}
                keyOf={({ id }) => id}
              />
            </>
          )
        }
      </Answered>
    </section>
  );
}

const columnsOf = (document: ShownDocument): readonly Column<Settlement>[] => [
  { name: "what", title: "What", cell: ({ what }) => what, total: KINDS[document.kind].left },
  {
    name: "number",
    title: "Number",
    cell: (settlement) => <LinkedNumber settlement={settlement} />,
  },
  { name: "reason", title: "Reason", cell: ({ reason }) => reason },
  { name: "date", title: "Applied on", cell: ({ date }) => <Day day={date} /> },
  {
    ...{ name: "amount", title: inCurrency("Amount", document.currency), isFigure: true },
    cell: ({ amount, tone }) => <Money amount={amount} tone={tone} />,
    total: <Money amount={document.left} tone={KINDS[document.kind].tone} />,
  },
];

function LinkedNumber({ settlement: { kind, number, id } }: { readonly settlement: Settlement }) {
  if (kind === "Payment" || kind === "Refund") return number;
  return (
    <DocumentLink kind={kind} documentKey={number || id}>
      {number || "The document"}
    </DocumentLink>
  );
}

type FlowProps = {
  readonly document: ShownDocument;
  readonly items: readonly ShownItem[];
  readonly settled: readonly Settlement[];
};

/** What items take away, such as a discount, stands with what has settled the others. */
function Flow({ document, items, settled }: FlowProps) {
  const { kind, left } = document;
  const isDrawable =
    items.length > 0 && !isBelowZero(left) && settled.every(({ amount }) => !isBelowZero(amount));
  if (!isDrawable) return null;
  const ends = items.map((item): FlowEnd => {
    const tone = kind === "CreditMemo" ? "credit" : "plain";
    return { key: item.id, name: item.name, amount: grossOf(item), tone };
  });
  const open: FlowEnd = {
    ...{ key: "left", name: kind === "CreditMemo" ? "Unapplied" : "Still owed", amount: left },
    tone: KINDS[kind].tone,
  };
  const to = [
    ...ends
      .filter(({ amount }) => isBelowZero(amount))
      .map((end) => ({ ...end, amount: negated(end.amount) })),
    ...settled.map(
      ({ id, what, number, amount, tone }): FlowEnd => ({
        ...{ key: id, name: `${what} ${number}`, amount, tone },
      }),
    ),
    ...(isNothing(left) ? [] : [open]),
  ];
  const from = ends.filter(({ amount }) => !isBelowZero(amount) && !isNothing(amount));
  return (
    <FlowDrawing
      label={`Items of ${document.number} on the left, what became of them on the right`}
      from={few(from)}
      to={few(to)}
    />
  );
}

const MOST_DRAWN = 8;

/** The largest, and the others as one. */
function few(ends: readonly FlowEnd[]): readonly FlowEnd[] {
  if (ends.length <= MOST_DRAWN) return ends;
  const bySize = ends.toSorted((one, other) =>
    isBelowZero(sumOf([one.amount, negated(other.amount)])) ? 1 : -1,
  );
  const others = bySize.slice(MOST_DRAWN - 1);
  const amount = sumOf(others.map((end) => end.amount));
  const rest: FlowEnd = { key: "others", name: `${others.length} more`, amount, tone: "plain" };
  return [...bySize.slice(0, MOST_DRAWN - 1), rest];
}
