import { BillingError } from "#engine/errors.ts";
import type { DateRange } from "#engine/values/date-range.ts";
import { type Decimal, sum } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Transaction } from "#store/database.ts";
import { findPaymentTerms } from "#store/payment-terms.ts";
import { undone } from "#store/preview.ts";
import { findBillingRules, findCurrencies, findWhetherTaxed } from "#store/settings.ts";
import { billAccounts } from "../bill-accounts.ts";
import type { Context } from "../context.ts";

/** What billing would put on a document: below zero what it would credit. */
export type NextItem = {
  readonly accountId: string;
  readonly subscriptionNumber: string | null;
  readonly chargeNumber: string | null;
  readonly chargeName: string;
  readonly service: DateRange;
  readonly amount: Decimal;
  readonly taxAmount: Decimal;
};

export type NextBills = {
  readonly items: readonly NextItem[];
  /** Why accounts cannot be billed, by their ids. */
  readonly refused: ReadonlyMap<string, string>;
};

/** What the next bill run through a day would make of accounts: it is run, and taken back. */
export const nextBills = (
  tx: Transaction,
  context: Context,
  accountIds: readonly string[],
  targetDate: PlainDate,
): Promise<NextBills> =>
  undone(tx, async () => {
    const billing = {
      billRun: billRunOf(context, targetDate),
      rules: await findBillingRules(tx),
      taxes: (await findWhetherTaxed(tx)) ? ("as needed" as const) : undefined,
      paymentTerms: await findPaymentTerms(tx),
      currencyOf: await findCurrencies(tx),
    };
    try {
      const { documents, errors } = await billAccounts(tx, context, billing, accountIds);
      return {
        items: [
          ...documents.invoices.flatMap(({ accountId, items }) =>
            items.map((item) => nextItem(accountId, item, item.amount, 1)),
          ),
          ...documents.creditMemos.flatMap(({ accountId, items }) =>
            items.map((item) => nextItem(accountId, item, item.amount, -1)),
          ),
        ],
        refused: new Map(errors.map(({ accountId, reason }) => [accountId ?? "", reason])),
      };
    } catch (error) {
      if (!(error instanceof BillingError)) throw error;
      return { items: [], refused: new Map(accountIds.map((id) => [id, error.message])) };
    }
  });

const billRunOf = (context: Context, targetDate: PlainDate) => ({
  runDate: context.today(),
  targetDate,
  invoiceDate: targetDate,
  billRunId: null,
  billRunNumber: null,
  billRunType: "Regular" as const,
  autoPost: false,
  noEmailForZeroAmountInvoice: false,
  batches: null,
  billCycleDay: null,
  billRunFilters: [],
  chargeTypeToExclude: [],
  includeSubscriptions: true,
  includeOrderLineItems: false,
  organizationIds: null,
  retriesBillRunId: null,
});

type Item = Omit<NextItem, "accountId" | "taxAmount"> & {
  readonly taxationItems: readonly { readonly taxAmount: Decimal }[];
};

function nextItem(accountId: string, item: Item, amount: Decimal, sign: 1 | -1): NextItem {
  const { subscriptionNumber, chargeNumber, chargeName, service, taxationItems } = item;
  const signed = (value: Decimal) => (sign === 1 ? value : value.neg());
  return {
    accountId,
    subscriptionNumber,
    chargeNumber,
    chargeName,
    service,
    amount: signed(amount),
    taxAmount: signed(sum(taxationItems.map(({ taxAmount }) => taxAmount))),
  };
}
