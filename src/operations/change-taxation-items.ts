import { BillingError } from "#engine/errors.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { TaxMode } from "#engine/model/tax.ts";
import { type ItemToRetax, retaxedItems } from "#engine/tax/retaxed-items.ts";
import { roundToCurrency } from "#engine/values/currency.ts";
import { type Decimal, isNegative, isZero } from "#engine/values/decimal.ts";
import { lockAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  deleteTax,
  findInvoiceOfItem,
  findTaxedDocument,
  lockDraft,
  type StatedTax,
  saveRetaxed,
  saveStatedTax,
  saveTaxModes,
  type TaxedDocument,
} from "#store/draft-taxes.ts";
import { idOf, newId } from "#store/ids.ts";
import { findCurrency } from "#store/settings.ts";
import {
  findTaxationItemPage,
  type TaxationItemPage,
  type TaxedDocumentType,
} from "#store/taxation-item-pages.ts";
import { checkFinance } from "./accounting-codes.ts";
import { authorOf, type Context } from "./context.ts";

export type NewTax = Omit<StatedTax, "taxationItemId"> & {
  /** Absent: as its item is taxed. */
  readonly taxMode?: TaxMode | undefined;
};

/**
 * Adds taxes to items of a draft. The document is owed with them; a price that includes its taxes
 * stays what it is.
 *
 * Errors: ENTITY_NOT_FOUND (the document, an item), NOT_ALLOWED (no draft, another mode, finer than
 * the currency), INVALID_VALUE (an accounting code).
 */
export const createTaxationItems = (
  context: Context,
  { documentType, documentKey }: { documentType: TaxedDocumentType; documentKey: string },
  taxes: readonly NewTax[],
): Promise<readonly TaxationItemPage[]> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const document = await findTaxedDocument(tx, documentType, documentKey);
    if (!document) throw new BillingError("ENTITY_NOT_FOUND", { key: documentKey });
    return added(tx, context, document, taxes);
  });

/** The same of one item of an invoice, which is named by the item alone. */
export const createInvoiceTaxationItem = (
  context: Context,
  tax: NewTax,
): Promise<TaxationItemPage> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const key = await findInvoiceOfItem(tx, tax.itemId);
    const document = key === undefined ? undefined : await findTaxedDocument(tx, "Invoice", key);
    if (!document) throw new BillingError("ENTITY_NOT_FOUND", { key: tax.itemId });
    const [made] = await added(tx, context, document, [tax]);
    if (!made) throw new BillingError("ENTITY_NOT_FOUND", { key: tax.itemId });
    return made;
  });

async function added(
  tx: Transaction,
  context: Context,
  document: TaxedDocument,
  taxes: readonly NewTax[],
): Promise<readonly TaxationItemPage[]> {
  const { items, currencyCode, amount } = await lockedDraft(tx, document);
  const modes = new Map<string, TaxMode>();
  const stated: StatedTax[] = [];
  for (const { taxMode, ...tax } of taxes) {
    const item = items.find(({ itemId }) => itemId === idOf(tax.itemId));
    if (!item) throw new BillingError("ENTITY_NOT_FOUND", { key: tax.itemId });
    const mode = modes.get(item.itemId) ?? modeOf(item, taxMode);
    if (taxMode !== undefined && taxMode !== mode) throw otherMode(mode);
    modes.set(item.itemId, mode);
    stated.push({ ...tax, itemId: item.itemId, taxationItemId: newId() });
  }
  await refuseFiner(tx, currencyCode, stated);
  await checkFinance(
    tx,
    stated.map(({ financeInformation }) => financeInformation),
  );
  const author = authorOf(context);
  for (const tax of stated) await saveStatedTax(tx, document, tax, author);
  await saveTaxModes(tx, document, modes);
  await retax(tx, context, document, amount);
  const pages = await Promise.all(
    stated.map(({ taxationItemId }) => findTaxationItemPage(tx, taxationItemId)),
  );
  return pages.filter((page) => page !== undefined);
}

/** An item without taxes takes the mode of its first. */
const modeOf = (item: ItemToRetax, given: TaxMode | undefined): TaxMode =>
  isZero(item.taxAmount) && isZero(item.includedTax) ? (given ?? item.taxMode) : item.taxMode;

const otherMode = (mode: TaxMode) => {
  const message = `The item is taxed by the mode ${mode}: all of its taxes are.`;
  return new BillingError("NOT_ALLOWED", { message });
};

export type TaxChange = {
  readonly change: {
    readonly [Name in keyof Omit<
      StatedTax,
      "taxationItemId" | "itemId" | "sourceTaxItemId" | "customFields"
    >]?: StatedTax[Name] | undefined;
  };
  /** Those to be added, of a tax of such a document; throws what is wrong with them. */
  readonly customFieldsFor: (documentType: TaxedDocumentType) => CustomFields;
};

/**
 * Errors: ENTITY_NOT_FOUND, NOT_ALLOWED (no draft, finer than the currency), INVALID_VALUE (an
 * accounting code).
 */
export const updateTaxationItem = (
  context: Context,
  key: string,
  { change, customFieldsFor }: TaxChange,
): Promise<TaxationItemPage> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const found = await findTaxationItemPage(tx, key);
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { currencyCode, amount } = await lockedDraft(tx, found);
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    const customFields = { ...found.customFields, ...customFieldsFor(found.documentType) };
    const stated: StatedTax = { ...found, ...Object.fromEntries(given), customFields };
    await refuseFiner(tx, currencyCode, [stated]);
    await checkFinance(tx, [stated.financeInformation]);
    await saveStatedTax(tx, found, stated, authorOf(context));
    await retax(tx, context, found, amount);
    const page = await findTaxationItemPage(tx, key);
    if (!page) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return page;
  });

/** Errors: ENTITY_NOT_FOUND, NOT_ALLOWED (no draft). */
export const deleteTaxationItem = (context: Context, key: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const found = await findTaxationItemPage(tx, key);
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { amount } = await lockedDraft(tx, found);
    await deleteTax(tx, found, found.taxationItemId);
    await retax(tx, context, found, amount);
  });

async function lockedDraft(tx: Transaction, document: TaxedDocument) {
  const account = await lockAccount(tx, { accountId: document.accountId });
  const { status, items } = await lockDraft(tx, document);
  if (status !== "Draft" || !account) {
    const message = `Taxes are changed on drafts only: the document is ${status}.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return { items, currencyCode: account.currency, amount: retaxedItems(items).amount };
}

async function refuseFiner(
  tx: Transaction,
  currencyCode: string,
  taxes: readonly StatedTax[],
): Promise<void> {
  const currency = await findCurrency(tx, currencyCode);
  const finer = taxes.find(({ taxAmount }) => !roundToCurrency(taxAmount, currency).eq(taxAmount));
  if (!finer) return;
  const message = `${finer.taxAmount.toFixed()} ${currencyCode} is finer than the currency is rounded.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

/** @param before  what the document came to. Errors: NOT_ALLOWED where it would be below zero. */
async function retax(
  tx: Transaction,
  context: Context,
  document: TaxedDocument,
  before: Decimal,
): Promise<void> {
  const { items } = await lockDraft(tx, document);
  const retaxed = retaxedItems(items);
  if (isNegative(retaxed.amount) && retaxed.amount.lt(before)) {
    const message = `With these taxes the document would be of ${retaxed.amount.toFixed()}: none is made to be below zero.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  await saveRetaxed(tx, document, retaxed, authorOf(context));
}
