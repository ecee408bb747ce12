import assert from "node:assert/strict";
import { test } from "node:test";
import { countryCode, countryName } from "./country.ts";
import { COUNTRY_CODES } from "./country-codes.ts";
import { stateName } from "./state.ts";

test("a country is known by two letters, three letters and its names", () => {
  for (const text of ["US", "usa", "United States", "united states of america"]) {
    assert.equal(countryName(text), "United States");
  }
  assert.equal(countryName("Cote d'Ivoire"), "Côte d’Ivoire");
  assert.equal(countryName("Korea, Republic of"), "South Korea");
  assert.equal(countryName("HKG"), "Hong Kong");
});

test("a country that does not exist has no name", () => {
  for (const text of ["", "XX", "Atlantis", "840"]) assert.equal(countryName(text), undefined);
});

test("every code has a name, and every name leads back to its code", () => {
  for (const [two, three] of COUNTRY_CODES) {
    const name = countryName(three);
    assert(name && name.length > 2, `${two} has a name`);
    assert.equal(countryCode(name), two);
  }
});

test("states of the United States and provinces of Canada are written in full", () => {
  assert.equal(stateName("US", "ca"), "California");
  assert.equal(stateName("United States", "new york"), "New York");
  assert.equal(stateName("CAN", "QC"), "Quebec");
  assert.equal(stateName("Canada", "Québec"), "Quebec");
  assert.equal(stateName("US", "QC"), undefined);
});

test("states of other countries stay as they were written", () => {
  assert.equal(stateName("Germany", "BY"), "BY");
  assert.equal(stateName(null, "CA"), "CA");
  assert.equal(stateName("US", ""), "");
});
