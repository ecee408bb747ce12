import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { anAddress, aTaxCode, aTaxRate } from "#test/support/taxes.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { TaxAddress, TaxDateRule } from "../model/tax.ts";
import { fromServicePeriod } from "../values/date-range.ts";
import { plainDate } from "../values/plain-date.ts";
import { ratesAt } from "./rates-at.ts";
import { wholePart } from "./tax-parts.ts";

const FILE = "docs/spec/tax.md";

const at = (given: Partial<TaxAddress>, rate: string) => ({
  ...anAddress(given),
  rates: [aTaxRate({ taxRate: rate })],
});

const CALIFORNIA = { country: "United States", state: "California" };

const CODE = aTaxCode([
  {
    from: "2020-01-01",
    addresses: [
      at({ country: "Spain", state: "Santa Cruz de Tenerife" }, "0.07"),
      at({ country: "Spain" }, "0.21"),
      at({ country: "Spain", state: "STA CRUZ DE TENERIFE" }, "0.07"),
      at({ ...CALIFORNIA, city: "Fresno", postalCode: "93650" }, "0.0835"),
      at({ ...CALIFORNIA, city: "Fresno" }, "0.08"),
      at({ ...CALIFORNIA, county: "Marin", taxRegion: "north" }, "0.0925"),
      at(CALIFORNIA, "0.0725"),
    ],
  },
]);

describe("ratesAt, worked examples", () => {
  for (const row of workedExamples(FILE, "One address")) {
    test(`${row.id}: ${row.country} ${row.state} ${row.city}`, () => {
      const address = anAddress({
        country: row.country || null,
        state: row.state || null,
        county: row.county || null,
        city: row.city || null,
        postalCode: row["postal code"] || null,
        taxRegion: row.region || null,
      });
      const rates = ratesAt(CODE, plainDate("2024-05-01"), address);
      assert.equal(rates[0]?.taxRate.toFixed() ?? "-", row.rate);
    });
  }
});

describe("wholePart, worked examples", () => {
  const anywhere = (rate: string) => [at({}, rate)];
  const code = aTaxCode([
    { from: "2023-01-01", addresses: anywhere("0.06") },
    { from: "2024-01-01", addresses: anywhere("0.07") },
  ]);
  for (const row of workedExamples(FILE, "Which day")) {
    test(`${row.id}: ${row.rule} of ${row.service} billed on ${row["document date"]}`, () => {
      const [start = "", end = ""] = (row.service ?? "").split("..");
      const part = wholePart(
        code,
        fromServicePeriod(plainDate(start), plainDate(end)),
        anAddress(),
        {
          rule: row.rule as TaxDateRule,
          documentDate: plainDate(row["document date"] ?? ""),
        },
      );
      assert.equal(part.taxDate, row["tax date"]);
      assert.equal(part.rates[0]?.taxRate.toFixed() ?? "-", row.rate);
    });
  }
});
