import type { IssuedDocuments } from "#engine/billing/issue-documents.ts";
import { BillingError } from "#engine/errors.ts";
import type { Invoice } from "#engine/model/document.ts";
import { type Decimal, minimum, sum, ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { listDraftInvoiceIds } from "#store/drafts.ts";
import { listUnpaidInvoicesOfAccount } from "#store/invoices.ts";
import type { StoredPayment } from "#store/payments.ts";
import { undone } from "#store/preview.ts";
import { applyPaymentTo, NO_FINANCE } from "./change-payment.ts";
import type { Context } from "./context.ts";
import { createPayment } from "./create-payment.ts";
import { generateBillingDocuments } from "./generate-billing-documents.ts";
import { postInvoice } from "./post-invoice.ts";

export type CollectRequest = {
  /** Id or number. */
  readonly accountKey: string;
  /** Id or number of a posted invoice that alone is collected; undefined: the account is billed. */
  readonly invoiceKey: string | undefined;
  /** Date of the documents. Default today. */
  readonly documentDate: PlainDate | undefined;
  /** Default today. */
  readonly targetDate: PlainDate | undefined;
  /** Undefined: that of the payment method, the account or the entity. */
  readonly gatewayKey: string | undefined;
};

export type Collected = IssuedDocuments & {
  /** What was owed and is paid, new or not. */
  readonly collected: readonly Invoice[];
  readonly amountCollected: Decimal;
  /** Undefined where nothing was owed. */
  readonly payment: StoredPayment | undefined;
};

/**
 * Bills an account, posts its drafts, and has all that it owes in its currency paid by its default
 * payment method; or has one invoice paid. What will be owed is tried out first, then the money is
 * asked for, and only when it has come the account is billed: a payment that is declined leaves
 * nothing behind but itself (docs/decisions/0345-invoice-and-collect.md).
 *
 * Errors: ENTITY_NOT_FOUND, those of generateBillingDocuments and of createPayment; NOT_ALLOWED where
 * the gateway does not answer.
 */
export async function invoiceAndCollect(
  context: Context,
  request: CollectRequest,
): Promise<Collected> {
  const { accountId, currency } = await inEntity(context, (tx) => accountOf(tx, request));
  const owing = await inEntity(context, (tx) =>
    undone(tx, () => billAndList(inside(context, tx), accountId, currency, request)),
  );
  const amount = owedOf(owing.collected);
  const isOwed = amount.gt(ZERO);
  const payment = isOwed
    ? await paymentOf(context, { accountId, currency, amount, gatewayKey: request.gatewayKey })
    : undefined;
  const billed = await inEntity(context, (tx) =>
    billAndList(inside(context, tx), accountId, currency, request),
  );
  if (!payment) return { ...billed, collected: [], amountCollected: ZERO, payment };
  const wanted = wantedOf(billed.collected, amount);
  const applied = await applyPaymentTo(context, payment.paymentId, { wanted, effectiveDate: null });
  return { ...billed, amountCollected: owedOf(wanted.map(toOwing)), payment: applied };
}

const inEntity = <Result>(
  { database, entityId }: Context,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> => inTransaction(database, entityId, work);

/** Whatever opens a transaction becomes a part of this one. */
const inside = (context: Context, transaction: Transaction): Context => ({
  ...context,
  database: { ...context.database, transaction },
});

async function accountOf(tx: Transaction, { accountKey }: CollectRequest) {
  const account = await findAccount(tx, accountKey);
  if (account) return account;
  throw new BillingError("ENTITY_NOT_FOUND", { key: accountKey });
}

/** Bills, unless one invoice was named, and lists what is owed then. */
async function billAndList(
  context: Context,
  accountId: string,
  currency: string,
  { invoiceKey, documentDate, targetDate }: CollectRequest,
): Promise<IssuedDocuments & { readonly collected: readonly Invoice[] }> {
  const unpaid = () => inEntity(context, (tx) => listUnpaidInvoicesOfAccount(tx, accountId));
  if (invoiceKey !== undefined) {
    const named = (await unpaid()).filter(
      ({ invoiceId, invoiceNumber }) => invoiceKey === invoiceNumber || invoiceKey === invoiceId,
    );
    if (named.length > 0) return { invoices: [], creditMemos: [], collected: named };
    const message = `Invoice '${invoiceKey}' is no posted invoice of the account that owes something.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const drafts = await inEntity(context, (tx) => listDraftInvoiceIds(tx, accountId));
  for (const draft of drafts) await postInvoice(context, draft, documentDate ?? null);
  const made = await generateBillingDocuments(context, {
    accountKey: accountId,
    effectiveDate: documentDate,
    targetDate,
    autoPost: true,
    autoRenew: false,
    subscriptionKeys: [],
    chargeTypeToExclude: [],
    creditMemoReasonCode: null,
    includeSubscriptions: true,
    includeOrderLineItems: true,
  });
  const collected = (await unpaid()).filter((invoice) => invoice.currency === currency);
  return { ...made, collected };
}

async function paymentOf(
  context: Context,
  asked: {
    readonly accountId: string;
    readonly currency: string;
    readonly amount: Decimal;
    readonly gatewayKey: string | undefined;
  },
): Promise<StoredPayment> {
  const { accountId: accountKey, ...rest } = asked;
  const payment = await createPayment(context, {
    ...rest,
    accountKey,
    type: "Electronic",
    effectiveDate: null,
    paymentMethodId: undefined,
    paymentMethodType: null,
    gatewayOrderId: null,
    referenceId: null,
    softDescriptor: null,
    softDescriptorPhone: null,
    comment: null,
    financeInformation: NO_FINANCE,
    customFields: {},
    wanted: [],
  });
  if (payment.status === "Processed") return payment;
  const message = `The gateway has not answered: payment '${payment.paymentNumber}' is ${payment.status}, and nothing was billed.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

type Owing = { readonly balance: Decimal };

const owedOf = (owing: readonly Owing[]): Decimal => sum(owing.map(({ balance }) => balance));
const toOwing = ({ amount }: { readonly amount: Decimal }): Owing => ({ balance: amount });

/** The oldest first, up to what was asked for: more may be owed by now. */
function wantedOf(invoices: readonly Invoice[], amount: Decimal) {
  let left = amount;
  return invoices.flatMap(({ invoiceId, balance }) => {
    const paid = minimum(left, balance);
    left = left.minus(paid);
    if (!paid.gt(ZERO)) return [];
    return [{ documentType: "Invoice" as const, documentKey: invoiceId, amount: paid }];
  });
}
