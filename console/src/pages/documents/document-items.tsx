import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { decimal } from "#engine/values/decimal.ts";
import { useShowDetails } from "../../shell/details.tsx";
import { useMay } from "../../shell/session.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { formatMoney, inCurrency, Money, sumOf } from "../../ui/money.tsx";
import { Answered } from "../../ui/states.tsx";
import { KINDS } from "./document-kinds.ts";
import { DocumentTotals, nameOfTax } from "./document-totals.tsx";
import { Explanation } from "./explanation.tsx";
import type { ShownDocument } from "./shown-document.ts";
import { askItems, type ShownItem } from "./shown-items.ts";

/** What is billed or credited, with its taxes and, by a button, why it is so much. */
export function DocumentItems({ document }: { readonly document: ShownDocument }) {
  const query = useQuery(askItems(document.kind, document.id));
  const mayAskWhy = useMay("finance.read");
  return (
    <section className="panel" aria-labelledby="items">
      <h2 id="items">Items</h2>
      <Answered query={query} what="the items">
        {({ items, isAll }) => (
          <>
            <DataTable
              caption="Items of the document"
              columns={[...columnsOf(document), ...(mayAskWhy ? [whyColumn(document)] : [])]}
              rows={items}
              keyOf={({ id }) => id}
            />
            <DocumentTotals document={document} items={items} />
            {!isAll && <p className="quiet">The first {items.length} are shown.</p>}
          </>
        )}
      </Answered>
    </section>
  );
}

function columnsOf({ currency }: ShownDocument): readonly Column<ShownItem>[] {
  return [
    { name: "name", title: "Item", cell: (item) => <Name item={item} /> },
    {
      name: "service",
      title: "Service, both days included",
      cell: ({ serviceStartDate, serviceEndDate }) => (
        <span className="figure">
          {serviceStartDate === serviceEndDate
            ? serviceStartDate
            : `${serviceStartDate} – ${serviceEndDate}`}
        </span>
      ),
    },
    {
      ...{ name: "quantity", title: "Quantity", isFigure: true },
      cell: ({ quantity, unitOfMeasure, isDiscount }) =>
        isDiscount ? "" : `${decimal(quantity).toFixed()} ${unitOfMeasure}`,
    },
    {
      ...{ name: "price", title: inCurrency("Unit price", currency), isFigure: true },
      cell: ({ unitPrice, isDiscount }) => (isDiscount ? "" : <Money amount={unitPrice} />),
    },
    {
      ...{ name: "amount", title: inCurrency("Amount", currency), isFigure: true },
      cell: (item) => <Money amount={item.amount} />,
    },
    {
      ...{ name: "tax", title: inCurrency("Tax", currency), isFigure: true },
      cell: ({ taxes }) => <Money amount={sumOf(taxes.map((tax) => tax.taxAmount))} />,
    },
  ];
}

function Name({ item }: { readonly item: ShownItem }) {
  const { name, description, subscriptionKey, subscriptionName, taxes } = item;
  return (
    <>
      {name}
      {description && description !== name && <div className="quiet">{description}</div>}
      {subscriptionKey && (
        <div>
          <Link className="link" to="/subscriptions/$subscriptionKey" params={{ subscriptionKey }}>
            {subscriptionName}
          </Link>
        </div>
      )}
      {taxes.length > 0 && <div className="quiet">{taxes.map(nameOfTax).join(", ")}</div>}
    </>
  );
}

const whyColumn = (document: ShownDocument): Column<ShownItem> => ({
  name: "why",
  title: <span className="visually-hidden">Why</span>,
  cell: (item) => <WhyButton document={document} item={item} />,
});

function WhyButton({ document, item }: { document: ShownDocument; item: ShownItem }) {
  const showDetails = useShowDetails();
  const { kind, number } = document;
  const show = () =>
    showDetails({
      title: `${KINDS[kind].name} ${number}: why ${formatMoney(item.amount, document.currency)}?`,
      content: <Explanation kind={kind} documentKey={document.id} itemId={item.id} />,
    });
  return (
    <Button variant="subtle" size="compact-sm" onClick={show}>
      Explain<span className="visually-hidden"> {item.name}</span>
    </Button>
  );
}
