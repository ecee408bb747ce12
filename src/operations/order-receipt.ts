import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import { contractedValue } from "#engine/metrics/subscription-metrics.ts";
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { NewInvoice } from "#engine/model/document.ts";
import type { CancelSubscriptionAction, Order } from "#engine/model/order.ts";
import type { Receipt } from "#engine/settlement/receipt.ts";
import { type Decimal, sum, ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import type { PromisedEffect } from "#store/order-previews.ts";
import type { Approved } from "./approve-in-try.ts";
import type { Context } from "./context.ts";
import type { CreatedOrder } from "./create-order.ts";
import type { OrderAccounts } from "./order-accounts.ts";
import { effectOf } from "./order-effect.ts";
import type { WriteOffResult } from "./save-write-offs.ts";
import {
  type AccountsBefore,
  accountsBefore,
  isToCome,
  type Tried,
  tryOrder,
} from "./try-order.ts";

export type PolicyReceipt = {
  readonly cancellationPolicy: CancelSubscriptionAction["cancellationPolicy"];
} & (
  | { readonly money: MoneyReceipt; readonly cancelledDate: PlainDate; readonly previewId: string }
  | { readonly refusal: BillingError }
);

/** What comes about only if gateways say yes. */
export type DependsOnGateway = {
  readonly collected: Decimal;
  readonly refunded: Decimal;
  /** Of the order's credit, and of its write-offs: they wait for its refunds. */
  readonly applied: Decimal;
  readonly writtenOff: Decimal;
};

/** All that an order does to money. */
export type MoneyReceipt = Receipt &
  Pick<Tried, "appliedCredits"> &
  Pick<Approved, "refunds" | "payment"> & {
    /** Undefined where no gateway is asked. */
    readonly dependsOnGateway: DependsOnGateway | undefined;
  };

export type OrderReceipt = MoneyReceipt & {
  /** Names this promise in an order that is to do exactly this. */
  readonly previewId: string;
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

type ReceiptRequest = {
  /** Locked already. */
  readonly accounts: OrderAccounts;
  /** The day of the policy SpecificDate, where the order's own policy is another; null: unknown. */
  readonly specificDate: PlainDate | null;
};

/**
 * What committing an order would do to the money of its accounts, found by doing it and taking it
 * back; for a cancellation by each of the three policies. What it promises is to be kept by the caller,
 * where nothing takes it back.
 *
 * Errors: those of createOrder. A policy that is refused is part of the answer.
 */
export async function orderReceipt(
  tx: Transaction,
  context: Context,
  order: Order,
  { accounts, specificDate }: ReceiptRequest,
): Promise<{ readonly receipt: OrderReceipt; readonly promised: readonly PromisedEffect[] }> {
  const start = await accountsBefore(tx, context, accounts);
  const tried = await tryOrder(tx, context, order, { start });
  const { invoices } = tried.executed;
  const { creditMemos, writeOff } = tried.approved;
  const own = promiseOf(tried);
  const promised = [own];
  const policies: PolicyReceipt[] = [];
  for (const alternative of alternatives(order, specificDate)) {
    policies.push(await policyReceipt(tx, context, { alternative, start, promised }));
  }
  const said = {
    ...moneyOf(tried),
    previewId: own.previewId,
    documents: { invoices, creditMemos },
    tcvChange: tcvChangeOf(tried.executed),
    writeOff,
    policies: policies.length > 0 ? policies : undefined,
  };
  return { receipt: said, promised };
}

function tcvChangeOf({ changes }: CreatedOrder): Decimal | null {
  const differences = changes.map(({ base, next }) => {
    const before = base ? contractedValue(base) : ZERO;
    return before && (contractedValue(next)?.minus(before) ?? null);
  });
  const known = differences.filter((each) => each !== null);
  return known.length === differences.length ? sum(known) : null;
}

const moneyOf = ({ receipt, approved, appliedCredits }: Tried): MoneyReceipt => ({
  ...receipt,
  appliedCredits,
  refunds: approved.refunds,
  payment: approved.payment,
  dependsOnGateway: dependsOnGateway(receipt, approved),
});

function dependsOnGateway(
  { invoices }: Receipt,
  { refunds = [], payment }: Approved,
): DependsOnGateway | undefined {
  const toCome = refunds.filter(isToCome);
  if (!payment && toCome.length === 0) return undefined;
  const waiting = new Set(toCome.map(({ accountId }) => accountId));
  const ofWaiting = invoices.filter(({ accountId }) => waiting.has(accountId));
  return {
    collected: payment?.amount ?? ZERO,
    refunded: sum(toCome.map(({ amount }) => amount)),
    applied: sum(ofWaiting.map(({ applied }) => applied)),
    writtenOff: sum(ofWaiting.map(({ writtenOff }) => writtenOff)),
  };
}

const promiseOf = (tried: Tried): PromisedEffect => ({
  previewId: newId(),
  effect: effectOf(tried),
});

type Alternative = {
  readonly cancellationPolicy: CancelSubscriptionAction["cancellationPolicy"];
  /** Undefined: SpecificDate without a date. */
  readonly order: Order | undefined;
};

type PolicyRequest = {
  readonly alternative: Alternative;
  readonly start: AccountsBefore;
  /** What is promised is added to it. */
  readonly promised: PromisedEffect[];
};

async function policyReceipt(
  tx: Transaction,
  context: Context,
  { alternative: { cancellationPolicy, order }, start, promised }: PolicyRequest,
): Promise<PolicyReceipt> {
  try {
    if (!order) throw new BillingError("CANCELLATION_DATE_MISSING");
    const tried = await tryOrder(tx, context, order, { start });
    const cancelledDate = tried.executed.changes[0]?.next.cancelledDate;
    assert(cancelledDate, "the order has cancelled the subscription");
    const promise = promiseOf(tried);
    promised.push(promise);
    const { previewId } = promise;
    return { cancellationPolicy, cancelledDate, previewId, money: moneyOf(tried) };
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
