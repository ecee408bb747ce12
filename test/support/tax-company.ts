/** Tax codes, rates and customers, set through the API as a caller would. */
import { anAccount, succeed } from "./company.ts";
import type { Answer, TestServer } from "./server.ts";

export type Since = { readonly from: string; readonly rates: readonly object[] };

/** A percentage of everybody in the United States who is in this state. */
export const salesTax = (taxRate1: number, fields: object = {}) => ({
  country: "US",
  state: "CA",
  taxRate1,
  taxRateType1: "Percentage",
  taxName1: "Sales Tax",
  ...fields,
});

/** A tax code with its periods, each until the next begins. */
export async function aTaxCodeOf(
  server: TestServer,
  name: string,
  periods: readonly Since[],
): Promise<string> {
  const { id } = await succeed(server, "POST", "/settings/tax-codes/ztax", { name });
  for (const { from, rates } of periods) {
    const path = "/settings/tax-rate-periods";
    const period = await succeed(server, "POST", `${path}/${id}`, { startDate: from });
    await succeed(server, "POST", `${path}/${period.id}/tax-rates`, { taxRates: rates });
  }
  return id;
}

/** Somebody in California. */
export const aCalifornian = (server: TestServer, fields: object = {}): Promise<Answer["json"]> =>
  anAccount(server, {
    billToContact: {
      firstName: "Ada",
      lastName: "Clark",
      country: "United States",
      state: "California",
    },
    ...fields,
  });

export const taxable = (TaxCode: string, TaxMode = "TaxExclusive") => ({
  Taxable: true,
  TaxCode,
  TaxMode,
});

/** Invoices of an account with their items, newest first. */
export async function invoicesOf(
  server: TestServer,
  accountNumber: string,
): Promise<Answer["json"][]> {
  const { invoices } = await succeed(
    server,
    "GET",
    `/v1/transactions/invoices/accounts/${accountNumber}`,
  );
  return Promise.all(
    invoices.map(async ({ id }: { id: string }) => ({
      ...(await succeed(server, "GET", `/v1/invoices/${id}`)),
      items: (await succeed(server, "GET", `/v1/invoices/${id}/items`)).invoiceItems,
    })),
  );
}
