import { Button } from "@mantine/core";
import { useShowDetails } from "../../shell/details.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Money, NotApplicable } from "../../ui/money.tsx";
import type { Charge } from "./product-page.tsx";

type Price = Charge["pricing"][number];
type Tier = NonNullable<Price["tiers"]>[number];

const TYPES: Readonly<Record<string, string>> = {
  Recurring: "recurring",
  OneTime: "one time",
  Usage: "usage",
};

const MODELS: Readonly<Record<string, string>> = { FlatFee: "flat fee", PerUnit: "per unit" };

/** "IN_ADVANCE" and "Specific_Weeks" become "In advance" and "Specific weeks". */
function spelledOut(value: string): string {
  const words = value.replaceAll("_", " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const COLUMNS: readonly Column<Charge>[] = [
  {
    name: "name",
    title: "Charge",
    cell: ({ name, type, model, productRatePlanChargeNumber }) => (
      <>
        {name}
        <div className="quiet">
          {productRatePlanChargeNumber} · {TYPES[type] ?? type} · {MODELS[model] ?? spaced(model)}
        </div>
      </>
    ),
  },
  { name: "price", title: "Price", cell: (charge) => <Prices charge={charge} /> },
  {
    name: "quantity",
    title: "Quantity",
    isFigure: true,
    cell: ({ defaultQuantity, uom }) =>
      defaultQuantity === null ? (
        <NotApplicable />
      ) : (
        <span className="figure">
          {defaultQuantity} {uom}
        </span>
      ),
  },
  {
    name: "billed",
    title: "Billed",
    cell: ({ billingPeriod, billingTiming }) =>
      billingPeriod === null ? (
        <NotApplicable />
      ) : (
        spelledOut([billingPeriod, billingTiming].filter((part) => part !== null).join(", "))
      ),
  },
  { name: "day", title: "Bill cycle day", cell: ({ billingDay }) => dayInWords(billingDay) },
  { name: "trigger", title: "Begins", cell: ({ triggerEvent }) => begins(triggerEvent) },
];

type PlanChargesProps = { readonly planName: string; readonly charges: readonly Charge[] };

/** What a plan charges, for how much. */
export const PlanCharges = ({ planName, charges }: PlanChargesProps) => (
  <DataTable
    caption={`Charges of ${planName}`}
    columns={COLUMNS}
    rows={charges}
    keyOf={({ id }) => id}
  />
);

/** "DefaultFromCustomer", "SpecificDayofMonth(15)" */
function dayInWords(day: string | null) {
  if (day === null) return <NotApplicable />;
  const [, specific] = /^SpecificDayofMonth\((\d+)\)$/.exec(day) ?? [];
  if (specific) return `Day ${specific}`;
  return day === "DefaultFromCustomer" ? "The account's" : spaced(day);
}

const spaced = (text: string): string =>
  text.replace(/(?<=[a-z])(?=[A-Z])(.)/g, (letter) => ` ${letter.toLowerCase()}`);

const TRIGGERS: Readonly<Record<string, string>> = {
  ContractEffective: "Contract",
  ServiceActivation: "Service activation",
  CustomerAcceptance: "Customer acceptance",
};

const begins = (event: string): string => TRIGGERS[event] ?? spaced(event);

function Prices({ charge }: { readonly charge: Charge }) {
  const showDetails = useShowDetails();
  const hasTiers = charge.pricing.some(({ tiers }) => tiers && tiers.length > 0);
  if (hasTiers) {
    return (
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => showDetails({ title: charge.name, content: <Tiers charge={charge} /> })}
      >
        Tiers in {charge.pricing.map(({ currency }) => currency).join(", ")}
      </Button>
    );
  }
  return charge.pricing.map(({ currency, price }, index) => (
    <div key={currency}>
      {price !== null && AMOUNTS.has(charge.model) ? (
        <>
          <Money amount={price} currency={currency} />
          {charge.model !== "FlatFee" && charge.uom && ` / ${charge.uom}`}
        </>
      ) : (
        charge.pricingSummary[index]
      )}
    </div>
  ));
}

/** Of these the price is all that is to say. */
const AMOUNTS = new Set(["FlatFee", "PerUnit"]);

const TIER_COLUMNS: readonly Column<Tier>[] = [
  { name: "from", title: "From", isFigure: true, cell: ({ startingUnit }) => startingUnit },
  {
    name: "to",
    title: "To",
    isFigure: true,
    cell: ({ endingUnit }) => endingUnit ?? "and more",
  },
  { name: "price", title: "Price", isFigure: true, cell: ({ price }) => <Money amount={price} /> },
  { name: "format", title: "For", cell: ({ priceFormat }) => spaced(priceFormat) },
];

const Tiers = ({ charge: { pricing, uom } }: { readonly charge: Charge }) => (
  <div className="stack">
    {pricing.map(({ currency, tiers }) => (
      <section key={currency}>
        <h3>
          {currency}
          {uom && `, by ${uom}`}
        </h3>
        <DataTable
          caption={`Tiers in ${currency}`}
          columns={TIER_COLUMNS}
          rows={tiers ?? []}
          keyOf={({ tier }) => tier}
        />
      </section>
    ))}
  </div>
);
