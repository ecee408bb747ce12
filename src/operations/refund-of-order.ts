/**
 * A cancel with refund: what was paid for the cancelled subscriptions is taken back from their invoices
 * and given back; then the order's credit pays what is owed again, and what is left is written off.
 */
import { BillingError } from "#engine/errors.ts";
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { Order } from "#engine/model/order.ts";
import type { OrderedChange } from "#engine/order-actions/apply-order.ts";
import { itemsFor } from "#engine/settlement/items-for.ts";
import { type PlannedRefund, planRefunds } from "#engine/settlement/plan-refunds.ts";
import { settleOrder } from "#engine/settlement/settle-order.ts";
import { writeOffDate } from "#engine/settlement/write-off-date.ts";
import { type Decimal, isPositive, minimum, sum, ZERO } from "#engine/values/decimal.ts";
import { lockCreditMemo } from "#store/credit-memos.ts";
import { inSavepoint, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { listUnpaidInvoices } from "#store/invoices.ts";
import { lockPayment } from "#store/payments.ts";
import { lockReceivables } from "#store/receivables.ts";
import { listRefundableParts } from "#store/refundable-payments.ts";
import {
  type FollowUp,
  hasRefundsInProcess,
  listMemosKeptBack,
  type StoredRefund,
  saveRefund,
} from "#store/refunds.ts";
import { findApplicationRules, findBillingRules, findCurrency } from "#store/settings.ts";
import { payFromMemos, saveMemosApplied } from "./apply-credits.ts";
import { beginRefund, type RefundToCreate } from "./begin-refund.ts";
import { findBeingPaid } from "./being-paid.ts";
import { authorOf, type Context } from "./context.ts";
import { payDocuments, unpayDocuments } from "./pay-documents.ts";
import { saveWriteOffs, type WriteOffResult } from "./save-write-offs.ts";

/** How one refund of an order went. */
export type RefundResult = {
  /** Undefined where none was made. */
  readonly refundNumber: string | undefined;
  readonly refundInvoiceNumbers: readonly string[];
  /** Processing: the gateway has not answered yet. */
  readonly status: "Success" | "Error" | "Processing";
  readonly failedReason: string | undefined;
};

/** Refunds that are committed with the order, and asked for afterwards. */
export type BegunRefunds = {
  readonly begun: readonly {
    readonly refund: StoredRefund;
    readonly invoiceNumbers: readonly string[];
  }[];
  /** Those that could not be begun. */
  readonly failed: readonly RefundResult[];
};

/** Which payments would give back what an order asks for; empty when nothing was paid. */
export async function planOrderRefunds(
  tx: Transaction,
  accountId: string,
  { processingOptions }: Order,
  changes: readonly OrderedChange[],
): Promise<PlannedRefund[]> {
  const { refund } = processingOptions;
  const numbers = cancelledNumbers(changes);
  if (!refund || numbers.length === 0) return [];
  return planRefunds(await listRefundableParts(tx, accountId, numbers), refund.amount);
}

const cancelledNumbers = (changes: readonly OrderedChange[]): string[] =>
  changes
    .filter(({ next }) => next.status === "Cancelled")
    .map(({ next }) => next.subscriptionNumber);

type RefundsToBegin = {
  readonly order: Order;
  readonly orderId: string;
  readonly changes: readonly OrderedChange[];
  readonly planned: readonly PlannedRefund[];
  readonly creditMemos: readonly CreditMemo[];
};

/** Takes back what was paid and begins to give it back. One that cannot be begun fails by itself. */
export async function beginOrderRefunds(
  tx: Transaction,
  context: Context,
  { order, orderId, changes, planned, creditMemos }: RefundsToBegin,
): Promise<BegunRefunds> {
  const { refund: wanted, documentDate, writeOff, financeInformation } = order.processingOptions;
  const begun: { refund: StoredRefund; invoiceNumbers: readonly string[] }[] = [];
  const failed: RefundResult[] = [];
  for (const { paymentId, amount, taken, invoiceNumbers } of planned) {
    const followUp: FollowUp = {
      creditMemoIds: creditMemos.map(({ creditMemoId }) => creditMemoId),
      taken,
      subscriptionNumbers: cancelledNumbers(changes),
      writeOff,
      documentDate: documentDate ?? context.today(),
      financeInformation,
    };
    const request = { ...REFUND, amount, reasonCode: wanted?.reasonCode ?? null, orderId };
    const attempt = await tried(tx, async () => {
      const payment = await lockPayment(tx, paymentId);
      if (!payment) throw new BillingError("ENTITY_NOT_FOUND", { key: paymentId });
      const unpaid = await unpayDocuments(tx, context, payment, taken, context.today());
      const refund = { ...(await beginRefund(tx, context, unpaid, request)), followUp };
      await saveRefund(tx, refund, authorOf(context));
      return refund;
    });
    if ("done" in attempt) begun.push({ refund: attempt.done, invoiceNumbers });
    else failed.push(errorOf(attempt.refusal.message, invoiceNumbers));
  }
  const short = wanted ? wanted.amount.minus(sum(planned.map((each) => each.amount))) : undefined;
  if (short && isPositive(short)) failed.push(errorOf(tooLittle(short), []));
  return { begun, failed };
}

const tooLittle = (short: Decimal): string =>
  `${short} of the refund amount was not paid by electronic payments for what was cancelled.`;

const errorOf = (failedReason: string, refundInvoiceNumbers: readonly string[]): RefundResult => ({
  refundNumber: undefined,
  refundInvoiceNumbers,
  status: "Error",
  failedReason,
});

const REFUND: Omit<RefundToCreate, "amount" | "reasonCode" | "orderId"> = {
  type: "Electronic",
  refundDate: null,
  methodType: null,
  refundTransactionType: null,
  referenceId: null,
  secondReferenceId: null,
  softDescriptor: null,
  softDescriptorPhone: null,
  comment: null,
  financeInformation: null,
  customFields: {},
};

/** In a savepoint: what is refused leaves nothing behind. */
async function tried<Result>(tx: Transaction, work: () => Promise<Result>) {
  try {
    return { done: await inSavepoint(tx, work) };
  } catch (error) {
    if (!(error instanceof BillingError)) throw error;
    return { refusal: error };
  }
}

/**
 * What follows once the gateway has answered: the order's credit pays what is owed again, no more than
 * was refunded; or, when nothing was refunded, the payment pays it again. After the last refund of the
 * order, what its cancelled subscriptions then owe is written off.
 */
export async function followUpRefund(
  tx: Transaction,
  context: Context,
  refund: StoredRefund,
): Promise<WriteOffResult[]> {
  const { followUp } = refund;
  if (!followUp) return [];
  if (refund.status === "Processed") await creditWhatIsOwedAgain(tx, context, refund, followUp);
  else await payAgain(tx, context, refund, followUp);
  if (!followUp.writeOff || (await hasRefundsInProcess(tx, refund))) return [];
  return writeOffTheRest(tx, context, refund, followUp);
}

async function creditWhatIsOwedAgain(
  tx: Transaction,
  context: Context,
  { accountId, currency, amount }: StoredRefund,
  { creditMemoIds, taken, subscriptionNumbers, documentDate }: FollowUp,
): Promise<void> {
  const memos = await lockedMemos(tx, accountId, creditMemoIds);
  const { reserved } = await listMemosKeptBack(tx, accountId);
  const invoices = taken.map(({ documentKey }) => documentKey);
  const documents = await lockReceivables(tx, accountId, { invoices, debitMemos: [] });
  const rounding = await findCurrency(tx, currency);
  const { creditMemoApplicationRule: applicationRule } = await findApplicationRules(tx);
  const cancelled = new Set(subscriptionNumbers);
  const takenOf = new Map(taken.map((each) => [each.documentKey, each.amount]));
  const applied = payFromMemos(memos, documents, (memo, invoice, { ofAll, ofThis }) => {
    const ofInvoice = (takenOf.get(invoice.invoiceId) ?? ZERO).minus(ofThis);
    const free = memo.unappliedAmount.minus(reserved.get(memo.creditMemoId) ?? ZERO);
    const left = minimum(minimum(amount.minus(ofAll), ofInvoice), free);
    if (!isPositive(left)) return null;
    const itemIds = new Set(itemsFor(invoice, cancelled).map((item) => item.invoiceItemId));
    const { invoiceDate } = invoice;
    return {
      reach: "AnyInvoice",
      amount: left,
      itemIds,
      effectiveDate: writeOffDate({ documentDate, invoiceDate, today: context.today() }),
      applicationRule,
      rounding,
    };
  });
  await saveMemosApplied(tx, context, accountId, applied);
}

async function payAgain(
  tx: Transaction,
  context: Context,
  { paymentId }: StoredRefund,
  { taken }: FollowUp,
): Promise<void> {
  const payment = await lockPayment(tx, paymentId ?? "");
  if (!payment) return;
  // What cannot be paid any more stays the customer's, unapplied.
  await tried(tx, () => payDocuments(tx, context, payment, taken, context.today()));
}

async function writeOffTheRest(
  tx: Transaction,
  context: Context,
  { accountId, orderId, currency }: StoredRefund,
  followUp: FollowUp,
): Promise<WriteOffResult[]> {
  const { subscriptionNumbers, documentDate, financeInformation } = followUp;
  const memos = await lockedMemos(tx, accountId, followUp.creditMemoIds);
  const { reserved } = await listMemosKeptBack(tx, accountId);
  const settled = settleOrder({
    unpaidInvoices: await listUnpaidInvoices(tx, accountId, subscriptionNumbers),
    // One that another refund is giving back pays nothing meanwhile: what it would pay is written off.
    creditMemos: memos.filter(({ creditMemoId }) => !reserved.get(creditMemoId)?.gt(ZERO)),
    billedInvoiceIds: new Set(),
    beingPaid: await findBeingPaid(tx, [accountId]),
    subscriptionNumbers: new Set(subscriptionNumbers),
    documentDate,
    today: context.today(),
    rules: await findBillingRules(tx),
    rounding: await findCurrency(tx, currency),
    financeInformation,
    newId,
  });
  await saveMemosApplied(tx, context, accountId, {
    memos: settled.creditMemos,
    documents: settled.invoices,
    applications: settled.applications,
  });
  return saveWriteOffs(tx, context, { accountId, orderId }, settled.writeOffs);
}

async function lockedMemos(
  tx: Transaction,
  accountId: string,
  ids: readonly string[],
): Promise<CreditMemo[]> {
  const memos: CreditMemo[] = [];
  for (const id of ids) {
    const memo = await lockCreditMemo(tx, accountId, id);
    if (memo?.status === "Posted") memos.push(memo);
  }
  return memos;
}
