import type { BillableSubscription } from "#engine/billing/billable.ts";
import { BillingError } from "#engine/errors.ts";
import type { BillingRules } from "#engine/model/billing-rules.ts";
import type { BilledItem, DocumentLine, ItemReference } from "#engine/model/document.ts";
import type { OrderLineItem, SoldItem } from "#engine/model/order-line-item.ts";
import type {
  TaxAddress,
  TaxedCustomer,
  TaxQuestion,
  TaxSetup,
  TaxTerms,
} from "#engine/model/tax.ts";
import { measureOfLine } from "#engine/tax/measure-line.ts";
import { answeredTaxes, questionKey, taxQuestion } from "#engine/tax/outside-taxes.ts";
import { type LinesToTax, taxLines } from "#engine/tax/tax-lines.ts";
import type { Currency } from "#engine/values/currency.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { listBilledTaxes } from "#store/billed-taxes.ts";
import type { Transaction } from "#store/database.ts";
import { findWhetherTaxed } from "#store/settings.ts";
import { findTaxDates } from "#store/tax-settings.ts";
import {
  listContactAddresses,
  listTaxCodesInUse,
  listTaxedAccounts,
  listTaxTerms,
} from "#store/tax-setup.ts";
import { type OutsideTaxes, OutsideTaxNeeded } from "./with-outside-taxes.ts";

/** What may be taxed: of one account, or of all accounts of a batch. */
export type ToTax = {
  /** Who is billed. */
  readonly accountIds: readonly string[];
  readonly subscriptions: readonly BillableSubscription[];
  readonly items?: readonly OrderLineItem[];
  readonly sold?: ReadonlyMap<string, SoldItem>;
  /** What may be credited of the charges. */
  readonly billedItems: ReadonlyMap<string, readonly BilledItem[]>;
};

/** How lines are taxed. Lines of one account at a time. */
export type Taxing = {
  readonly tax: TaxLines;
  /** What outside tax engines have to be asked of lines that were taxed; empty when they were. */
  readonly unanswered: readonly TaxQuestion[];
};

type TaxLines = <AnyLine extends DocumentLine>(
  lines: readonly AnyLine[],
  of: {
    /** Of the account that is billed. */
    readonly accountId: string;
    readonly billCycleDay: number;
    readonly currency: Currency;
    readonly subscriptions: readonly BillableSubscription[];
    readonly documentDate: PlainDate;
  },
) => readonly AnyLine[];

/** Where nothing is taxable. */
const untaxed: Taxing = { tax: (lines) => lines, unanswered: [] };

/** To be called when all lines are taxed, before anything is written. Errors: OutsideTaxNeeded. */
export function refuseUnanswered({ unanswered }: Pick<Taxing, "unanswered">): void {
  if (unanswered.length > 0) throw new OutsideTaxNeeded(unanswered);
}

/** All that an entity has set about taxes, for a bill run; undefined while it has set nothing. */
export async function loadTaxSetup(tx: Transaction): Promise<TaxSetup | undefined> {
  if (!(await findWhetherTaxed(tx))) return undefined;
  return {
    codes: await listTaxCodesInUse(tx),
    catalog: await listTaxTerms(tx, "all"),
    taxDates: new Map(Object.entries(await findTaxDates(tx))),
  };
}

/** Where nothing can be billed without its taxes. Errors: TAX_ENGINE_FAILED. */
export function refuseTaxError(lines: readonly DocumentLine[]): void {
  const message = lines.map(({ tax }) => tax?.error).find((error) => error !== undefined);
  if (message !== undefined) throw new BillingError("TAX_ENGINE_FAILED", { message });
}

export type TaxRules = {
  readonly isTaxed: boolean;
  readonly rules: BillingRules;
  /** What outside tax engines have answered. */
  readonly outsideTaxes?: OutsideTaxes | undefined;
};

export const NO_ANSWERS: OutsideTaxes = new Map();

/** What outside tax engines have answered of lines; what they have not is added to `unanswered`. */
export const outsideTaxesOf =
  (
    answers: OutsideTaxes,
    context: Parameters<typeof taxQuestion>[3],
    unanswered: TaxQuestion[],
  ): NonNullable<LinesToTax["outside"]> =>
  (line, terms, asked) => {
    const question = taxQuestion(line, terms, asked, context);
    if (!question) return undefined;
    const answer = answers.get(questionKey(question));
    if (answer) return answeredTaxes(terms, question, answer, context.rules);
    unanswered.push(question);
    return undefined;
  };

/**
 * Reads what taxing the lines of these charges and items needs: nothing, while the entity has no tax
 * code and no tax, and little where none of them is taxable.
 *
 * @param setup  what a bill run has read once; undefined: what is needed is read
 */
export async function loadTaxing(
  tx: Transaction,
  { isTaxed, rules, outsideTaxes = NO_ANSWERS }: TaxRules,
  toTax: ToTax,
  setup?: TaxSetup,
): Promise<Taxing> {
  if (!isTaxed) return untaxed;
  const billed = await listBilledTaxes(tx, creditable(toTax));
  const catalog = setup?.catalog ?? (await listTaxTerms(tx, productChargesOf(toTax)));
  const terms = termsOf(toTax, catalog);
  if (terms.length === 0 && billed.size === 0) return untaxed;
  const customers = await loadCustomers(tx, rules, toTax);
  const known = setup ?? {
    codes: await listTaxCodesInUse(tx, {
      names: [...new Set(terms.map(({ taxCode }) => taxCode))],
      countries: customers.countries,
    }),
    catalog,
    taxDates: new Map(Object.entries(await findTaxDates(tx))),
  };
  const unanswered: TaxQuestion[] = [];
  const tax: TaxLines = (lines, of) => {
    const { accountId, billCycleDay, currency, subscriptions, documentDate } = of;
    const context = { rules: outsideRules(rules, lines.length), currency, documentDate };
    return taxLines(lines, {
      rules,
      currency,
      documentDate,
      setup: known,
      billed,
      measure: measureOfLine(subscriptions, { billCycleDay, currency, rules }),
      customerOf: (line) => customers.of(line, accountId),
      outside: outsideTaxesOf(outsideTaxes, context, unanswered),
    });
  };
  return { tax, unanswered };
}

/** As the vendor: past so many items nothing is previewed. */
const MOST_PREVIEWED = 1_000;

const outsideRules = ({ taxPreview, notSendZeroItemsForTax }: BillingRules, lines: number) => ({
  taxPreview: taxPreview && lines <= MOST_PREVIEWED,
  notSendZeroItemsForTax,
});

function creditable({ billedItems, sold }: ToTax): ItemReference[] {
  const ofCharges = [...billedItems.values()]
    .flat()
    .flatMap((item): ItemReference[] => [item, ...discountsOf(item)]);
  const ofItems = [...(sold?.values() ?? [])].flatMap(({ billed }) => billed?.item ?? []);
  return [...ofCharges, ...ofItems];
}

const discountsOf = ({ accountId, documentType, documentId, discounts }: BilledItem) =>
  discounts.map(({ itemId }) => ({ accountId, documentType, documentId, itemId }));

const chargesIn = ({ subscriptions }: ToTax) =>
  subscriptions.flatMap(({ ratePlans }) => ratePlans.flatMap(({ charges }) => charges));

const productChargesOf = (toTax: ToTax): string[] => [
  ...new Set([
    ...chargesIn(toTax).map(({ productRatePlanChargeId }) => productRatePlanChargeId),
    ...(toTax.items ?? []).flatMap((item) => item.productRatePlanChargeId ?? []),
  ]),
];

/** What these charges and items are taxed by. */
function termsOf(toTax: ToTax, catalog: TaxSetup["catalog"]): TaxTerms[] {
  const own = [...chargesIn(toTax), ...(toTax.items ?? [])].flatMap(
    ({ taxTerms }) => taxTerms ?? [],
  );
  return [...own, ...productChargesOf(toTax).flatMap((id) => catalog.get(id) ?? [])];
}

type Customers = {
  of(line: DocumentLine, accountId: string): TaxedCustomer;
  readonly countries: readonly string[];
};

async function loadCustomers(
  tx: Transaction,
  { taxAddressOwner }: BillingRules,
  { accountIds, subscriptions, items = [] }: ToTax,
): Promise<Customers> {
  const byId = new Map(subscriptions.map((each) => [each.subscriptionId, each]));
  const itemsById = new Map(items.map((item) => [item.orderLineItemId, item]));
  const accounts = await listTaxedAccounts(tx, [
    ...new Set([
      ...subscriptions.flatMap((each) => [each.subscriptionOwnerId, each.invoiceOwnerId]),
      ...accountIds,
    ]),
  ]);
  const addresses = await listContactAddresses(tx, [
    ...new Set(
      [...subscriptions, ...items].flatMap(({ soldToContactId }) => soldToContactId ?? []),
    ),
  ]);
  const customer = (accountId: string, soldToContactId: string | null): TaxedCustomer => {
    const account = accounts.get(accountId) ?? NOBODY;
    return { ...account, address: addresses.get(soldToContactId ?? "") ?? account.address };
  };
  return {
    of(line, accountId) {
      if (line.orderLineItem) {
        const item = itemsById.get(line.orderLineItem.orderLineItemId);
        return customer(accountId, item?.soldToContactId ?? null);
      }
      const subscription = byId.get(line.subscriptionId);
      if (!subscription) return customer(accountId, null);
      const { subscriptionOwnerId, invoiceOwnerId, soldToContactId } = subscription;
      const owner = taxAddressOwner === "InvoiceOwner" ? invoiceOwnerId : subscriptionOwnerId;
      return customer(owner, soldToContactId);
    },
    countries: [
      ...new Set(
        [...accounts.values()]
          .map(({ address }) => address)
          .concat([...addresses.values()])
          .flatMap(({ country }) => country ?? []),
      ),
    ],
  };
}

const NOWHERE: TaxAddress = {
  country: null,
  state: null,
  county: null,
  city: null,
  postalCode: null,
  taxRegion: null,
};
const NOBODY: TaxedCustomer = { address: NOWHERE, exemption: null };
