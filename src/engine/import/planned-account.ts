import type { PaymentTerms } from "../billing/due-date.ts";
import { BillingError } from "../errors.ts";
import type { Account } from "../model/account.ts";
import type { ProductRatePlan } from "../model/product.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import type { Currency } from "../values/currency.ts";
import type { ChargeIndex } from "./billed-charges.ts";
import type { ImportDifference } from "./difference.ts";
import { type ImportedAccount, importedAccount } from "./imported-account.ts";
import { memoNumberOf } from "./imported-credit-memo.ts";
import { type ImportedDocuments, importedDocuments } from "./imported-documents.ts";
import type { VersionMade } from "./imported-orders.ts";
import { importedVersions, type SourceVersion, versionsToImport } from "./imported-subscription.ts";
import { type AccountBundle, bundleName } from "./source-bundles.ts";
import { idKey, type SourceIds } from "./source-ids.ts";
import { count, day, reference, type SourceRow, sourceId, text } from "./source-row.ts";

export type BilledAccount = Pick<
  Account,
  "accountId" | "accountNumber" | "currency" | "billCycleDay" | "paymentTerm" | "billToContactId"
>;

export type PlanSupply = {
  readonly ids: SourceIds;
  readonly isKnown: (row: SourceRow) => boolean;
  /** Accounts that were imported before, by our ids. */
  readonly knownAccounts: ReadonlyMap<string, BilledAccount>;
  /** Subscriptions that were, by number. */
  readonly knownSubscriptions: ReadonlyMap<string, Subscription>;
  /** Currencies of accounts that these rows bring, by our ids. */
  readonly currencies: ReadonlyMap<string, string>;
  readonly catalog: ReadonlyMap<string, ProductRatePlan>;
  readonly orders: ReadonlyMap<string, SourceRow>;
  readonly paymentTerms: PaymentTerms;
  readonly roundingOf: (currency: string) => Currency;
  readonly newId: () => string;
  readonly ratePlanNumber: () => string;
  /** Numbers that somebody has already: "Invoice INV00000001". */
  readonly taken: ReadonlySet<string>;
};

/** What is written of an account. */
export type PlannedAccount = {
  readonly bundle: AccountBundle;
  readonly billed: BilledAccount;
  /** Undefined where it was imported before. */
  readonly account: ImportedAccount | undefined;
  /** One list a subscription, its oldest version first. */
  readonly subscriptions: readonly (readonly VersionMade[])[];
  readonly documents: ImportedDocuments;
  readonly differences: readonly ImportDifference[];
  /** Of the rows, those that are written. */
  readonly rows: readonly SourceRow[];
};

/** An account and its subscriptions, before its documents: those may bill what others own now. */
export type BegunAccount = Omit<PlannedAccount, "documents" | "rows">;

/**
 * What an import makes of an account and its subscriptions: of those that were not imported before.
 *
 * Errors: those of its parts; NUMBER_IN_USE; INVALID_VALUE for an account that is not there.
 */
export function begunAccount(bundle: AccountBundle, supply: PlanSupply): BegunAccount {
  const accountId = supply.ids.get(idKey("Account", bundle.oldId)) ?? "";
  const known = supply.knownAccounts.get(accountId);
  const account = !known && bundle.row ? newAccountOf(bundle.row, bundle, supply) : undefined;
  const billed = known ?? account?.account;
  if (!billed) throw notThere(bundle);
  const differences: ImportDifference[] = [];
  if (account && text(bundle.row ?? EMPTY, "AutoPay")?.toLowerCase() === "true") {
    differences.push(withoutPaymentMethod(billed.accountNumber));
  }
  const subscriptions = [...bundle.subscriptions].flatMap(([number, versions]) =>
    subscriptionOf(number, versions, { supply, differences }),
  );
  return { bundle, billed, account, subscriptions, differences };
}

/**
 * The same with its documents.
 *
 * @param index  charges of all subscriptions that the documents may bill
 *
 * Errors: those of importedDocuments; NUMBER_IN_USE.
 */
export function plannedAccount(
  begun: BegunAccount,
  index: ChargeIndex,
  supply: PlanSupply,
): PlannedAccount {
  const { bundle, billed } = begun;
  const { ids, isKnown, paymentTerms, newId } = supply;
  const documents = importedDocuments(
    newDocuments(bundle, supply),
    { account: billed, index, ids, paymentTerms, newId },
    supply.roundingOf(billed.currency),
  );
  const written = new Set(writtenIds({ ...begun, documents }));
  const isWritten = (row: SourceRow) =>
    written.has(ids.get(idKey(row.object, sourceId(row))) ?? "");
  const rows = bundle.rows.filter(
    (row) => text(row, "Id") !== undefined && !isKnown(row) && isWritten(row),
  );
  const differences = [...begun.differences, ...documents.differences];
  return { ...begun, documents, differences, rows };
}

const EMPTY: SourceRow = { object: "Account", values: new Map(), customFields: {} };

function newAccountOf(row: SourceRow, bundle: AccountBundle, supply: PlanSupply): ImportedAccount {
  refuseTaken(supply, "Account", text(row, "AccountNumber"));
  return importedAccount(row, bundle.contacts, supply);
}

/** Errors: NUMBER_IN_USE. */
function refuseTaken({ taken }: PlanSupply, object: string, number: string | undefined): void {
  if (number === undefined || !taken.has(`${object} ${number}`)) return;
  const message = `${object} '${number}' is here already, and was not imported from this source.`;
  throw new BillingError("NUMBER_IN_USE", { field: `${object} number`, number, message });
}

const notThere = (bundle: AccountBundle): BillingError => {
  const message = `Account '${bundleName(bundle)}' was not imported, and is not among these rows.`;
  return new BillingError("INVALID_VALUE", { field: "AccountId", message });
};

const withoutPaymentMethod = (number: string): ImportDifference => ({
  kind: "NotImported",
  of: `Account '${number}'`,
  source: null,
  ours: null,
  message: `Account '${number}' pays automatically in the source: its payment method is not brought along, so it does not here.`,
});

const withoutRamp = (number: string): ImportDifference => ({
  kind: "NotImported",
  of: `Subscription '${number}'`,
  source: null,
  ours: null,
  message: `Subscription '${number}' has a ramp in the source: prices and quantities of its intervals come along as segments of charges, the ramp itself and its metrics do not.`,
});

type InPlan = { readonly supply: PlanSupply; readonly differences: ImportDifference[] };

/** None where the subscription was imported before; what became of it since is told. */
function subscriptionOf(
  number: string,
  versions: readonly SourceVersion[],
  { supply, differences }: InPlan,
): VersionMade[][] {
  if (versions.some(({ row }) => supply.isKnown(row))) {
    differences.push(...changedSince(number, versions, supply));
    differences.push(...billedFurther(versions, supply.knownSubscriptions.get(number)));
    return [];
  }
  refuseTaken(supply, "Subscription", number);
  const [latest] = versions.toSorted((a, b) => versionOf(b) - versionOf(a));
  if (latest && reference(latest.row, "RampId")) differences.push(withoutRamp(number));
  const { ids, currencies, knownAccounts } = supply;
  const wanted = versionsToImport(versions);
  const made = importedVersions(wanted, {
    ids,
    catalog: supply.catalog,
    currencyOf: (id) => currencies.get(id) ?? knownAccounts.get(id)?.currency,
    ratePlanNumber: supply.ratePlanNumber,
  });
  return [
    made.map((next, index) => {
      const row = wanted[index]?.row;
      const order = supply.orders.get((row && reference(row, "OrderId")) ?? "");
      return { base: made[index - 1], next, order };
    }),
  ];
}

/** How far charges are billed there and here, since both may have gone on. */
function billedFurther(
  versions: readonly SourceVersion[],
  here: Subscription | undefined,
): ImportDifference[] {
  const charges = new Map(
    (here ? chargesOf(here) : []).map((each) => [`${each.chargeNumber} ${each.segment}`, each]),
  );
  const [latest] = versions.toSorted((a, b) => versionOf(b) - versionOf(a));
  return (latest?.ratePlans ?? []).flatMap((plan) =>
    plan.charges.flatMap(({ row }) => {
      const number = text(row, "ChargeNumber");
      const ours = charges.get(`${number} ${count(row, "Segment") ?? 1}`);
      const source = day(row, "ChargedThroughDate") ?? null;
      if (!ours || ours.chargedThroughDate === source) return [];
      const of = `Charge '${number}'`;
      const message = `${of} is billed through ${source ?? "no day"} in the source, and through ${ours.chargedThroughDate ?? "no day"} here.`;
      return [{ kind: "ChargedThroughDate" as const, of, source: null, ours: null, message }];
    }),
  );
}

const versionOf = ({ row }: SourceVersion): number => count(row, "Version") ?? 1;

function changedSince(
  number: string,
  versions: readonly SourceVersion[],
  { isKnown, knownSubscriptions }: PlanSupply,
): ImportDifference[] {
  const later = versions.filter(({ row }) => !isKnown(row));
  const here = knownSubscriptions.get(number);
  const latest = Math.max(...later.map(({ row }) => count(row, "Version") ?? 1));
  if (later.length === 0 || !here || latest <= here.version) return [];
  const of = `Subscription '${number}'`;
  const message = `${of} has changed in the source since it was imported: version ${latest} there, ${here.version} here. What an import has made it does not change.`;
  return [{ kind: "NotImported", of, source: null, ours: null, message }];
}

/** Documents that are not here yet. Errors: NUMBER_IN_USE. */
function newDocuments(
  { documents }: AccountBundle,
  supply: PlanSupply,
): AccountBundle["documents"] {
  const { isKnown } = supply;
  const invoices = documents.invoices.filter(({ row }) => !isKnown(row));
  for (const { row } of invoices) refuseTaken(supply, "Invoice", text(row, "InvoiceNumber"));
  const creditMemos = documents.creditMemos.filter(({ row }) => !isKnown(row));
  for (const { row } of creditMemos) refuseTaken(supply, "CreditMemo", memoNumberOf(row));
  const payments = documents.payments.filter((row) => !isKnown(row));
  for (const row of payments) refuseTaken(supply, "Payment", text(row, "PaymentNumber"));
  return { ...documents, invoices, creditMemos, payments };
}

function* writtenIds({
  account,
  subscriptions,
  documents,
}: Pick<PlannedAccount, "account" | "subscriptions" | "documents">): Generator<string> {
  if (account) yield account.account.accountId;
  for (const { contactId } of account?.contacts ?? []) yield contactId;
  for (const { next } of subscriptions.flat()) {
    yield next.subscriptionId;
    for (const { ratePlanId, charges } of next.ratePlans) {
      yield ratePlanId;
      for (const { chargeId } of charges) yield chargeId;
    }
  }
  for (const { invoiceId, items } of documents.invoices) {
    yield invoiceId;
    for (const item of items) {
      yield item.invoiceItemId;
      for (const tax of item.taxationItems) yield tax.taxationItemId;
    }
  }
  for (const { creditMemoId, items } of documents.creditMemos) {
    yield creditMemoId;
    for (const item of items) {
      yield item.creditMemoItemId;
      for (const tax of item.taxationItems) yield tax.taxationItemId;
    }
  }
  for (const { paymentId } of documents.payments) yield paymentId;
}
