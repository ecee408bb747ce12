import { NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { ask } from "../../../api/queries.ts";
import { inWords } from "../../../ui/days.tsx";
import classes from "./billing-rules-page.module.css";
import type { Preview } from "./rules-example.tsx";
import type { RulesSearch, TriedExample, TriedRounding } from "./rules-search.ts";
import { MODES } from "./save-rules.tsx";

const PERIODS = [
  { value: "Month", label: "A month" },
  { value: "Quarter", label: "A quarter" },
  { value: "Semi_Annual", label: "Half a year" },
  { value: "Annual", label: "A year" },
  { value: "Week", label: "A week" },
];

const PER: Readonly<Record<string, string>> = {
  ...{ Month: "a month", Quarter: "a quarter", Semi_Annual: "half a year" },
  ...{ Annual: "a year", Week: "a week" },
};

type ExampleTermsProps = {
  readonly preview: Preview;
  readonly search: RulesSearch;
  readonly show: (change: Partial<RulesSearch>) => void;
};

/** The example in words, and what of it can be changed. */
export function ExampleTerms({ preview, search, show }: ExampleTermsProps) {
  const { example, currencyCode: currency } = preview;
  const change = (next: TriedExample) => show({ example: { ...search.example, ...next } });
  const { subscriptionStartDate: start, targetDate, cancellationDate, usage } = example;
  const units = usage
    .map(({ date, quantity }) => `${quantity.replace(/\.00$/, "")} on ${date}`)
    .join(", ");
  return (
    <>
      <p className="flush">
        A service of {example.price} {currency} {PER[example.billingPeriod]}, in advance, with a
        set-up fee of {example.oneTimePrice} and usage at {example.usagePrice} a unit ({units}). It
        begins on {inWords(start)}, is billed up to {inWords(targetDate)}, cancelled on{" "}
        {inWords(cancellationDate)}, the first day without service, and billed again.
      </p>
      <div className={classes.terms}>
        <Price key={currency} price={example.price} onPrice={(price) => change({ price })} />
        <NativeSelect
          label="For"
          data={PERIODS}
          value={example.billingPeriod}
          onChange={({ currentTarget: { value } }) => change({ billingPeriod: value })}
        />
        <TextInput
          type="date"
          label="Begins"
          value={start}
          onChange={({ currentTarget: { value } }) =>
            value !== "" && change({ subscriptionStartDate: value })
          }
        />
        <TextInput
          type="date"
          label="First billed up to"
          value={targetDate}
          onChange={({ currentTarget: { value } }) => value !== "" && change({ targetDate: value })}
        />
        <TextInput
          type="date"
          label="Cancelled on"
          value={cancellationDate}
          onChange={({ currentTarget: { value } }) =>
            value !== "" && change({ cancellationDate: value })
          }
        />
        <Rounding preview={preview} search={search} show={show} />
      </div>
    </>
  );
}

type PriceProps = { readonly price: string; readonly onPrice: (price: string) => void };

/** Asked for a moment after the last digit. */
function Price({ price, onPrice }: PriceProps) {
  const tell = useDebouncedCallback(onPrice, 250);
  return (
    <NumberInput
      label="Price"
      min={0}
      decimalScale={6}
      hideControls
      defaultValue={price}
      onChange={(value) => value !== "" && tell(String(value))}
    />
  );
}

/** How amounts of a currency are rounded: a setting of the currency, tried here with the rules. */
function Rounding({ preview, search, show }: ExampleTermsProps) {
  const { currencyCode: currency, roundingMode, roundingIncrement } = preview;
  const currencies = useQuery(ask.listCurrencies({}));
  const known = currencies.data?.currencies.map(({ currencyCode }) => currencyCode) ?? [];
  const change = (next: TriedRounding) =>
    show({ currency, rounding: { ...search.rounding, ...next } });
  return (
    <>
      <NativeSelect
        label="Currency"
        data={[...new Set([currency, ...known])]}
        value={currency}
        onChange={(event) => show({ currency: event.currentTarget.value, rounding: undefined })}
      />
      <NativeSelect
        label={`${currency} is rounded`}
        data={[...MODES].map(([value, label]) => ({ value, label }))}
        value={roundingMode}
        onChange={(event) => change({ roundingMode: event.currentTarget.value })}
      />
      <TextInput
        label="To a multiple of"
        key={`${currency} ${roundingIncrement}`}
        defaultValue={roundingIncrement}
        onBlur={({ currentTarget: { value } }) =>
          value !== "" && value !== roundingIncrement && change({ roundingIncrement: value })
        }
      />
    </>
  );
}
