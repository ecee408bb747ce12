/** What is here after an import, beside what the source says of the same. */
import { compareBilling } from "#engine/import/compare-billing.ts";
import type { ImportDifference } from "#engine/import/difference.ts";
import { amountIn } from "#engine/import/imported-credit-memo.ts";
import type { BilledAccount, PlannedAccount } from "#engine/import/planned-account.ts";
import type { AccountBundle } from "#engine/import/source-bundles.ts";
import { idKey, type SourceIds } from "#engine/import/source-ids.ts";
import { amount, nameOf, type SourceRow, sourceId, text } from "#engine/import/source-row.ts";
import type { BillingRules } from "#engine/model/billing-rules.ts";
import { chargesOf } from "#engine/model/subscription.ts";
import type { Currency } from "#engine/values/currency.ts";
import { type Decimal, sum, ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Transaction } from "#store/database.ts";
import {
  type DocumentLeft,
  listAccountBalances,
  listDocumentsLeft,
} from "#store/imported-amounts.ts";
import type { Context } from "../context.ts";
import { type NextBills, type NextItem, nextBills } from "./next-bills.ts";
import { type BilledItems, billedItemsOf, caughtUpOf } from "./save-import.ts";

/** An account with what is here of it. */
export type ComparedAccount = {
  readonly bundle: AccountBundle;
  readonly billed: BilledAccount;
  /** Undefined where nothing of it was imported now. */
  readonly plan: PlannedAccount | undefined;
};

export type AccountReport = {
  readonly oldId: string;
  readonly accountId: string;
  readonly accountNumber: string;
  readonly currency: string;
  /** Source: null where it does not say. */
  readonly balance: { readonly source: Decimal | null; readonly ours: Decimal };
  readonly subscriptions: readonly SubscriptionReport[];
  readonly differences: readonly ImportDifference[];
};

export type SubscriptionReport = {
  readonly subscriptionNumber: string;
  readonly version: number;
  /** The first day that the source has not billed, of its charges the earliest; null: none is billed. */
  readonly chargedThroughDate: PlainDate | null;
  readonly nextBill: { readonly amount: Decimal; readonly items: readonly NextItem[] };
};

export type Comparison = {
  readonly ids: SourceIds;
  readonly rules: BillingRules;
  readonly roundingOf: (currency: string) => Currency;
  readonly billThrough: PlainDate;
};

/** Reads what is here of accounts, and names every difference from what the source says of it. */
export async function compareImport(
  tx: Transaction,
  context: Context,
  accounts: readonly ComparedAccount[],
  comparison: Comparison,
): Promise<AccountReport[]> {
  const accountIds = accounts.map(({ billed }) => billed.accountId);
  const balances = await listAccountBalances(tx, accountIds);
  const documents = await documentsHere(tx, accounts, comparison.ids);
  const bills = await nextBills(tx, context, accountIds, comparison.billThrough);
  const billedItems = billedItemsOf(accounts.flatMap(({ plan }) => plan ?? []));
  const itemsOf = Map.groupBy(bills.items, ({ accountId }) => accountId);
  return accounts.map((account) => {
    const { bundle, billed, plan } = account;
    const { accountId, accountNumber, currency } = billed;
    const ours = balances.get(accountId) ?? ZERO;
    const source = bundle.row ? (amount(bundle.row, "Balance") ?? null) : null;
    const subscriptions = subscriptionsOf(plan, itemsOf.get(accountId) ?? []);
    return {
      oldId: bundle.oldId,
      accountId,
      accountNumber,
      currency,
      balance: { source, ours },
      subscriptions,
      differences: [
        ...balanceDifference(accountNumber, source, ours),
        ...documentDifferences(bundle, documents, comparison.ids),
        ...(plan?.differences ?? []),
        ...(plan ? notCovered(plan, billedItems) : []),
        ...(plan ? billingDifferences(plan, billedItems, comparison) : []),
        ...notBilled(accountNumber, bills, accountId),
      ],
    };
  });
}

function balanceDifference(
  number: string,
  source: Decimal | null,
  ours: Decimal,
): ImportDifference[] {
  if (source === null || source.eq(ours)) return [];
  const of = `Account '${number}'`;
  const message = `${of} has a balance of ${source.toFixed()} in the source, and of ${ours.toFixed()} here.`;
  return [{ kind: "AccountBalance", of, source, ours, message }];
}

type DocumentsHere = ReadonlyMap<string, DocumentLeft>;

const KINDS = [
  ["Invoice", "invoices"],
  ["CreditMemo", "creditMemos"],
] as const;

async function documentsHere(
  tx: Transaction,
  accounts: readonly ComparedAccount[],
  ids: SourceIds,
): Promise<DocumentsHere> {
  const here = new Map<string, DocumentLeft>();
  const idsOf = (rows: readonly SourceRow[], accountId: string) =>
    rows.flatMap((row) => {
      const documentId = ids.get(idKey(row.object, sourceId(row)));
      return documentId === undefined ? [] : { accountId, documentId };
    });
  const named = (rowsOf: (bundle: AccountBundle) => readonly SourceRow[]) =>
    accounts.flatMap(({ bundle, billed }) => idsOf(rowsOf(bundle), billed.accountId));
  for (const [kind, of] of KINDS) {
    const documents = named(({ documents }) => documents[of].map(({ row }) => row));
    for (const [id, left] of await listDocumentsLeft(tx, kind, documents)) here.set(id, left);
  }
  const payments = named(({ documents }) => documents.payments);
  for (const [id, left] of await listDocumentsLeft(tx, "Payment", payments)) here.set(id, left);
  return here;
}

/** A posted invoice or what is left of a memo or payment, each beside what is here of it. */
function documentDifferences(
  { documents }: AccountBundle,
  here: DocumentsHere,
  ids: SourceIds,
): ImportDifference[] {
  const idOf = (row: SourceRow) => ids.get(idKey(row.object, sourceId(row))) ?? "";
  return [
    ...documents.invoices.flatMap(({ row }) =>
      compareDocument(row, here.get(idOf(row)), {
        amount: amount(row, "Amount"),
        left: amount(row, "Balance"),
      }),
    ),
    ...documents.creditMemos.flatMap(({ row }) =>
      compareDocument(row, here.get(idOf(row)), { left: leftIn(row, "Balance") }),
    ),
    ...documents.payments.flatMap((row) =>
      compareDocument(row, here.get(idOf(row)), { left: leftIn(row, "UnappliedAmount") }),
    ),
  ];
}

const leftIn = (row: SourceRow, column: string): Decimal | undefined =>
  text(row, column) === undefined && text(row, "UnappliedAmount") === undefined
    ? undefined
    : amountIn(row, [column, "UnappliedAmount"]);

type Given = { readonly amount?: Decimal | undefined; readonly left: Decimal | undefined };

function compareDocument(
  row: SourceRow,
  here: DocumentLeft | undefined,
  given: Given,
): ImportDifference[] {
  const of = nameOf(row);
  if (!here) return notHere(row, given);
  const differences: ImportDifference[] = [];
  if (given.amount && !given.amount.eq(here.amount)) {
    const message = `${of} is ${given.amount.toFixed()} in the source, and ${here.amount.toFixed()} here.`;
    const amounts = { source: given.amount, ours: here.amount };
    differences.push({ kind: "DocumentAmount", of, ...amounts, message });
  }
  if (given.left && !given.left.eq(here.left)) {
    const message = `${of} has ${given.left.toFixed()} left in the source, and ${here.left.toFixed()} here.`;
    const amounts = { source: given.left, ours: here.left };
    differences.push({ kind: "DocumentBalance", of, ...amounts, message });
  }
  return differences;
}

/** What has nothing left, or was never posted, need not be here. */
function notHere(row: SourceRow, { left = ZERO }: Given): ImportDifference[] {
  const status = text(row, "Status");
  if (left.eq(ZERO) || (status && !["Posted", "Processed"].includes(status))) return [];
  const of = nameOf(row);
  const message = `${of} has ${left.toFixed()} left in the source, and is not here.`;
  return [{ kind: "DocumentBalance", of, source: left, ours: ZERO, message }];
}

function subscriptionsOf(
  plan: PlannedAccount | undefined,
  items: readonly NextItem[],
): SubscriptionReport[] {
  const latest = plan?.subscriptions.flatMap((versions) => versions.at(-1)?.next ?? []) ?? [];
  return latest.map(({ subscriptionNumber, version, ratePlans }) => {
    const own = items.filter((item) => item.subscriptionNumber === subscriptionNumber);
    const through = ratePlans
      .flatMap(({ charges }) => charges.flatMap((charge) => charge.chargedThroughDate ?? []))
      .toSorted();
    return {
      subscriptionNumber,
      version,
      chargedThroughDate: through[0] ?? null,
      nextBill: { amount: sum(own.map((item) => item.amount)), items: own },
    };
  });
}

function notCovered(plan: PlannedAccount, items: BilledItems): ImportDifference[] {
  return caughtUpOf(plan, items).map(({ chargeNumber, throughDate }) => {
    const of = `Charge '${chargeNumber}'`;
    const message = `${of}: no imported item bills it before ${throughDate}. Nothing of that can be credited here, and no order may end the charge before that day.`;
    return { kind: "NotCovered", of, source: null, ours: null, message };
  });
}

/** What we would have billed where the source has. */
function billingDifferences(
  { billed, subscriptions }: PlannedAccount,
  billedItems: BilledItems,
  { rules, roundingOf }: Comparison,
): ImportDifference[] {
  const currency = roundingOf(billed.currency);
  const how = { billCycleDay: billed.billCycleDay, currency, rules };
  return subscriptions.flatMap((versions) => {
    const subscription = versions.at(-1)?.next;
    if (!subscription) return [];
    const items = chargesOf(subscription).flatMap(
      ({ chargeNumber, segment }) => billedItems.get(`${chargeNumber} ${segment}`) ?? [],
    );
    const terms = versions.map(({ next }) => next.currentTerm);
    const termEnds = new Set(terms.flatMap(({ start, end }) => [start, end]));
    return compareBilling({ subscription, termEnds, items }, how);
  });
}

function notBilled(number: string, { refused }: NextBills, accountId: string): ImportDifference[] {
  const reason = refused.get(accountId);
  if (reason === undefined) return [];
  const of = `Account '${number}'`;
  const message = `${of} could not be billed here: ${reason}`;
  return [{ kind: "NextBill", of, source: null, ours: null, message }];
}
