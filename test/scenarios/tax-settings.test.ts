/** Tax codes, periods, rates, dates, outside engines and companies: what a caller sets of taxes. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { anAccount, aPlan, succeed } from "#test/support/company.ts";
import { startTestServer } from "#test/support/server.ts";

const server = await startTestServer();
after(server.close);

const CODES = "/settings/tax-codes";
const PERIODS = "/settings/tax-rate-periods";

let named = 0;
const aCode = async (fields: object = {}) => {
  named += 1;
  return succeed(server, "POST", `${CODES}/ztax`, { name: `Code ${named}`, ...fields });
};

async function refused(method: string, path: string, body: object, message: RegExp) {
  const { status, json, text } = await server.call(method, path, body);
  assert(status === 200 || status === 400 || status === 404, text);
  assert.equal(json.success, false, text);
  assert.match(json.reasons[0].message, message);
}

describe("tax codes", () => {
  test("are made, read, changed and deleted", async () => {
    const made = await aCode({ name: "VAT", description: "Value added" });
    assert.equal(made.active, true);
    const { taxEngines } = await succeed(server, "GET", "/settings/tax-engines");
    assert.deepEqual(taxEngines[0], {
      id: made.taxEngineId,
      name: "Zuora Tax",
      taxEngineType: "Z_Tax",
    });
    const path = `${CODES}/ztax/${made.id}`;
    const changed = await succeed(server, "PUT", path, { active: false });
    assert.deepEqual(changed, { ...made, active: false });
    assert.deepEqual(await succeed(server, "GET", path), changed);
    const { taxCodes } = await succeed(server, "GET", CODES);
    assert.deepEqual(
      taxCodes.filter((code: { id: string }) => code.id === made.id),
      [{ ...changed, success: undefined }].map(({ success: _, ...code }) => code),
    );
    await succeed(server, "DELETE", path);
    await refused("GET", path, {}, /Cannot find entity/);
  });

  test("have names of their own", async () => {
    const { name } = await aCode();
    const other = await aCode();
    await refused("POST", `${CODES}/ztax`, { name }, /already in use/);
    await refused("PUT", `${CODES}/ztax/${other.id}`, { name }, /already in use/);
  });

  test("by which charges are taxed keep their name and stay", async () => {
    const { id, name } = await aCode();
    await aPlan(server, [{ Taxable: true, TaxCode: name, TaxMode: "TaxExclusive" }]);
    await refused("DELETE", `${CODES}/ztax/${id}`, {}, /make it inactive/);
    await refused("PUT", `${CODES}/ztax/${id}`, { name: "Another" }, /make it inactive/);
    await succeed(server, "PUT", `${CODES}/ztax/${id}`, { name, active: false });
  });

  test("of an outside engine name it", async () => {
    await refused("POST", `${CODES}/connector`, { name: "Outside" }, /taxEngineId/);
    const engine = await succeed(server, "POST", "/settings/tax-engines/connector", {
      name: "Outside",
      taxEngineType: "ConnectTaxEngine",
      connectUrl: "http://127.0.0.1:1/tax",
      password: "secret",
    });
    assert.equal("password" in engine, false);
    const code = await succeed(server, "POST", `${CODES}/connector`, {
      name: "Outside",
      taxEngineId: engine.id,
      externalTaxCode: "P0000000",
    });
    assert.equal(code.taxEngineId, engine.id);
    await refused("GET", `${CODES}/ztax/${code.id}`, {}, /Cannot find entity/);
    const path = `/settings/tax-engines/connector/${engine.id}`;
    await refused("DELETE", path, {}, /Tax codes are of tax engine/);
    await refused("POST", `${PERIODS}/${code.id}`, { startDate: "2024-01-01" }, /outside engine/);
    assert.equal((await succeed(server, "PUT", path, { name: "Other" })).name, "Other");
    assert.equal((await succeed(server, "GET", path)).name, "Other");
    await succeed(server, "DELETE", `${CODES}/connector/${code.id}`);
    await succeed(server, "DELETE", path);
  });

  test("of an outside engine: its password goes only where it was given for", async () => {
    const path = "/settings/tax-engines/connector";
    const fields = { name: "Moving", taxEngineType: "ConnectTaxEngine", password: "secret" };
    const connectUrl = "https://tax.example/v1";
    const told = { ...fields, connectUrl: "https://ada:secret@tax.example/v1" };
    await refused("POST", path, told, /no user name and password/);
    const { id } = await succeed(server, "POST", path, { ...fields, connectUrl });
    const elsewhere = { connectUrl: "https://elsewhere.example/v1" };
    await refused("PUT", `${path}/${id}`, elsewhere, /'password' may not be null/);
    assert.equal((await succeed(server, "GET", `${path}/${id}`)).connectUrl, connectUrl);
    await succeed(server, "PUT", `${path}/${id}`, { connectUrl: "https://tax.example/v2" });
    await succeed(server, "PUT", `${path}/${id}`, { ...elsewhere, password: "another" });
    await succeed(server, "DELETE", `${path}/${id}`);
  });

  test("name one of the entity's companies", async () => {
    const company = { name: "Clark Ltd", companyCode: "CLARK" };
    const made = await succeed(server, "POST", "/settings/tax-companies", company);
    const { id } = await aCode({ taxCompanyId: made.id });
    const path = `/settings/tax-companies/${made.id}`;
    await refused("DELETE", path, {}, /Tax codes name tax company/);
    await succeed(server, "PUT", path, { companyCode: "CLARK-2" });
    const { taxCompanies } = await succeed(server, "GET", "/settings/tax-companies");
    assert.deepEqual(taxCompanies, [{ id: made.id, ...company, companyCode: "CLARK-2" }]);
    await refused("POST", "/settings/tax-companies", company, /already in use/);
    await refused("POST", `${CODES}/ztax`, { name: "X", taxCompanyId: id }, /Cannot find entity/);
    await succeed(server, "DELETE", `${CODES}/ztax/${id}`);
    await succeed(server, "DELETE", path);
  });
});

describe("tax rate periods", () => {
  test("a new one ends the one that has no end", async () => {
    const { id } = await aCode();
    const first = await succeed(server, "POST", `${PERIODS}/${id}`, { startDate: "2020-01-01" });
    assert.deepEqual([first.startDate, first.endDate], ["2020-01-01", null]);
    const given = { startDate: "2024-01-01", endDate: "2024-12-31", taxCodeId: id };
    const second = await succeed(server, "POST", `${PERIODS}/${id}`, given);
    const { taxRatePeriods } = await succeed(server, "GET", PERIODS);
    const own = taxRatePeriods.filter(({ taxCodeId }: { taxCodeId: string }) => taxCodeId === id);
    assert.deepEqual(
      own.map(({ startDate, endDate }: typeof first) => [startDate, endDate]),
      [
        ["2020-01-01", "2023-12-31"],
        ["2024-01-01", "2024-12-31"],
      ],
    );
    const path = `${PERIODS}/${second.id}`;
    await refused("PUT", path, { startDate: "2023-06-01" }, /has some of these days/);
    await refused("PUT", path, { endDate: "2023-06-01" }, /end before it starts/);
    assert.equal((await succeed(server, "PUT", path, { endDate: null })).endDate, null);
    await succeed(server, "DELETE", path);
    await refused("DELETE", path, {}, /Cannot find entity/);
  });
});

describe("tax rates", () => {
  test("are added behind each other, read in pages and deleted together", async () => {
    const { id } = await aCode();
    const period = await succeed(server, "POST", `${PERIODS}/${id}`, { startDate: "2020-01-01" });
    const path = `${PERIODS}/${period.id}/tax-rates`;
    const california = {
      country: "USA",
      state: "ca",
      taxRate1: 0.08,
      taxRateType1: "Percentage",
      taxName1: "Sales Tax",
      taxJurisdiction1: "State",
      taxLocationCode1: "000-1",
      taxRateDescription1: "California",
      taxRate2: 2,
      taxRateType2: "FlatFee",
      taxName2: "Fee",
    };
    const spain = { country: "ES", taxRate1: 0.21, taxRateType1: "Percentage", taxName1: "IVA" };
    const { taxRates } = await succeed(server, "POST", path, { taxRates: [california] });
    await succeed(server, "POST", path, { taxRates: [spain] });
    const [first] = taxRates;
    assert.deepEqual(
      {
        country: first.country,
        state: first.state,
        taxRate1: first.taxRate1,
        taxJursdiction1: first.taxJursdiction1,
        taxRate2: first.taxRate2,
        taxRateType2: first.taxRateType2,
        taxRate3: first.taxRate3,
        taxName3: first.taxName3,
      },
      {
        country: "United States",
        state: "California",
        taxRate1: 0.08,
        taxJursdiction1: "State",
        taxRate2: 2,
        taxRateType2: "FlatFee",
        taxRate3: 0,
        taxName3: null,
      },
    );
    const page = await succeed(server, "GET", `${path}?size=1&page=2`);
    assert.deepEqual(
      page.taxRates.map((rate: { country: string }) => rate.country),
      ["Spain"],
    );
    await succeed(server, "DELETE", path);
    assert.deepEqual((await succeed(server, "GET", path)).taxRates, []);
  });

  test("need an address that exists, and a name and a type", async () => {
    const { id } = await aCode();
    const period = await succeed(server, "POST", `${PERIODS}/${id}`, { startDate: "2020-01-01" });
    const path = `${PERIODS}/${period.id}/tax-rates`;
    const rate = { country: "France", taxRate1: 0.2, taxRateType1: "Percentage", taxName1: "TVA" };
    const add = (fields: object) => ({ taxRates: [{ ...rate, ...fields }] });
    await refused("POST", path, add({ country: "Atlantis" }), /is no country/);
    await refused("POST", path, add({ country: "US" }), /'state' may not be null/);
    await refused("POST", path, add({ country: "US", state: "QC" }), /is no state of/);
    await refused("POST", path, add({ taxName1: null }), /'taxName1' may not be null/);
    await refused("POST", path, add({ taxRateType1: null }), /'taxRateType1' may not be null/);
    await refused("POST", path, add({ taxRate1: null }), /'taxRate1' may not be null/);
    await refused("POST", path, add({ taxRate1: -1 }), /greater than or equal to 0/);
    assert.deepEqual((await succeed(server, "GET", path)).taxRates, []);
  });
});

test("tax dates are set by country", async () => {
  const path = "/settings/tax-dates";
  const wanted = { taxDates: [{ country: "DE", taxDate: "ServicePeriodEndDate" }] };
  await succeed(server, "PUT", path, wanted);
  const { taxDates } = await succeed(server, "GET", path);
  assert.deepEqual(taxDates, [{ country: "Germany", taxDate: "ServicePeriodEndDate" }]);
  const wrong = { taxDates: [{ country: "Atlantis", taxDate: "DocumentDate" }] };
  await refused("PUT", path, wrong, /is no country/);
});

test("an account says whether it is exempt", async () => {
  const { accountId } = await anAccount(server, {
    taxInfo: { exemptStatus: "Yes", exemptCertificateId: "C-1", companyCode: "CLARK" },
  });
  const { taxInfo } = await succeed(server, "GET", `/v1/accounts/${accountId}`);
  assert.equal(taxInfo.exemptStatus, "Yes");
});
