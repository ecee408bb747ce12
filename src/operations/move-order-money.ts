import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { NewInvoice } from "#engine/model/document.ts";
import type { Order } from "#engine/model/order.ts";
import { isPositive } from "#engine/values/decimal.ts";
import type { Transaction } from "#store/database.ts";
import { lockReceivables } from "#store/receivables.ts";
import { findApplicationRules } from "#store/settings.ts";
import { applyCredits } from "./apply-credits.ts";
import { type BilledOrder, itemCreditsOf } from "./bill-order.ts";
import type { Context } from "./context.ts";
import type { OrderPart } from "./order-parts.ts";
import { type BegunRefunds, beginOrderRefunds, planOrderRefunds } from "./refund-of-order.ts";
import { saveDocuments } from "./save-documents.ts";
import { saveWriteOffs, type WriteOffResult } from "./save-write-offs.ts";
import { settleOrderMoney } from "./settle-order-money.ts";

export type BilledPart = BilledOrder & { readonly part: OrderPart };

export type MovedMoney = {
  readonly invoices: readonly NewInvoice[];
  readonly creditMemos: readonly CreditMemo[];
  /** Undefined when no write-off was asked for. */
  readonly writeOff: readonly WriteOffResult[] | undefined;
  /** Undefined when no refund was asked for. Gateways are asked once all is committed. */
  readonly refunds: BegunRefunds | undefined;
};

type MoneyToMove = {
  readonly order: Order;
  readonly billed: readonly BilledPart[];
  readonly orderId: string;
};

/** Saves what was billed, settles and writes off, account by account. */
export async function moveMoney(
  tx: Transaction,
  context: Context,
  { order, billed, orderId }: MoneyToMove,
): Promise<MovedMoney> {
  const invoices: NewInvoice[] = [];
  const creditMemos: CreditMemo[] = [];
  const writeOff: WriteOffResult[] = [];
  const refunds: BegunRefunds[] = [];
  for (const { part, ...bill } of billed) {
    const { accountId } = part.account;
    const planned = await planOrderRefunds(tx, accountId, order, part.changes);
    const settled = await settleOrderMoney(tx, context, {
      // What is refunded is owed again: then it is credited and written off after that.
      order: planned.length > 0 ? withoutWriteOff(order) : order,
      loaded: part,
      changes: part.changes,
      billed: bill,
    });
    await saveDocuments(tx, context, {
      invoices: bill.documents.invoices,
      creditMemos: settled.creditMemos,
      itemCredits: itemCreditsOf(bill.lines),
      applications: settled.applications,
      settledInvoices: settled.settledInvoices,
      billRunId: null,
      orderId,
    });
    invoices.push(...bill.documents.invoices);
    creditMemos.push(...settled.creditMemos);
    await applyCreditOf(tx, context, order, part, {
      invoices: bill.documents.invoices,
      creditMemos: settled.creditMemos,
    });
    if (order.processingOptions.refund) {
      const { changes } = part;
      const made = { order, orderId, changes, planned, creditMemos: settled.creditMemos };
      refunds.push(await beginOrderRefunds(tx, context, made));
    }
    if (!order.processingOptions.writeOff || planned.length > 0) continue;
    const origin = { accountId, orderId };
    writeOff.push(...(await saveWriteOffs(tx, context, origin, settled.writeOffs)));
  }
  const { writeOff: wantsWriteOff, refund: wantsRefund } = order.processingOptions;
  return {
    invoices,
    creditMemos,
    writeOff: wantsWriteOff ? writeOff : undefined,
    refunds: wantsRefund
      ? {
          begun: refunds.flatMap(({ begun }) => begun),
          failed: refunds.flatMap(({ failed }) => failed),
        }
      : undefined,
  };
}

const withoutWriteOff = (order: Order): Order => ({
  ...order,
  processingOptions: { ...order.processingOptions, writeOff: false },
});

/** The order's own credit is never applied to its invoices. */
async function applyCreditOf(
  tx: Transaction,
  context: Context,
  { processingOptions: { applyCredit: kinds } }: Order,
  { account: { accountId }, currency: rounding }: OrderPart,
  made: Pick<MovedMoney, "invoices" | "creditMemos">,
): Promise<void> {
  const invoices = made.invoices
    .filter(({ status, balance }) => status === "Posted" && isPositive(balance))
    .map(({ invoiceId }) => invoiceId);
  if (!kinds || invoices.length === 0) return;
  const documents = await lockReceivables(tx, accountId, { invoices, debitMemos: [] });
  const except = new Set(made.creditMemos.map(({ creditMemoId }) => creditMemoId));
  const rules = await findApplicationRules(tx);
  await applyCredits(tx, context, { accountId, rounding, rules, documents, kinds, except });
}
