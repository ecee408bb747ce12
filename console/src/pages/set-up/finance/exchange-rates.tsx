import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import { ask } from "../../../api/queries.ts";
import { useMay, useSession } from "../../../shell/session.ts";
import { type Column, DataTable } from "../../../ui/data-table.tsx";
import { Day, dayAfter } from "../../../ui/days.tsx";
import { Answered, Empty } from "../../../ui/states.tsx";
import type { BodyOf, Draft, Field } from "../form/field.ts";
import { SettingForm } from "../form/setting-form.tsx";

type Rate = BodyOf<"updateCustomExchangeRates">["rates"][number];

const fields: readonly Field<keyof Rate & string>[] = [
  {
    ...{ name: "currencyFrom", label: "One unit of", kind: "text", isRequired: true },
    help: "Three letters of ISO 4217.",
  },
  { name: "exchangeRate", label: "Is worth", kind: "amount", isRequired: true },
  { name: "providerExchangeRateDate", label: "From this day on", kind: "day", isRequired: true },
];

type ShownRate = { readonly day: string; readonly currency: string; readonly rate: string };

const COLUMNS: readonly Column<ShownRate>[] = [
  { name: "day", title: "Day", cell: ({ day }) => <Day day={day} /> },
  { name: "currency", title: "One unit of", cell: ({ currency }) => currency },
  { name: "rate", title: "Is worth", isFigure: true, cell: ({ rate }) => rate },
];

const DAYS_BACK = -30;

type ExchangeRatesProps = { readonly currency: string };

/** What other currencies are worth in this one, of some days; and another rate. */
export function ExchangeRates({ currency }: ExchangeRatesProps) {
  const mayRead = useMay("finance.read");
  const mayWrite = useMay("settings.write");
  return (
    <section className="panel stack" aria-labelledby="rates">
      <h2 id="rates" className="ending">
        What others are worth in {currency}
      </h2>
      {mayRead ? (
        <KnownRates currency={currency} />
      ) : (
        <p className="quiet flush">Seeing exchange rates takes the permission finance.read.</p>
      )}
      {mayWrite && <NewRate currency={currency} />}
    </section>
  );
}

function KnownRates({ currency }: ExchangeRatesProps) {
  const { today } = useSession();
  const [from, setFrom] = useState(dayAfter(today, DAYS_BACK));
  const to = dayAfter(from, -DAYS_BACK);
  const query = useQuery(
    ask.listCustomExchangeRates({
      params: { currency },
      query: { startDate: from, endDate: to },
    }),
  );
  return (
    <>
      <TextInput
        type="date"
        label={`From this day to ${to}`}
        value={from}
        onChange={({ currentTarget: { value } }) => value !== "" && setFrom(value)}
      />
      <Answered query={query} what="the exchange rates">
        {({ rates, inverse }) => {
          const rows = rowsOf(rates);
          if (rows.length === 0) return <Empty title="No rate is known for these days" />;
          return (
            <>
              {inverse && <p className="quiet">Only the other way round was given.</p>}
              <DataTable
                caption="Exchange rates"
                columns={COLUMNS}
                rows={rows}
                keyOf={(rate) => `${rate.day} ${rate.currency}`}
              />
            </>
          );
        }}
      </Answered>
    </>
  );
}

/** Replaces one of the same currencies and day; begins anew once it is added. */
function NewRate({ currency }: ExchangeRatesProps) {
  const { today } = useSession();
  const [added, setAdded] = useState(0);
  return (
    <SettingForm
      key={added}
      title={`Add a rate in ${currency}`}
      fields={fields}
      initial={{ providerExchangeRateDate: today }}
      isNew
      action="Add the rate"
      save={(rate: Draft) =>
        api.updateCustomExchangeRates({
          body: {
            rates: [{ ...rate, currencyTo: currency }],
          } as BodyOf<"updateCustomExchangeRates">,
        })
      }
      onSaved={() => setAdded(added + 1)}
    />
  );
}

type Days = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** By day and currency, the latest day first. */
const rowsOf = (days: Days): ShownRate[] =>
  Object.entries(days)
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .flatMap(([day, rates]) =>
      Object.entries(rates)
        .filter(([name]) => name !== "providerExchangeRateDate")
        .map(([currency, rate]) => ({ day, currency, rate: String(rate) })),
    );
