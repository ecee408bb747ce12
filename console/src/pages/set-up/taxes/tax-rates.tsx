import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import type { Answered as AnswerOf } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import { useMay } from "../../../shell/session.ts";
import { type Column, DataTable } from "../../../ui/data-table.tsx";
import { Answered, Empty } from "../../../ui/states.tsx";
import { Deeds } from "../form/deeds.tsx";
import type { BodyOf, Draft, Field } from "../form/field.ts";
import { SettingForm } from "../form/setting-form.tsx";
import type { TaxPeriod } from "./tax-periods.tsx";

type Rate = AnswerOf<"listTaxRates">["taxRates"][number];
type GivenRate = BodyOf<"createTaxRates">["taxRates"][number];

const SLOTS = [1, 2, 3] as const;
type Slot = (typeof SLOTS)[number];

const place = ({ state, county, city, postalCode, taxRegion }: Rate): string =>
  [state, county, city, postalCode, taxRegion].filter(Boolean).join(", ") || "all of it";

/** A rate beside its name: "TVA 0.2", "Fee 1.50 each". */
function slotOf(rate: Rate, slot: Slot): string | undefined {
  const { [`taxName${slot}` as const]: name, [`taxRate${slot}` as const]: amount } = rate;
  const { [`taxRateType${slot}` as const]: type } = rate;
  if (type === null) return undefined;
  return `${name ?? "Tax"} ${amount}${type === "FlatFee" ? " each" : ""}`;
}

const COLUMNS: readonly Column<Rate>[] = [
  { name: "country", title: "Country", cell: ({ country }) => country },
  { name: "place", title: "Where", cell: place },
  {
    name: "rates",
    title: "Taxes",
    cell: (rate) => SLOTS.flatMap((slot) => slotOf(rate, slot) ?? []).join(" · "),
  },
  { name: "description", title: "Description", cell: ({ description }) => description ?? "–" },
];

type RateField = keyof GivenRate & string;

const fields: readonly Field<RateField>[] = [
  {
    ...{ name: "country", label: "Country", kind: "text", isRequired: true },
    help: "A code or an English name.",
  },
  { name: "state", label: "State", kind: "text", help: "Needed in the United States and Canada." },
  { name: "county", label: "County", kind: "text" },
  { name: "city", label: "City", kind: "text" },
  { name: "postalCode", label: "Postal code", kind: "text" },
  { name: "taxName1", label: "Name of the tax", kind: "text" },
  { name: "taxRate1", label: "Rate", kind: "amount", isRequired: true, help: "0.2 is 20 %." },
  {
    ...{ name: "taxRateType1", label: "It is", kind: "choice" },
    options: [
      { value: "Percentage", label: "A share of the price" },
      { value: "FlatFee", label: "An amount" },
    ],
  },
  { name: "taxJurisdiction1", label: "Jurisdiction", kind: "text" },
  { name: "description", label: "Description", kind: "text" },
];

const START = { country: "", taxRate1: "", taxRateType1: "Percentage" };

type TaxRatesProps = { readonly period: TaxPeriod; readonly title: string };

/** The rates of some days; the first whose address matches that of the customer holds. */
export function TaxRates({ period: { id }, title }: TaxRatesProps) {
  const mayWrite = useMay("settings.write");
  const query = useQuery(ask.listTaxRates({ params: { key: id }, query: { size: "1000" } }));
  return (
    <section className="panel stack" aria-label={title}>
      <h2 className="ending">{title}</h2>
      <Answered query={query} what="the rates">
        {({ taxRates }) =>
          taxRates.length === 0 ? (
            <Empty title="No rate yet: nothing is taxed on these days" />
          ) : (
            <DataTable
              caption={`Rates: ${title}`}
              columns={COLUMNS}
              rows={taxRates}
              keyOf={(rate) => rate.id}
            />
          )
        }
      </Answered>
      {mayWrite && (
        <>
          <details>
            <summary>Add a rate</summary>
            <NewRate periodId={id} title={`Add a rate: ${title}`} />
          </details>
          <details>
            <summary>Take away</summary>
            <Deeds
              title={`Take away: ${title}`}
              needs="settings.write"
              deeds={[
                {
                  name: "Delete all rates",
                  about: "The days stay, and nothing is taxed on them.",
                  run: () => api.deleteTaxRates({ params: { key: id } }),
                },
                {
                  name: "Delete these days",
                  about: "With their rates. Documents that are posted keep their taxes.",
                  run: () => api.deleteTaxRatePeriod({ params: { key: id } }),
                },
              ]}
            />
          </details>
        </>
      )}
    </section>
  );
}

type NewRateProps = { readonly periodId: string; readonly title: string };

/** Behind those that there are; begins anew once it is added. */
function NewRate({ periodId, title }: NewRateProps) {
  const [added, setAdded] = useState(0);
  return (
    <SettingForm
      key={added}
      title={title}
      fields={fields}
      initial={START}
      isNew
      action="Add the rate"
      save={(rate: Draft) =>
        api.createTaxRates({
          params: { key: periodId },
          body: { taxRates: [rate] } as unknown as BodyOf<"createTaxRates">,
        })
      }
      onSaved={() => setAdded(added + 1)}
    />
  );
}
