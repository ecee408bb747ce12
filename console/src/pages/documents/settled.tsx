/** What was applied, drawn and as a table. */
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Day } from "../../ui/days.tsx";
import { FlowDrawing, type FlowEnd } from "../../ui/flow-drawing.tsx";
import { inCurrency, isBelowZero, isNothing, Money, negated, sumOf } from "../../ui/money.tsx";
import { Empty } from "../../ui/states.tsx";
import { PaymentLink } from "../payments/payment-link.tsx";
import { RefundLink } from "../payments/refund-link.tsx";
import { DocumentLink } from "./document-link.tsx";
import type { Settlement } from "./settlements.ts";

type SettledProps = {
  /** The number of the document or payment. */
  readonly of: string;
  /** What it consists of; what is below zero, such as a discount, is drawn with what settled it. */
  readonly from: readonly FlowEnd[];
  readonly settled: readonly Settlement[];
  /** What is still to be settled. */
  readonly left: Omit<FlowEnd, "key">;
  readonly currency: string;
};

export function Settled({ of, from, settled, left, currency }: SettledProps) {
  if (settled.length === 0) return <Empty title="Nothing was applied yet" />;
  const isDrawable =
    from.length > 0 &&
    !isBelowZero(left.amount) &&
    settled.every(({ amount }) => !isBelowZero(amount));
  return (
    <>
      {isDrawable && <Flow of={of} from={from} settled={settled} left={left} />}
      <DataTable
        caption="What was applied"
        columns={columnsOf(settled, left, currency)}
        rows={settled}
        keyOf={({ id }) => id}
      />
    </>
  );
}

const REASON: Column<Settlement> = {
  name: "reason",
  title: "Reason",
  cell: ({ reason }) => reason,
};

const columnsOf = (
  settled: readonly Settlement[],
  left: SettledProps["left"],
  currency: string,
): readonly Column<Settlement>[] => [
  { name: "what", title: "What", cell: ({ what }) => what, total: left.name },
  {
    name: "number",
    title: "Number",
    cell: (settlement) => <LinkedNumber settlement={settlement} />,
  },
  ...(settled.some(({ reason }) => reason !== "") ? [REASON] : []),
  { name: "date", title: "Applied on", cell: ({ date }) => <Day day={date} /> },
  {
    ...{ name: "amount", title: inCurrency("Amount", currency), isFigure: true },
    cell: ({ amount, tone }) => <Money amount={amount} tone={tone} />,
    total: <Money amount={left.amount} tone={left.tone} />,
  },
];

function LinkedNumber({ settlement: { kind, number, id } }: { readonly settlement: Settlement }) {
  if (kind === "Payment") return <PaymentLink paymentKey={number || id} />;
  if (kind === "Refund") return <RefundLink refundKey={number || id} />;
  return <DocumentLink kind={kind} documentKey={number || id} />;
}

function Flow({ of, from, settled, left }: Omit<SettledProps, "currency">) {
  const taken = from.filter(({ amount }) => isBelowZero(amount));
  const to = [
    ...taken.map((end) => ({ ...end, amount: negated(end.amount) })),
    ...settled.map(
      ({ id, what, number, amount, tone }): FlowEnd => ({
        ...{ key: id, name: `${what} ${number}`, amount, tone },
      }),
    ),
    ...(isNothing(left.amount) ? [] : [{ ...left, key: "left" }]),
  ];
  return (
    <FlowDrawing
      label={`What ${of} is made of on the left, what became of it on the right`}
      from={few(from.filter(({ amount }) => !isBelowZero(amount) && !isNothing(amount)))}
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
