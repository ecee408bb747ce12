import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import { contractedValue } from "#engine/metrics/subscription-metrics.ts";
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { NewInvoice } from "#engine/model/document.ts";
import type { CancelSubscriptionAction, Order } from "#engine/model/order.ts";
import {
  type Receipt,
  receipt,
  type Standing,
  type TouchedItem,
} from "#engine/settlement/receipt.ts";
import { type Decimal, sum, ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { findAccountMetrics } from "#store/account-metrics.ts";
import type { LockedAccount } from "#store/accounts.ts";
import type { Transaction } from "#store/database.ts";
import { undone } from "#store/preview.ts";
import { findItemBalances, listTouchedItems } from "#store/touched-items.ts";
import type { Context } from "./context.ts";
import { type CreatedOrder, executeOrder } from "./create-order.ts";
import type { WriteOffResult } from "./save-write-offs.ts";

export type PolicyReceipt = {
  readonly cancellationPolicy: CancelSubscriptionAction["cancellationPolicy"];
} & (
  | { readonly receipt: Receipt; readonly cancelledDate: PlainDate }
  | { readonly refusal: BillingError }
);

export type OrderReceipt = Receipt & {
  readonly documents: {
    readonly invoices: readonly NewInvoice[];
    readonly creditMemos: readonly CreditMemo[];
  };
  /** Change of the total contracted value, not rounded; null with an evergreen subscription. */
  readonly tcvChange: Decimal | null;
  /** Undefined when the order does not write off. */
  readonly writeOff: readonly WriteOffResult[] | undefined;
  /** Undefined unless the order cancels one subscription and does nothing else. */
  readonly policies: readonly PolicyReceipt[] | undefined;
};

type Account = Pick<LockedAccount, "accountId" | "currency">;

type ReceiptRequest = {
  /** Locked already. */
  readonly account: Account;
  /** The day of the policy SpecificDate, where the order's own policy is another; null: unknown. */
  readonly specificDate: PlainDate | null;
};

/**
 * What committing an order would do to the money of its account, found by doing it and taking it
 * back; for a cancellation by each of the three policies.
 *
 * Errors: those of createOrder. A policy that is refused is part of the answer.
 */
export async function orderReceipt(
  tx: Transaction,
  context: Context,
  order: Order,
  { account, specificDate }: ReceiptRequest,
): Promise<OrderReceipt> {
  const tried = await tryOut(tx, context, order, account);
  const { invoices, creditMemos, writeOff } = tried.executed;
  const policies: PolicyReceipt[] = [];
  for (const alternative of alternatives(order, specificDate)) {
    policies.push(await policyReceipt(tx, context, alternative, account));
  }
  return {
    ...tried.receipt,
    documents: { invoices, creditMemos },
    tcvChange: tcvChangeOf(tried.executed),
    writeOff,
    policies: policies.length > 0 ? policies : undefined,
  };
}

function tcvChangeOf({ changes }: CreatedOrder): Decimal | null {
  const differences = changes.map(({ base, next }) => {
    const before = base ? contractedValue(base) : ZERO;
    return before && (contractedValue(next)?.minus(before) ?? null);
  });
  const known = differences.filter((each) => each !== null);
  return known.length === differences.length ? sum(known) : null;
}

type Tried = { readonly executed: CreatedOrder; readonly receipt: Receipt };

async function tryOut(
  tx: Transaction,
  context: Context,
  order: Order,
  account: Account,
): Promise<Tried> {
  const { executed, items, after } = await undone(tx, async () => {
    const executed = await executeOrder(tx, context, order);
    return {
      executed,
      items: await touchedBy(tx, executed),
      after: await standingOf(tx, context, account),
    };
  });
  const owedBefore = await findItemBalances(
    tx,
    account.accountId,
    items.map(({ invoiceItemId }) => invoiceItemId),
  );
  const before = await standingOf(tx, context, account);
  const creditMemoAmounts = executed.creditMemos
    .filter(({ status }) => status === "Posted")
    .map(({ amount }) => amount);
  return { executed, receipt: receipt({ items, owedBefore, creditMemoAmounts, before, after }) };
}

const touchedBy = (tx: Transaction, executed: CreatedOrder): Promise<TouchedItem[]> =>
  listTouchedItems(tx, executed.accountId, {
    invoiceIds: executed.invoices.map(({ invoiceId }) => invoiceId),
    creditMemoIds: executed.creditMemos.map(({ creditMemoId }) => creditMemoId),
    writeOffNumbers: (executed.writeOff ?? []).flatMap((result) =>
      result.status === "Success" ? result.writeOffCreditMemoNumber : [],
    ),
  });

async function standingOf(tx: Transaction, context: Context, account: Account): Promise<Standing> {
  const metrics = await findAccountMetrics(tx, account, context.today());
  const { balance, unappliedCreditMemoAmount: unappliedCredit, contractedMrr } = metrics;
  return { balance, unappliedCredit, contractedMrr };
}

type Alternative = {
  readonly cancellationPolicy: CancelSubscriptionAction["cancellationPolicy"];
  /** Undefined: SpecificDate without a date. */
  readonly order: Order | undefined;
};

async function policyReceipt(
  tx: Transaction,
  context: Context,
  { cancellationPolicy, order }: Alternative,
  account: Account,
): Promise<PolicyReceipt> {
  try {
    if (!order) throw new BillingError("CANCELLATION_DATE_MISSING");
    const tried = await tryOut(tx, context, order, account);
    const cancelledDate = tried.executed.changes[0]?.next.cancelledDate;
    assert(cancelledDate, "the order has cancelled the subscription");
    return { cancellationPolicy, cancelledDate, receipt: tried.receipt };
  } catch (error) {
    if (!(error instanceof BillingError)) throw error;
    return { cancellationPolicy, refusal: error };
  }
}

/** The same order by each policy; none unless a cancellation is all that it does. */
function alternatives(order: Order, specificDate: PlainDate | null): Alternative[] {
  const [subscription, ...others] = order.subscriptions;
  const [ordered, ...more] = subscription?.orderActions ?? [];
  if (!subscription || !ordered || others.length > 0 || more.length > 0) return [];
  const { action } = ordered;
  if (action.type !== "CancelSubscription") return [];
  const by = (replaced: CancelSubscriptionAction): Order => ({
    ...order,
    subscriptions: [{ ...subscription, orderActions: [{ ...ordered, action: replaced }] }],
  });
  const { type, bookingDate } = action;
  const common = { type, ...(bookingDate && { bookingDate }) };
  const date =
    action.cancellationPolicy === "SpecificDate" ? action.cancellationEffectiveDate : specificDate;
  return [
    ...(["EndOfCurrentTerm", "EndOfLastInvoicePeriod"] as const).map((cancellationPolicy) => ({
      cancellationPolicy,
      order: by({ ...common, cancellationPolicy }),
    })),
    {
      cancellationPolicy: "SpecificDate",
      order: date
        ? by({ ...common, cancellationPolicy: "SpecificDate", cancellationEffectiveDate: date })
        : undefined,
    },
  ];
}
