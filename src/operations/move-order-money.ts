import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { NewInvoice } from "#engine/model/document.ts";
import type { Order } from "#engine/model/order.ts";
import type { Transaction } from "#store/database.ts";
import { type BilledOrder, itemCreditsOf } from "./bill-order.ts";
import type { Context } from "./context.ts";
import type { OrderPart } from "./order-parts.ts";
import { saveDocuments } from "./save-documents.ts";
import { saveWriteOffs, type WriteOffResult } from "./save-write-offs.ts";
import { settleOrderMoney } from "./settle-order-money.ts";

export type BilledPart = BilledOrder & { readonly part: OrderPart };

export type MovedMoney = {
  readonly invoices: readonly NewInvoice[];
  readonly creditMemos: readonly CreditMemo[];
  /** Undefined when no write-off was asked for. */
  readonly writeOff: readonly WriteOffResult[] | undefined;
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
  for (const { part, ...bill } of billed) {
    const settled = await settleOrderMoney(tx, context, {
      order,
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
    if (!order.processingOptions.writeOff) continue;
    const origin = { accountId: part.account.accountId, orderId };
    writeOff.push(...(await saveWriteOffs(tx, context, origin, settled.writeOffs)));
  }
  const { processingOptions } = order;
  return { invoices, creditMemos, writeOff: processingOptions.writeOff ? writeOff : undefined };
}
