import type { BillableSubscription } from "#engine/billing/billable.ts";
import type { PaymentTerms } from "#engine/billing/due-date.ts";
import { shortened } from "#engine/billing/shortened.ts";
import { usedDiscounts } from "#engine/billing/used-discounts.ts";
import type { BillingRules } from "#engine/model/billing-rules.ts";
import type { DiscountUse } from "#engine/model/discount.ts";
import type { BilledItem } from "#engine/model/document.ts";
import type { OrderLineItem, SoldItem } from "#engine/model/order-line-item.ts";
import type { PrepaidHistories } from "#engine/model/prepaid.ts";
import type { TaxSetup } from "#engine/model/tax.ts";
import type { UsageByCharge } from "#engine/model/usage.ts";
import type { Currency } from "#engine/values/currency.ts";
import { billsLineItems } from "#store/bill-run-batches.ts";
import { chargesOfRun, subscriptionsOfRun } from "#store/bill-run-filters.ts";
import type { BillRunOrder } from "#store/bill-runs.ts";
import { listBilledItems } from "#store/billed-items.ts";
import {
  type AccountToBill,
  joinBy,
  listBillableSubscriptions,
  lockAccountsToBill,
} from "#store/billing-batches.ts";
import { sql, type Transaction } from "#store/database.ts";
import { listDiscountUses } from "#store/discounts.ts";
import { listLineItemsToBill, listSoldItems } from "#store/order-line-items.ts";
import type { Context } from "./context.ts";
import { loadTaxing, type Taxing } from "./load-taxing.ts";
import { prepaidHistories } from "./prepaid-histories.ts";
import { usageOfAccounts } from "./usage-of-accounts.ts";

/** What is billed: a bill run, or one account at once. */
export type BillingOrder = Omit<
  BillRunOrder,
  "name" | "autoEmail" | "autoRenewal" | "scheduled"
> & {
  /** Both null where it is no run. */
  readonly billRunId: string | null;
  readonly billRunNumber: string | null;
  /** Null: what billing gives. */
  readonly creditMemoReasonCode?: string | null;
};

/** How one bill run bills, read once for all of its batches. */
export type Billing<Order extends BillingOrder = BillingOrder> = {
  readonly billRun: Order;
  readonly rules: BillingRules;
  readonly paymentTerms: PaymentTerms;
  /** What the entity has set about taxes, or that it is read for what is billed; undefined: nothing. */
  readonly taxes: TaxSetup | "as needed" | undefined;
  /** As the entity rounds it. */
  currencyOf(code: string): Currency;
};

/** What billing one account needs. */
export type LoadedAccount = {
  readonly account: AccountToBill;
  readonly currency: Currency;
  readonly subscriptions: readonly BillableSubscription[];
  readonly billedItems: ReadonlyMap<string, readonly BilledItem[]>;
  /** Of its fixed-amount discounts. */
  readonly discountUses: readonly DiscountUse[];
  readonly usage: UsageByCharge;
  readonly prepaid: PrepaidHistories;
  readonly taxing: Taxing;
  readonly items: readonly OrderLineItem[];
  /** What returns among the items are of. */
  readonly sold: ReadonlyMap<string, SoldItem>;
};

/** Locks accounts and reads what may be due of them, all together. */
export async function loadAccounts(
  tx: Transaction,
  { outsideTaxes }: Pick<Context, "outsideTaxes">,
  billing: Billing,
  accountIds: readonly string[],
): Promise<LoadedAccount[]> {
  const { billRun, rules, taxes, currencyOf } = billing;
  await joinBy(tx, "keys");
  const accounts = await lockAccountsToBill(tx, accountIds);
  const { targetDate, chargeTypeToExclude } = billRun;
  const { oneTimeCreditBack } = rules;
  const question = { targetDate, chargeTypeToExclude, oneTimeCreditBack };
  const filters = sql`${subscriptionsOfRun(billRun)} ${chargesOfRun(billRun)}`;
  const bySubscriber = billRun.includeSubscriptions
    ? await listBillableSubscriptions(tx, accountIds, question, filters)
    : new Map<string, BillableSubscription[]>();
  const charges = accounts.flatMap(({ accountId }) =>
    (bySubscriber.get(accountId) ?? []).flatMap((subscription) => shortened(subscription, rules)),
  );
  const billedItems = await listBilledItems(tx, charges, { isDiscounted: true });
  const discounts = [...bySubscriber.values()].flat().flatMap(usedDiscounts);
  const uses = await listDiscountUses(tx, discounts);
  const usesOf = Map.groupBy(uses, ({ chargeNumber }) => chargeNumber);
  const prepaid = await prepaidHistories(tx, [...bySubscriber.values()].flat());
  const usage = await usageOfAccounts(tx, accounts, bySubscriber, billing, prepaid);
  const lineItems = billsLineItems(billRun)
    ? await listLineItemsToBill(tx, accountIds, targetDate)
    : new Map<string, OrderLineItem[]>();
  const sold = await listSoldItems(tx, [...lineItems.values()].flat());
  const toTax = {
    accountIds,
    subscriptions: [...bySubscriber.values()].flat(),
    items: [...lineItems.values()].flat(),
    sold,
    billedItems,
  };
  const setup = taxes === "as needed" ? undefined : taxes;
  const isTaxed = taxes !== undefined;
  const taxing = await loadTaxing(tx, { isTaxed, rules, outsideTaxes }, toTax, setup);
  const loaded: LoadedAccount[] = [];
  for (const account of accounts) {
    const subscriptions = bySubscriber.get(account.accountId) ?? [];
    const items = lineItems.get(account.accountId) ?? [];
    if (subscriptions.length === 0 && items.length === 0) continue;
    const currency = currencyOf(account.currency);
    const discountUses =
      uses.length === 0
        ? []
        : subscriptions
            .flatMap(usedDiscounts)
            .flatMap(({ chargeNumber }) => usesOf.get(chargeNumber) ?? []);
    const read = { subscriptions, billedItems, discountUses, usage, prepaid, taxing, items, sold };
    loaded.push({ account, currency, ...read });
  }
  return loaded;
}
