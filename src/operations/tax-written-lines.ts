import type { LineTaxes, OrderLineItemLine } from "#engine/model/document.ts";
import type { TaxedCustomer, TaxQuestion, TaxTerms } from "#engine/model/tax.ts";
import { redistributeDrafts } from "#engine/tax/redistribute-taxes.ts";
import { taxLines } from "#engine/tax/tax-lines.ts";
import type { Currency } from "#engine/values/currency.ts";
import type { DateRange } from "#engine/values/date-range.ts";
import { type Decimal, ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { ratio } from "#engine/values/ratio.ts";
import type { Transaction } from "#store/database.ts";
import { findBillingRules, findWhetherTaxed } from "#store/settings.ts";
import { findTaxDates } from "#store/tax-settings.ts";
import {
  listContactAddresses,
  listTaxCodesInUse,
  listTaxedAccounts,
  listTaxTerms,
} from "#store/tax-setup.ts";
import type { Context } from "./context.ts";
import { NO_ANSWERS, outsideTaxesOf, refuseTaxError, refuseUnanswered } from "./load-taxing.ts";

/** What a person has written, as far as taxing it needs to know. */
export type WrittenLine = {
  /** Null: of no product. The catalog's terms are those of a product's charge. */
  readonly productRatePlanChargeId: string | null;
  /** Of what is of no product. */
  readonly taxTerms: TaxTerms | null;
  readonly chargeName: string;
  readonly service: DateRange;
  readonly quantity: Decimal;
  /** As the price says it. */
  readonly amount: Decimal;
};

/** Whom and when. */
export type WrittenFor = {
  readonly accountId: string;
  /** Null: the account's. */
  readonly soldToContactId: string | null;
  readonly currency: Currency;
  readonly documentDate: PlainDate;
};

/**
 * The taxes of lines that nothing has billed, each undefined where nothing taxes it: by the rates of
 * the customer's address on their day, or by an outside tax engine. They stand on one document.
 *
 * Errors: TAX_ENGINE_FAILED; OutsideTaxNeeded, out of the transaction.
 */
export async function taxWrittenLines(
  tx: Transaction,
  { outsideTaxes = NO_ANSWERS }: Pick<Context, "outsideTaxes">,
  lines: readonly WrittenLine[],
  { accountId, soldToContactId, currency, documentDate }: WrittenFor,
): Promise<readonly (LineTaxes | undefined)[]> {
  if (!(await findWhetherTaxed(tx))) return lines.map(() => undefined);
  const catalog = await listTaxTerms(tx, [
    ...new Set(lines.flatMap((line) => line.productRatePlanChargeId ?? [])),
  ]);
  const terms = [...catalog.values(), ...lines.flatMap((line) => line.taxTerms ?? [])];
  if (terms.length === 0) return lines.map(() => undefined);
  const customer = await customerOf(tx, accountId, soldToContactId);
  const { country } = customer.address;
  const rules = await findBillingRules(tx);
  const unanswered: TaxQuestion[] = [];
  const about = { rules, currency, documentDate };
  const written = lines.map((line) => asLine(line, currency));
  const taxed = taxLines(written, {
    ...about,
    setup: {
      codes: await listTaxCodesInUse(tx, {
        names: [...new Set(terms.map(({ taxCode }) => taxCode))],
        countries: country === null ? [] : [country],
      }),
      catalog,
      taxDates: new Map(Object.entries(await findTaxDates(tx))),
    },
    billed: new Map(),
    // Nothing of it recurs: one rate taxes all of it.
    measure: () => ratio(1, 1),
    customerOf: () => customer,
    outside: outsideTaxesOf(outsideTaxes, about, unanswered),
  });
  refuseUnanswered({ unanswered });
  refuseTaxError(taxed);
  const [document] = redistributeDrafts([{ lines: taxed }], rules, currency);
  return (document?.lines ?? taxed).map(({ tax }) => tax);
}

async function customerOf(
  tx: Transaction,
  accountId: string,
  soldToContactId: string | null,
): Promise<TaxedCustomer> {
  const account = (await listTaxedAccounts(tx, [accountId])).get(accountId) ?? NOBODY;
  if (soldToContactId === null) return account;
  const addresses = await listContactAddresses(tx, [soldToContactId]);
  return { ...account, address: addresses.get(soldToContactId) ?? account.address };
}

const NOBODY: TaxedCustomer = {
  address: {
    country: null,
    state: null,
    county: null,
    city: null,
    postalCode: null,
    taxRegion: null,
  },
  exemption: null,
};

/** As a line of what is sold without a subscription. */
const asLine = (
  { productRatePlanChargeId, taxTerms, chargeName, service, quantity, amount }: WrittenLine,
  currency: Currency,
): OrderLineItemLine => ({
  subscriptionId: null,
  subscriptionNumber: null,
  chargeId: null,
  chargeNumber: null,
  segment: null,
  productRatePlanChargeId,
  chargeName,
  chargeType: "OneTime",
  service,
  quantity,
  unitPrice: ZERO,
  unitOfMeasure: null,
  amount,
  creditedItem: null,
  derivation: { rule: "as given", inputs: {} },
  taxTerms: productRatePlanChargeId === null ? taxTerms : null,
  orderLineItem: {
    orderLineItemId: "",
    itemCategory: "Sales",
    billToContactId: null,
    currency: currency.code,
  },
});
