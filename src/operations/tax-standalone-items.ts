import type { StandaloneItem } from "#engine/billing/standalone-invoice.ts";
import type { LineTaxes } from "#engine/model/document.ts";
import type { TaxTerms } from "#engine/model/tax.ts";
import type { Transaction } from "#store/database.ts";
import { checkTaxCodes } from "./check-tax-codes.ts";
import type { Context } from "./context.ts";
import { taxWrittenLines, type WrittenFor, type WrittenLine } from "./tax-written-lines.ts";

/** An item, and the code that its writer has given it: what is of a product is taxed as that is. */
export type ItemToTax = StandaloneItem & { readonly taxTerms: TaxTerms | null };

type Part = ItemToTax | ItemToTax["discounts"][number];

/**
 * Items of an invoice that a person has written, with the taxes that they are to have: as given where
 * any are, else reckoned. A discount without taxes of its own is taxed as what it discounts.
 *
 * Errors: INVALID_VALUE for a tax code that there is not, TAX_ENGINE_FAILED; OutsideTaxNeeded.
 */
export async function taxStandaloneItems(
  tx: Transaction,
  context: Context,
  items: readonly ItemToTax[],
  writtenFor: WrittenFor,
): Promise<StandaloneItem[]> {
  await checkTaxCodes(tx, namedCodes(items));
  const toTax = items.filter(isUntaxed).flatMap((item) =>
    [item, ...item.discounts.filter(isUntaxed)].map((part) => ({
      part,
      line: toLine(item, part),
    })),
  );
  const lines = toTax.map(({ line }) => line);
  const found = await taxWrittenLines(tx, context, lines, writtenFor);
  const taxes = new Map<Part, LineTaxes | undefined>(
    toTax.map(({ part }, index) => [part, found[index]]),
  );
  return items.map(({ taxTerms: _, ...item }, index) => ({
    ...item,
    ...taxesOf(taxes.get(items[index] as Part)),
    discounts: item.discounts.map((discount) => ({
      ...discount,
      ...taxesOf(taxes.get(discount)),
    })),
  }));
}

const isUntaxed = ({ taxes }: Part): boolean => taxes.length === 0;

const toLine = (
  { productRatePlanChargeId, taxTerms, chargeName, service, quantity }: ItemToTax,
  { amount }: Part,
): WrittenLine => ({ productRatePlanChargeId, taxTerms, chargeName, service, quantity, amount });

/** An object to spread. */
function taxesOf(tax: LineTaxes | undefined) {
  if (!tax) return {};
  const { taxCode, taxMode, includedTax, items } = tax;
  return {
    itemTax: { taxCode, taxMode, includedTax },
    taxes: items.map(({ sourceTaxItemId: _, ...item }) => ({ ...item, taxMode })),
  };
}

/** Of items that are in the catalog, it has the codes. */
const namedCodes = (items: readonly ItemToTax[]): string[] =>
  items.flatMap(({ productRatePlanChargeId, taxTerms }) =>
    productRatePlanChargeId === null && taxTerms ? taxTerms.taxCode : [],
  );
