/** Exchange rates that a tenant gives, and what is answered of them. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const rate = (from: string, to: string, day: string, exchangeRate: number | string | null) => ({
  currencyFrom: from,
  currencyTo: to,
  providerExchangeRateDate: day,
  exchangeRate,
});
const give = (...rates: object[]) =>
  succeed(server, "PUT", "/settings/custom-exchange-rates", { rates });
const ratesOf = (currency: string, startDate: string, endDate: string) =>
  succeed(
    server,
    "GET",
    `/v1/custom-exchange-rates/${currency}?startDate=${startDate}&endDate=${endDate}`,
  );

describe("GET /v1/custom-exchange-rates/{currency}", () => {
  test("answers as the vendor's sample", async () => {
    const { count } = await give(
      rate("GBP", "EUR", "2019-04-28", 1.135239621),
      rate("USD", "EUR", "2019-04-28", 0.889028445),
      rate("GBP", "EUR", "2019-04-29", 1.134623962),
      rate("USD", "EUR", "2019-04-29", 0.892140244),
      rate("GBP", "EUR", "2019-04-30", "1.134589832"),
      rate("USD", "EUR", "2019-04-30", "0.892243287"),
    );
    assert.equal(count, 6);
    assert.deepEqual(await ratesOf("EUR", "2019-04-28", "2019-04-30"), {
      inverse: false,
      rateSetName: null,
      rates: {
        "2019-04-28": {
          GBP: 1.135239621,
          USD: 0.889028445,
          providerExchangeRateDate: "2019-04-28",
        },
        "2019-04-29": {
          GBP: 1.134623962,
          USD: 0.892140244,
          providerExchangeRateDate: "2019-04-29",
        },
        "2019-04-30": {
          GBP: 1.134589832,
          USD: 0.892243287,
          providerExchangeRateDate: "2019-04-30",
        },
      },
      success: true,
    });
  });

  test("a rate holds until another is given, and can be replaced and taken away", async () => {
    await give(rate("CHF", "SEK", "2024-01-02", 11), rate("CHF", "SEK", "2024-01-04", 12));
    const days = async () => (await ratesOf("sek", "2024-01-01", "2024-01-05")).rates;
    const day = (CHF: number, providerExchangeRateDate: string) => ({
      CHF,
      providerExchangeRateDate,
    });
    assert.deepEqual(await days(), {
      "2024-01-02": day(11, "2024-01-02"),
      "2024-01-03": day(11, "2024-01-02"),
      "2024-01-04": day(12, "2024-01-04"),
      "2024-01-05": day(12, "2024-01-04"),
    });
    await give(rate("CHF", "SEK", "2024-01-02", 10), rate("CHF", "SEK", "2024-01-04", null));
    assert.deepEqual((await days())["2024-01-05"], day(10, "2024-01-02"));
  });

  test("is the inverse where only that was given", async () => {
    await give(rate("JPY", "NOK", "2024-01-02", 0.07));
    assert.deepEqual(await ratesOf("JPY", "2024-01-02", "2024-01-02"), {
      inverse: true,
      rateSetName: null,
      rates: { "2024-01-02": { NOK: 0.07, providerExchangeRateDate: "2024-01-02" } },
      success: true,
    });
  });

  test("of a currency that nobody has given one for is empty", async () => {
    const { rates, inverse } = await ratesOf("PLN", "2024-01-02", "2024-01-02");
    assert.deepEqual([rates, inverse], [{}, false]);
  });

  const refused: readonly (readonly [string, RegExp])[] = [
    ["EUR?startDate=2024-01-02&endDate=2024-01-01", /is before 'startDate'/],
    ["EUR?startDate=2024-01-01&endDate=2024-04-01", /more than 90 days/],
    ["EUR?startDate=2024-01-01", /endDate/],
    ["XXQ?startDate=2024-01-01&endDate=2024-01-01", /Cannot find entity by key: 'XXQ'/],
  ];
  for (const [asked, message] of refused) {
    test(`refuses ${asked}`, async () => {
      const { json, status } = await server.call("GET", `/v1/custom-exchange-rates/${asked}`);
      assert.equal(json.success, false);
      assert.ok(status < 500);
      assert.match(json.reasons[0].message, message);
    });
  }
});

describe("what is wrong is refused, and nothing of it is kept", () => {
  const wrong: readonly (readonly [string, object, RegExp])[] = [
    ["no currency", rate("XXQ", "EUR", "2018-01-01", 1), /names 'XXQ', which is no currency/],
    ["a currency in itself", rate("EUR", "EUR", "2018-01-01", 1), /in itself/],
    ["a rate of nothing", rate("USD", "EUR", "2018-01-01", 0), /greater than 0/],
    ["what is said twice", rate("GBP", "EUR", "2018-01-01", 2), /says again/],
  ];
  for (const [what, given, message] of wrong) {
    test(what, async () => {
      const rates = [rate("GBP", "EUR", "2018-01-01", 1), given];
      const { json, status } = await server.call("PUT", "/settings/custom-exchange-rates", {
        rates,
      });
      assert.ok(status >= 400 || json.success === false);
      assert.match(json.reasons[0].message, message);
      assert.deepEqual((await ratesOf("EUR", "2018-01-01", "2018-01-01")).rates, {});
    });
  }
});
