/** What the endpoints that were measured answer of one account. */
import { isDecided } from "#test/published/shape-exceptions.ts";
import {
  differencesFromMeasured,
  type MeasuredField,
  measuredFields,
  objectsAt,
} from "#test/published/shapes.ts";
import { anAccount, aPlan, type PlanCharge, subscribe, succeed } from "./company.ts";
import { aCard } from "./full-company.ts";
import type { TestServer } from "./server.ts";

type Customer = {
  readonly accountNumber: string;
  readonly subscriptionNumbers: readonly string[];
  /** Its products, by what the catalog calls them. */
  readonly productIds: readonly string[];
};

/** Nothing is given that may be left out. */
export async function aBareCustomer(server: TestServer): Promise<Customer> {
  const { accountNumber } = await anAccount(server);
  const plan = await aPlan(server, [{}]);
  const billed = { accountNumber, plan, from: "2023-01-01", billThrough: "2023-01-01" };
  const { subscriptionNumbers } = await subscribe(server, billed);
  return { accountNumber, subscriptionNumbers, productIds: [await productOf(server, plan)] };
}

/** Charges of several models, a term without end, a change, and what an account may have. */
export async function aCustomerWithMore(server: TestServer): Promise<Customer> {
  const { accountNumber } = await anAccount(server, {
    notes: "Calls back",
    purchaseOrderNumber: "PO-1",
    taxInfo: { exemptStatus: "No", VATId: "GB1" },
    additionalEmailAddresses: ["a@b.example"],
  });
  const card = { ...aCard(), accountKey: accountNumber, makeDefault: true };
  await succeed(server, "POST", "/v1/payment-methods", card);
  const plan = await aPlan(server, CHARGES);
  const ordered = { accountNumber, plan, from: "2023-01-01", billThrough: "2023-02-01" };
  const termed = (await subscribe(server, ordered)).subscriptionNumbers[0];
  const evergreen = (await subscribe(server, { ...ordered, months: null })).subscriptionNumbers[0];
  await succeed(server, "PUT", `/v1/subscriptions/${termed}`, {
    notes: "Twice",
    add: [{ contractEffectiveDate: "2023-03-01", productRatePlanId: plan.productRatePlanId }],
  });
  const subscriptionNumbers = [termed, evergreen];
  return { accountNumber, subscriptionNumbers, productIds: [await productOf(server, plan)] };
}

const tiers = (...of: readonly object[]) => ({
  ProductRatePlanChargeTierData: {
    ProductRatePlanChargeTier: of.map((tier) => ({ Currency: "USD", ...tier })),
  },
});

const CHARGES: readonly PlanCharge[] = [
  { price: 100, Description: "Every month" },
  { ChargeType: "OneTime", price: 20 },
  { ChargeModel: "Per Unit Pricing", UOM: "Each", DefaultQuantity: 3, price: 4 },
  {
    ChargeModel: "Discount-Percentage",
    ApplyDiscountTo: "ONETIMERECURRINGUSAGE",
    DiscountLevel: "subscription",
    ...tiers({ DiscountPercentage: 10 }),
  },
  { BillingPeriod: "Annual", EndDateCondition: "FixedPeriod", UpToPeriods: 2, price: 90 },
  {
    ChargeModel: "Tiered Pricing",
    UOM: "Each",
    DefaultQuantity: 7,
    ...tiers(
      { StartingUnit: 0, EndingUnit: 5, Price: 1, PriceFormat: "Per Unit" },
      { StartingUnit: 6, Price: 2, PriceFormat: "Per Unit" },
    ),
  },
];

async function productOf(server: TestServer, plan: { readonly productRatePlanId: string }) {
  const path = `/v1/object/product-rate-plan/${plan.productRatePlanId}`;
  return String((await succeed(server, "GET", path)).ProductId);
}

/** What answers about a customer get wrong of what was measured, each with the endpoint and object. */
export async function wrongOfMeasured(
  server: TestServer,
  customer: Customer,
  { isBare }: { readonly isBare: boolean },
): Promise<string[]> {
  const answers = await answersAbout(server, customer);
  const shapes = Map.groupBy(measuredFields(), ({ of, in: path = "" }) => `${of} ${path}`.trim());
  return [...shapes].flatMap(([name, fields]) =>
    differencesFromMeasured(fields, objectsOf(fields, answers), { isBare })
      .map((difference) => `${name}: ${difference}`)
      .filter((difference) => !isDecided(difference)),
  );
}

function objectsOf([first]: readonly MeasuredField[], answers: ReadonlyMap<string, unknown[]>) {
  if (!first) return [];
  const { of, in: path = "" } = first;
  return (answers.get(of) ?? []).flatMap((answer) => objectsAt(answer, path));
}

async function answersAbout(server: TestServer, customer: Customer) {
  const { accountNumber, subscriptionNumbers, productIds } = customer;
  const read = (path: string) => succeed(server, "GET", path);
  const catalog = await read("/v1/catalog/products?pageSize=40");
  const products = catalog.products.filter(({ id }: { id: string }) => productIds.includes(id));
  const query = new URLSearchParams({
    "filter[]": `accountNumber.EQ:${accountNumber}`,
    "expand[]": "invoices,subscriptions,subscriptions.rateplans",
    includeNullFields: "true",
  });
  const preview = { accountNumber, targetDate: "2023-06-01" };
  return new Map<string, unknown[]>([
    [
      "GET /v1/subscriptions/{subscription-key}",
      await Promise.all(subscriptionNumbers.map((number) => read(`/v1/subscriptions/${number}`))),
    ],
    ["GET /v1/accounts/{account-key}", [await read(`/v1/accounts/${accountNumber}`)]],
    ["GET /v1/catalog/products", [{ ...catalog, products }]],
    ["GET /object-query/accounts", [await read(`/object-query/accounts?${query}`)]],
    [
      "POST /v1/operations/billing-preview",
      [await succeed(server, "POST", "/v1/operations/billing-preview", preview)],
    ],
  ]);
}
