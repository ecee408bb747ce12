import { type ContactDefinition, newContact } from "#engine/accounts/contact.ts";
import { checkPaymentTerm, dueDate } from "#engine/billing/due-date.ts";
import {
  type StandaloneInvoice,
  type StandaloneItem,
  standaloneInvoice,
} from "#engine/billing/standalone-invoice.ts";
import { BillingError } from "#engine/errors.ts";
import type { NewInvoice } from "#engine/model/document.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { type LockedAccount, lockAccount } from "#store/accounts.ts";
import { listProductRatePlanCharges } from "#store/catalog.ts";
import { listContactsById, saveNewContacts } from "#store/contacts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { documentNumber } from "#store/document-numbers.ts";
import { newId } from "#store/ids.ts";
import { isInvoiceNumberTaken } from "#store/invoice-life.ts";
import { findPaymentTerms } from "#store/payment-terms.ts";
import { findCurrency } from "#store/settings.ts";
import { checkFinance } from "./accounting-codes.ts";
import type { Context } from "./context.ts";
import { refuseReservedNumber } from "./memo-number.ts";
import { saveDocuments } from "./save-documents.ts";
import { type ItemToTax, taxStandaloneItems } from "./tax-standalone-items.ts";
import { askingTaxEngines, eachAskingTaxEngines } from "./with-outside-taxes.ts";

/** A contact of the account, or one that is to be made; undefined: the account's. */
export type GivenContact = { readonly id: string } | { readonly contact: ContactDefinition };

/** What a line says of a product; its name and type are the charge's, where it names one. */
export type GivenItem = Omit<ItemToTax, "chargeName" | "chargeType" | "discounts"> & {
  readonly chargeName: string | null;
  readonly discounts: readonly (Omit<
    StandaloneItem["discounts"][number],
    "chargeName" | "chargeType"
  > & { readonly chargeName: string | null })[];
};

export type NewStandaloneInvoice = Pick<
  StandaloneInvoice,
  "status" | "invoiceDate" | "autoPay" | "comments" | "transferredToAccounting" | "customFields"
> & {
  /** Id or number. */
  readonly accountKey: string;
  /** Null: the next one. */
  readonly invoiceNumber: string | null;
  /** Null: the account's, as the next two are. */
  readonly currency: string | null;
  readonly paymentTerm: string | null;
  readonly dueDate: PlainDate | null;
  readonly billTo: GivenContact | null;
  readonly soldTo: GivenContact | "same as bill-to" | null;
  readonly items: readonly GivenItem[];
};

/**
 * Writes an invoice of items that nothing has rated, and posts it where that is asked for.
 *
 * Errors: INVOICE_ACCOUNT_NOT_FOUND, NOT_ALLOWED for an account that is not active, NUMBER_IN_USE,
 * ENTITY_NOT_FOUND for a charge or contact, NOT_SUPPORTED for another currency than the account's,
 * INVALID_VALUE.
 */
export const createStandaloneInvoice = (
  context: Context,
  wanted: NewStandaloneInvoice,
): Promise<string> =>
  askingTaxEngines(context, (asked) =>
    inTransaction(asked.database, asked.entityId, (tx) => writeInvoice(tx, asked, wanted)),
  );

/** All of them, or none. Errors: as createStandaloneInvoice. */
export const createStandaloneInvoices = (
  context: Context,
  wanted: readonly NewStandaloneInvoice[],
): Promise<string[]> =>
  askingTaxEngines(context, (asked) =>
    inTransaction(asked.database, asked.entityId, (tx) =>
      eachAskingTaxEngines(wanted, (each) => writeInvoice(tx, asked, each)),
    ),
  );

async function writeInvoice(
  tx: Transaction,
  context: Context,
  wanted: NewStandaloneInvoice,
): Promise<string> {
  const { accountKey, billTo, soldTo, ...rest } = wanted;
  const account = await lockAccount(tx, { key: accountKey });
  if (!account) throw new BillingError("INVOICE_ACCOUNT_NOT_FOUND", { key: accountKey });
  refuseAccount(account, wanted);
  const paymentTerm = wanted.paymentTerm ?? account.paymentTerm;
  const billToContactId = await contactOf(tx, account, billTo);
  const soldToContactId =
    soldTo === "same as bill-to" ? billToContactId : await contactOf(tx, account, soldTo);
  const given = wanted.items.flatMap((item) => [item, ...item.discounts]);
  await checkFinance(
    tx,
    given.map((item) => item.details),
  );
  const { accountId } = account;
  const currency = await findCurrency(tx, account.currency);
  const writtenFor = { accountId, soldToContactId, currency, documentDate: wanted.invoiceDate };
  const items = await named(tx, wanted.items);
  const invoice: NewInvoice = standaloneInvoice({
    ...rest,
    accountId,
    currency,
    paymentTerm,
    dueDate: wanted.dueDate ?? (await dueDateOf(tx, wanted.invoiceDate, paymentTerm)),
    billToContactId: billToContactId ?? account.billToContactId,
    soldToContactId: soldToContactId ?? account.soldToContactId,
    items: await taxStandaloneItems(tx, context, items, writtenFor),
    invoiceNumber: await numberFor(tx, account, wanted),
    newId,
  });
  await saveDocuments(tx, context, {
    invoices: [invoice],
    creditMemos: [],
    itemCredits: [],
    applications: [],
    settledInvoices: [],
    billRunId: null,
    orderId: null,
  });
  return invoice.invoiceId;
}

function refuseAccount(
  { accountNumber, status, currency }: LockedAccount,
  wanted: NewStandaloneInvoice,
) {
  if (status !== "Active") {
    const message = `Account '${accountNumber}' is ${status}: only an active one is invoiced.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (wanted.currency === null || wanted.currency === currency) return;
  const message = `Account '${accountNumber}' is billed in ${currency}: another currency is not supported by this version of Quittance.`;
  throw new BillingError("NOT_SUPPORTED", { message });
}

async function dueDateOf(
  tx: Transaction,
  invoiceDate: PlainDate,
  paymentTerm: string,
): Promise<PlainDate> {
  const paymentTerms = await findPaymentTerms(tx);
  checkPaymentTerm(paymentTerm, paymentTerms);
  return dueDate(invoiceDate, paymentTerm, paymentTerms);
}

async function contactOf(
  tx: Transaction,
  { accountId }: LockedAccount,
  given: GivenContact | null,
): Promise<string | null> {
  if (given === null) return null;
  if ("contact" in given) {
    const contact = newContact(newId(), accountId, given.contact);
    await saveNewContacts(tx, [contact]);
    return contact.contactId;
  }
  const [contact] = await listContactsById(tx, [given.id]);
  if (contact?.accountId !== accountId) {
    throw new BillingError("ENTITY_NOT_FOUND", { key: given.id });
  }
  return contact.contactId;
}

/** Charges give their names to what bills them. */
async function named(tx: Transaction, items: readonly GivenItem[]): Promise<ItemToTax[]> {
  const lines = items.flatMap((item) => [item, ...item.discounts]);
  const keys = lines.flatMap((line) => line.productRatePlanChargeId ?? []);
  const charges = await listProductRatePlanCharges(tx, keys);
  const byId = new Map(charges.map((charge) => [charge.productRatePlanChargeId, charge]));
  const nameOf = (line: (typeof lines)[number] | GivenItem["discounts"][number]) => {
    const { productRatePlanChargeId: key, chargeName } = line;
    const charge = byId.get(key ?? "");
    if (key !== null && !charge) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const name = chargeName ?? charge?.name;
    if (name === undefined) throw new BillingError("MISSING_FIELD", { field: "chargeName" });
    return { chargeName: name, chargeType: charge?.chargeType ?? ("OneTime" as const) };
  };
  return items.map((item) => ({
    ...item,
    ...nameOf(item),
    discounts: item.discounts.map((discount) => ({ ...discount, ...nameOf(discount) })),
  }));
}

async function numberFor(
  tx: Transaction,
  { accountId }: LockedAccount,
  { invoiceNumber: wanted, status }: NewStandaloneInvoice,
): Promise<string> {
  if (wanted === null) return documentNumber(tx, "invoice", { accountId, status });
  refuseReservedNumber("invoiceNumber", wanted);
  if (await isInvoiceNumberTaken(tx, wanted)) {
    throw new BillingError("NUMBER_IN_USE", { field: "invoiceNumber", number: wanted });
  }
  return wanted;
}
