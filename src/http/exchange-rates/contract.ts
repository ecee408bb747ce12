import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

/** Rates that one request gives. */
const MOST_RATES = 10_000;

const currency = z.string().toUpperCase().describe("ISO 4217: three letters.");

export const listCustomExchangeRates = contract({
  operation: "listCustomExchangeRates",
  method: "GET",
  path: "/v1/custom-exchange-rates/{currency}",
  summary: "List custom exchange rates by currency",
  description:
    "What other currencies are worth in this one, day by day: the latest rate that was given for the day or one before. Where only the other way round was given, `inverse` is true.",
  tag: "Custom Exchange Rates",
  query: z.object({
    startDate: wire.date,
    endDate: wire.date.describe("Not before `startDate`, and at most 90 days after it."),
  }),
  response: z.object({
    inverse: z.boolean(),
    rateSetName: z.null().describe("There is one set of rates, which has no name."),
    rates: z
      .record(z.string(), z.object({ providerExchangeRateDate: wire.date }).catchall(wire.money))
      .describe("By day, and in it by currency. A day before all rates is not in it."),
  }),
  errors: ["INVALID_VALUE", "ENTITY_NOT_FOUND"],
});

export const updateCustomExchangeRates = contract({
  operation: "updateCustomExchangeRates",
  method: "PUT",
  path: "/settings/custom-exchange-rates",
  aliases: ["/v1/settings/custom-exchange-rates"],
  summary: "Import foreign exchange rates",
  description:
    "Ours: the field imports a file. Each rate replaces that of the same currencies and day; null takes it away.",
  tag: "Settings",
  request: wire.body({
    rates: z
      .array(
        wire.body({
          currencyFrom: currency,
          currencyTo: currency,
          providerExchangeRateDate: wire.date,
          exchangeRate: wire.quantity
            .nullable()
            .describe("What one unit of `currencyFrom` is worth in `currencyTo`."),
        }),
      )
      .min(1)
      .max(MOST_RATES),
  }),
  response: z.object({ count: z.number().describe("Of rates that were kept or taken away.") }),
  errors: ["INVALID_VALUE"],
  envelope: "plain",
});
