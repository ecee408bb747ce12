import { Button } from "@mantine/core";
import { useShowDetails } from "../../shell/details.tsx";
import { inWords } from "../../ui/days.tsx";
import { Money } from "../../ui/money.tsx";
import { Empty } from "../../ui/states.tsx";
import type { Receipt } from "./outcome.ts";

type WhyProps = { readonly receipt: Receipt; readonly currency: string };

/** "Why these numbers?": the rule and the inputs of every item that the order would make. */
export function WhyButton({ receipt, currency }: WhyProps) {
  const showDetails = useShowDetails();
  const show = () =>
    showDetails({
      title: "Why these numbers?",
      content: <Why receipt={receipt} currency={currency} />,
    });
  return (
    <Button variant="subtle" onClick={show}>
      Why these numbers?
    </Button>
  );
}

type Item = Receipt["documents"][number]["items"][number];

function Why({ receipt: { documents }, currency }: WhyProps) {
  const items = documents.flatMap((document) => document.items);
  if (items.length === 0) {
    return <Empty title="Billing makes no document: nothing is credited and nothing is billed" />;
  }
  return (
    <div className="stack">
      {items.map((item) => (
        <WhyItem
          key={`${item.chargeNumber} ${item.serviceStartDate} ${item.amount}`}
          item={item}
          currency={currency}
        />
      ))}
    </div>
  );
}

const WhyItem = ({ item, currency }: { readonly item: Item; readonly currency: string }) => (
  <section className="panel">
    <h3>
      {item.chargeName} <Money amount={item.amount} currency={currency} />
    </h3>
    <p>
      For {inWords(item.serviceStartDate)} to {inWords(item.serviceEndDate)}, that day included.
      Rule: {item.derivation.rule}.
    </p>
    <dl className="facts">
      {Object.entries(item.derivation.inputs).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="figure">{value}</dd>
        </div>
      ))}
    </dl>
  </section>
);
