import { BillingError } from "#engine/errors.ts";
import { chargeIndex } from "#engine/import/billed-charges.ts";
import { memoNumberOf } from "#engine/import/imported-credit-memo.ts";
import { subscriptionNumberOf } from "#engine/import/imported-subscription.ts";
import {
  type BilledAccount,
  begunAccount,
  type PlannedAccount,
  type PlanSupply,
  plannedAccount,
} from "#engine/import/planned-account.ts";
import { type AccountBundle, accountBundles, bundleName } from "#engine/import/source-bundles.ts";
import { idKey } from "#engine/import/source-ids.ts";
import { type SourceTables, sourceId, text } from "#engine/import/source-row.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { lockAccountsById } from "#store/accounts.ts";
import { inSavepoint, inTransaction, isRefusedByData, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import {
  listTakenNumbers,
  type NumberedObject,
  saveImportedRecords,
} from "#store/imported-records.ts";
import { nextNumbers } from "#store/numbers.ts";
import { findPaymentTerms } from "#store/payment-terms.ts";
import { undone } from "#store/preview.ts";
import { findBillingRules, findCurrencies } from "#store/settings.ts";
import { listLatestSubscriptions } from "#store/subscriptions.ts";
import { authorOf, type Context } from "../context.ts";
import { advanceAfterImport } from "./advance-after-import.ts";
import { type AccountReport, type ComparedAccount, compareImport } from "./compare-import.ts";
import { type CatalogFailure, importCatalog, type ToChargeDefinition } from "./import-catalog.ts";
import { recordsOf, saveImport } from "./save-import.ts";
import { type Identities, identitiesOf } from "./source-identities.ts";

export type ImportRequest = {
  readonly tables: SourceTables;
  /** Nothing is kept: the answer says what would be. */
  readonly dryRun: boolean;
  /** The next bill is reckoned through this day; null: today. */
  readonly billThrough: PlainDate | null;
  readonly toChargeDefinition: ToChargeDefinition;
};

export type ImportOutcome = {
  /** Rows that were written, by object. */
  readonly written: Readonly<Record<string, number>>;
  readonly catalogFailures: readonly CatalogFailure[];
  readonly accounts: readonly (AccountReport & { readonly isNew: boolean })[];
  readonly failures: readonly AccountFailure[];
};

export type AccountFailure = {
  readonly oldId: string;
  readonly accountNumber: string;
  readonly reason: string;
};

/**
 * Brings rows of another billing system along: what was imported before is left alone, an account that
 * cannot be imported whole is left out and told. Amounts of documents are the source's.
 *
 * Errors: INVALID_VALUE for a row that does not say what it belongs to.
 */
export const importRecords = (context: Context, request: ImportRequest): Promise<ImportOutcome> =>
  inTransaction(context.database, context.entityId, (tx) => {
    const work = () => importIn(tx, context, request);
    return request.dryRun ? undone(tx, work) : work();
  });

async function importIn(
  tx: Transaction,
  context: Context,
  { tables, dryRun, billThrough, toChargeDefinition }: ImportRequest,
): Promise<ImportOutcome> {
  const bundles = accountBundles(tables);
  const identities = await identitiesOf(tx, tables);
  const { ids, isKnown } = identities;
  const rules = await findBillingRules(tx);
  const { userId } = context;
  const catalog = await importCatalog(tx, {
    tables,
    ids,
    isKnown,
    toChargeDefinition,
    rules,
    userId,
  });
  await saveImportedRecords(tx, recordsOf(catalog.rows, null, ids), authorOf(context));
  const supply = await supplyFor(tx, { tables, bundles, identities, catalog: catalog.plans });
  const failures: AccountFailure[] = [];
  const begun = attempted(bundles, failures, identity, (each) => begunAccount(each, supply));
  const index = chargeIndex([
    ...supply.knownSubscriptions.values(),
    ...begun.flatMap(({ subscriptions }) => subscriptions.flat().map(({ next }) => next)),
  ]);
  const planned = attempted(begun, failures, bundleOf, (each) =>
    plannedAccount(each, index, supply),
  );
  const plans = withAllOwners(planned, supply, failures);
  const takenOrders = await takenNumbers(tx, "Order", tables, "OrderNumber");
  const saved = await saveOrHalve(plans, failures, (some) =>
    inSavepoint(tx, () => saveImport(tx, context, { plans: some, ids, takenOrders, isKnown })),
  );
  if (!dryRun) await advanceAfterImport(tx, tables);
  const compared = comparedAccounts(bundles, saved, supply.knownAccounts, ids);
  const reports = await compareImport(tx, context, compared, {
    ids,
    rules,
    roundingOf: supply.roundingOf,
    billThrough: billThrough ?? context.today(),
  });
  const isNew = new Set(saved.flatMap(({ account, billed }) => (account ? billed.accountId : [])));
  return {
    written: countsOf([...catalog.rows, ...saved.flatMap(({ rows }) => rows)]),
    catalogFailures: catalog.failures,
    accounts: reports.map((report) => ({ ...report, isNew: isNew.has(report.accountId) })),
    failures,
  };
}

const identity = (bundle: AccountBundle): AccountBundle => bundle;
const bundleOf = ({ bundle }: { readonly bundle: AccountBundle }): AccountBundle => bundle;

/** What cannot be is listed. */
function attempted<From, To>(
  all: readonly From[],
  failures: AccountFailure[],
  bundleOf: (from: From) => AccountBundle,
  work: (from: From) => To,
): To[] {
  return all.flatMap((each) => {
    try {
      return [work(each)];
    } catch (error) {
      if (!(error instanceof BillingError)) throw error;
      failures.push(failureOf(bundleOf(each), error.message));
      return [];
    }
  });
}

/** Without those whose subscriptions were or are of an account that has failed. */
function withAllOwners(
  plans: readonly PlannedAccount[],
  { knownAccounts }: Pick<PlanSupply, "knownAccounts">,
  failures: AccountFailure[],
): readonly PlannedAccount[] {
  const there = new Set([...knownAccounts.keys(), ...plans.map(({ billed }) => billed.accountId)]);
  const whole = plans.filter(({ bundle, subscriptions }) => {
    const missing = subscriptions
      .flat()
      .find(({ next }) => !there.has(next.invoiceOwnerId) || !there.has(next.subscriptionOwnerId));
    if (!missing) return true;
    const { subscriptionNumber } = missing.next;
    const reason = `Subscription '${subscriptionNumber}' is or was another account's, which is left out.`;
    failures.push(failureOf(bundle, reason));
    return false;
  });
  return whole.length === plans.length ? whole : withAllOwners(whole, { knownAccounts }, failures);
}

const failureOf = (bundle: AccountBundle, reason: string): AccountFailure => ({
  oldId: bundle.oldId,
  accountNumber: bundleName(bundle),
  reason,
});

/** What the database refuses of many it is asked for in halves, until the one at fault stands alone. */
async function saveOrHalve(
  plans: readonly PlannedAccount[],
  failures: AccountFailure[],
  save: (plans: readonly PlannedAccount[]) => Promise<void>,
): Promise<readonly PlannedAccount[]> {
  if (plans.length === 0) return [];
  try {
    await save(plans);
    return plans;
  } catch (error) {
    if (!isRefusedByData(error)) throw error;
    const [only] = plans;
    if (only && plans.length === 1) {
      failures.push(failureOf(only.bundle, error instanceof Error ? error.message : String(error)));
      return [];
    }
    const half = Math.ceil(plans.length / 2);
    const first = await saveOrHalve(plans.slice(0, half), failures, save);
    return [...first, ...(await saveOrHalve(plans.slice(half), failures, save))];
  }
}

type ToSupply = {
  readonly tables: SourceTables;
  readonly bundles: readonly AccountBundle[];
  readonly identities: Identities;
  readonly catalog: PlanSupply["catalog"];
};

async function supplyFor(
  tx: Transaction,
  { tables, bundles, identities, catalog }: ToSupply,
): Promise<PlanSupply> {
  const { ids, isKnown, knownAccounts } = identities;
  const locked = await lockAccountsById(tx, [...knownAccounts.values()]);
  const roundingOf = await findCurrencies(tx);
  const unnumbered = tables.RatePlan.filter(
    (row) => text(row, "SubscriptionRatePlanNumber") === undefined,
  ).length;
  const ratePlanNumbers = await nextNumbers(tx, "subscription_rate_plan", unnumbered);
  return {
    ids,
    isKnown,
    knownAccounts: new Map(locked.map((account) => [account.accountId, account])),
    knownSubscriptions: await knownSubscriptions(tx, tables),
    currencies: new Map(
      bundles.flatMap(({ oldId, row }) => {
        const currency = row && text(row, "Currency");
        return currency ? [[ids.get(idKey("Account", oldId)) ?? "", currency] as const] : [];
      }),
    ),
    catalog,
    orders: new Map(tables.Order.map((row) => [sourceId(row), row])),
    paymentTerms: await findPaymentTerms(tx),
    roundingOf,
    newId,
    ratePlanNumber: () => ratePlanNumbers.shift() ?? "",
    taken: await allTaken(tx, tables),
  };
}

async function knownSubscriptions(tx: Transaction, tables: SourceTables) {
  const numbers = new Set([
    ...tables.Subscription.map(subscriptionNumberOf),
    ...tables.InvoiceItem.flatMap((row) => text(row, "SubscriptionNumber") ?? []),
  ]);
  const stored = await listLatestSubscriptions(tx, [...numbers]);
  return new Map(stored.map(({ subscription }) => [subscription.subscriptionNumber, subscription]));
}

const takenNumbers = (
  tx: Transaction,
  object: NumberedObject & keyof SourceTables,
  tables: SourceTables,
  column: string,
) =>
  listTakenNumbers(
    tx,
    object,
    tables[object].flatMap((row) => text(row, column) ?? []),
  );

async function allTaken(tx: Transaction, tables: SourceTables): Promise<Set<string>> {
  const numbers: readonly (readonly [NumberedObject, readonly string[]])[] = [
    ["Account", tables.Account.flatMap((row) => text(row, "AccountNumber") ?? [])],
    ["Subscription", tables.Subscription.map(subscriptionNumberOf)],
    ["Invoice", tables.Invoice.flatMap((row) => text(row, "InvoiceNumber") ?? [])],
    ["CreditMemo", tables.CreditMemo.map(memoNumberOf)],
    ["Payment", tables.Payment.flatMap((row) => text(row, "PaymentNumber") ?? [])],
  ];
  const taken = new Set<string>();
  for (const [object, wanted] of numbers) {
    for (const number of await listTakenNumbers(tx, object, wanted))
      taken.add(`${object} ${number}`);
  }
  return taken;
}

/** Those that were imported now, and those that are there and are among the rows. */
function comparedAccounts(
  bundles: readonly AccountBundle[],
  saved: readonly PlannedAccount[],
  known: ReadonlyMap<string, BilledAccount>,
  ids: Identities["ids"],
): ComparedAccount[] {
  const plans = new Map(saved.map((plan) => [plan.bundle.oldId, plan]));
  return bundles.flatMap((bundle): ComparedAccount[] => {
    const plan = plans.get(bundle.oldId);
    const billed = plan?.billed ?? known.get(ids.get(idKey("Account", bundle.oldId)) ?? "");
    return billed ? [{ bundle, billed, plan }] : [];
  });
}

function countsOf(rows: readonly { readonly object: string }[]): Record<string, number> {
  const byObject = Map.groupBy(rows, ({ object }) => object);
  return Object.fromEntries([...byObject].map(([object, own]) => [object, own.length]));
}
