import { BillingError } from "#engine/errors.ts";
import { NO_TRIGGER_DATES } from "#engine/model/nothing-given.ts";
import type { Order } from "#engine/model/order.ts";
import { cancelInWords } from "#engine/my-account/cancel-in-words.ts";
import type { ToldCancel } from "#engine/my-account/cancel-receipt.ts";
import type { Language } from "#engine/my-account/messages.ts";
import { CUSTOMER_POLICIES, type CustomerPolicy } from "#engine/my-account/settings.ts";
import { type Decimal, maximum, sum, ZERO } from "#engine/values/decimal.ts";
import { inTransaction } from "#store/database.ts";
import { findMyAccount, type StoredMyAccount } from "#store/my-account/settings.ts";
import { numberUnlessMadeUp } from "#store/preview.ts";
import type { SubscriptionPage } from "#store/subscription-pages.ts";
import type { Context } from "../context.ts";
import { orderedAction, orderOfOne } from "../order-of-one.ts";
import type { MoneyReceipt, OrderReceipt, PolicyReceipt } from "../order-receipt.ts";
import { previewOrder } from "../preview-order.ts";
import { ownAccountId, ownSubscription, planNameOf } from "./own-things.ts";

/** A way to end a subscription, which is possible or is not. */
export type CancelChoice =
  | (ToldCancel & { readonly previewId: string })
  | { readonly cancellationPolicy: CustomerPolicy; readonly refusal: BillingError };

export type CancelPreview = {
  readonly subscription: SubscriptionPage;
  readonly planName: string;
  readonly page: StoredMyAccount;
  /** Those that the merchant lets customers choose of. */
  readonly choices: readonly CancelChoice[];
};

export type PreviewOptions = {
  readonly language: Language;
  /** Absent: all that the merchant lets customers choose of. */
  readonly only?: CustomerPolicy;
};

/**
 * What each of the ways would do that the merchant lets customers choose of: the same previews that people
 * are shown, each with the promise that can be committed.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED where somebody else pays for it, or no way is open to customers.
 */
export async function previewCancel(
  context: Context,
  subscriptionNumber: string,
  { language, only }: PreviewOptions,
): Promise<CancelPreview> {
  const accountId = ownAccountId(context);
  const { subscription, page } = await inTransaction(
    context.database,
    context.entityId,
    async (tx) => ({
      subscription: await ownSubscription(tx, accountId, subscriptionNumber),
      page: await findMyAccount(tx),
    }),
  );
  refuseOthersBill(subscription);
  const open = CUSTOMER_POLICIES.filter((each) => page.cancellationPolicies.includes(each));
  const policies = only === undefined ? open : open.filter((each) => each === only);
  if (policies.length === 0) {
    const message = `Customers cannot cancel ${only ? `by ${only}` : "here"}.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const looked = { subscription, page, language };
  const receipts = await receiptsOf(context, looked, policies);
  const choices: CancelChoice[] = [];
  for (const receipt of receipts) choices.push(await toChoice(context, looked, receipt));
  return { subscription, planName: planNameOf(subscription), page, choices };
}

/** Its money is not the customer's to see. */
function refuseOthersBill({ owner, invoiceOwner }: SubscriptionPage): void {
  if (owner.accountId === invoiceOwner.accountId) return;
  const message = "Another account pays for this subscription: it is not cancelled here.";
  throw new BillingError("NOT_ALLOWED", { message });
}

type Looked = {
  readonly subscription: SubscriptionPage;
  readonly page: StoredMyAccount;
  readonly language: Language;
};

/** The order that cancels: the same for its preview and for its commit. */
export function cancelOrderOf(
  context: Context,
  { subscription, page }: Omit<Looked, "language">,
  cancellationPolicy: CustomerPolicy,
): Order {
  const today = context.today();
  const type = "CancelSubscription";
  const order = orderOfOne({
    accountKey: subscription.owner.accountId,
    orderDate: today,
    subscriptionNumber: subscription.subscription.subscriptionNumber,
    customFields: {},
    orderActions: [
      orderedAction(
        cancellationPolicy === "SpecificDate"
          ? { type, cancellationPolicy, cancellationEffectiveDate: today }
          : { type, cancellationPolicy },
        NO_TRIGGER_DATES,
      ),
    ],
    billing: {
      runBilling: true,
      targetDate: today,
      documentDate: null,
      creditMemoReasonCode: null,
    },
  });
  const writeOff = page.unpaidInvoices === "AreWrittenOff";
  return { ...order, processingOptions: { ...order.processingOptions, writeOff } };
}

/** One preview compares all ways, but is of an order that has to be possible: the first that is. */
async function receiptsOf(
  context: Context,
  looked: Looked,
  policies: readonly CustomerPolicy[],
): Promise<PolicyReceipt[]> {
  const refused: PolicyReceipt[] = [];
  for (const cancellationPolicy of policies) {
    try {
      const compared = await compare(context, cancelOrderOf(context, looked, cancellationPolicy));
      return policies.flatMap(
        (policy) => compared.find((each) => each.cancellationPolicy === policy) ?? [],
      );
    } catch (error) {
      if (!(error instanceof BillingError)) throw error;
      refused.push({ cancellationPolicy, refusal: error });
    }
  }
  return refused;
}

async function compare(
  context: Context,
  order: Order,
): Promise<NonNullable<OrderReceipt["policies"]>> {
  const { receipt } = await previewOrder(context, {
    order,
    options: null,
    wantsReceipt: true,
    specificDate: context.today(),
  });
  return receipt?.policies ?? [];
}

async function toChoice(
  context: Context,
  looked: Looked,
  receipt: PolicyReceipt,
): Promise<CancelChoice> {
  const { cancellationPolicy } = receipt;
  if ("refusal" in receipt) return { cancellationPolicy, refusal: receipt.refusal };
  const { cancelledDate, previewId, money } = receipt;
  const { currency } = looked.subscription.subscription;
  const stillToCome = await toCome(context, looked, receipt);
  const sentences = cancelInWords(looked.language, {
    ...{ currency, cancelledDate, stillToCome },
    today: context.today(),
    billed: total(money, "billed"),
    offInvoices: total(money, "applied"),
    kept: total(money, "credited").minus(total(money, "applied")),
    writtenOff: total(money, "writtenOff"),
    stillOwed: maximum(money.account.after.balance, ZERO),
  });
  // What is credited to the account alone stands in no invoice.
  const moved = money.invoices.filter(({ before, after }) => !before.eq(after));
  const invoices = moved.map(({ invoiceNumber, before, after }) => ({
    invoiceNumber: numberUnlessMadeUp(invoiceNumber),
    ...{ before, after },
  }));
  const { before, after } = money.account;
  const balance = { before: before.balance, after: after.balance };
  return {
    ...{ cancellationPolicy, previewId, cancelledDate, currency, sentences, invoices, balance },
  };
}

const total = (
  { invoices }: MoneyReceipt,
  of: "billed" | "credited" | "applied" | "writtenOff",
): Decimal => sum(invoices.map((invoice) => invoice[of]));

/** What it costs from tomorrow until its end: all that billing makes until then, but for what it makes now. */
async function toCome(
  context: Context,
  looked: Looked,
  { cancellationPolicy, cancelledDate, money }: Exclude<PolicyReceipt, { refusal: unknown }>,
): Promise<Decimal> {
  const now = total(money, "billed").minus(total(money, "credited"));
  if (cancelledDate <= context.today()) return ZERO;
  const { documents } = await previewOrder(context, {
    order: cancelOrderOf(context, looked, cancellationPolicy),
    options: {
      through: { type: "SpecificDate", date: cancelledDate },
      summarizesItems: false,
      chargeTypesToExclude: [],
      metrics: [],
    },
    wantsReceipt: false,
    specificDate: null,
  });
  const { invoices = [], creditMemos = [] } = documents ?? {};
  const until = sum(invoices.map(({ amount }) => amount));
  return until.minus(sum(creditMemos.map(({ amount }) => amount))).minus(now);
}
