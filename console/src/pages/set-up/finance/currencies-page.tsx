import { api } from "../../../api/client.ts";
import type { Answered } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import { type BodyOf, type Draft, type Field, fieldsOf } from "../form/field.ts";
import type { Setting } from "../form/setting.ts";
import { SettingPage } from "../form/setting-page.tsx";
import { ExchangeRates } from "./exchange-rates.tsx";

type Listed = Answered<"listCurrencies">;
type Currency = Listed["currencies"][number];

const MODES = [
  { value: "HalfUp", label: "half up" },
  { value: "Up", label: "up" },
  { value: "Down", label: "down" },
];

const code: Field = {
  ...{ name: "currencyCode", label: "Currency", kind: "text" },
  ...{ isRequired: true, isOnlyForNew: true, help: "Three letters of ISO 4217." },
};

const fields = fieldsOf<"updateCurrency">([
  { name: "roundingMode", label: "Amounts are rounded", kind: "choice", options: MODES },
  {
    ...{ name: "roundingIncrement", label: "To a multiple of", kind: "amount", isRequired: true },
    help: "Of its smallest unit: 0.05 where there is no smaller coin.",
  },
]);

const save = ({ currencyCode, ...body }: Draft) =>
  api.updateCurrency({
    params: { currencyCode: String(currencyCode).toUpperCase() },
    body: body as BodyOf<"updateCurrency">,
  });

const CURRENCIES: Setting<Currency, Listed> = {
  title: "Currencies",
  one: "currency",
  about:
    "The default one, and those that are rounded otherwise than half up to their smallest unit.",
  write: "settings.write",
  list: {
    ask: () => ask.listCurrencies({}),
    rowsOf: ({ currencies }) => currencies,
    keyOf: ({ currencyCode }) => currencyCode,
    nameOf: ({ currencyCode }) => currencyCode,
    columns: [
      {
        name: "rounded",
        title: "Rounded",
        cell: ({ roundingMode }) => MODES.find(({ value }) => value === roundingMode)?.label,
      },
      {
        name: "increment",
        title: "To a multiple of",
        isFigure: true,
        cell: ({ roundingIncrement }) => roundingIncrement,
      },
      {
        name: "places",
        title: "Decimal places",
        isFigure: true,
        cell: ({ decimalPlaces }) => decimalPlaces,
      },
    ],
  },
  empty: "The entity has a default currency.",
  form: {
    fields: [code, ...fields],
    initial: { currencyCode: "", roundingMode: "HalfUp", roundingIncrement: "0.01" },
    draftOf: ({ roundingMode, roundingIncrement }) => ({ roundingMode, roundingIncrement }),
    create: save,
    update: ({ currencyCode }, body) => save({ ...body, currencyCode }),
  },
  Beneath: ({ row }) => <ExchangeRates key={row.currencyCode} currency={row.currencyCode} />,
};

export const CurrenciesPage = () => <SettingPage setting={CURRENCIES} />;
