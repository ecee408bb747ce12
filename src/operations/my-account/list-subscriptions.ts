import { chargesOf } from "#engine/model/subscription.ts";
import { NO_END } from "#engine/values/date-range.ts";
import { type Decimal, sum } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { addMonths } from "#engine/values/plain-date.ts";
import { inTransaction } from "#store/database.ts";
import { type CustomerCancel, listCustomerCancels } from "#store/my-account/cancels.ts";
import { findMyAccount } from "#store/my-account/settings.ts";
import type { PreviewItem } from "#store/preview-items.ts";
import { listSubscriptionPages, type SubscriptionPage } from "#store/subscription-pages.ts";
import type { Context } from "../context.ts";
import { generateBillingPreview } from "../generate-billing-preview.ts";
import { ownAccountId, planNameOf } from "./own-things.ts";
import { canTakeBack } from "./take-back-cancel.ts";

export type NextCharge = { readonly date: PlainDate; readonly amount: Decimal };

export type CustomerSubscription = {
  readonly page: SubscriptionPage;
  readonly planName: string;
  /** Null where nothing more is planned, and where somebody else pays. */
  readonly nextCharge: NextCharge | null;
  /** First day without service; null while it has no end. */
  readonly endsOn: PlainDate | null;
  readonly isPaidByOther: boolean;
  readonly canCancel: boolean;
  /** Number of the customer's cancel that he may take back. */
  readonly takeBackOrderNumber: string | null;
};

/** More than one page holds is what an account of one customer has not. */
const MOST = 100;

/** What the customer has subscribed to, with the next charge of each: of everything up to a year ahead. */
export async function listCustomerSubscriptions(context: Context): Promise<CustomerSubscription[]> {
  const accountId = ownAccountId(context);
  const { database, entityId } = context;
  const { pages, cancels, settings } = await inTransaction(database, entityId, async (tx) => ({
    pages: await listSubscriptionPages(tx, accountId, { offset: 0, limit: MOST }),
    cancels: await listCustomerCancels(tx, accountId),
    settings: await findMyAccount(tx),
  }));
  const items = await itemsAhead(context, accountId);
  const today = context.today();
  return pages.map((page) => {
    const { subscription, owner, invoiceOwner } = page;
    const { subscriptionNumber, status, cancelledDate } = subscription;
    const isPaidByOther = owner.accountId !== invoiceOwner.accountId;
    const cancel = cancels.find((each) => isOf(each, page));
    const isOpen = settings.cancellationPolicies.length > 0;
    return {
      ...{ page, isPaidByOther },
      planName: planNameOf(page),
      nextCharge: nextChargeOf(page, items.get(subscriptionNumber) ?? [], today),
      endsOn: cancelledDate ?? endOfTerm(page),
      canCancel: status === "Active" && isOpen && !isPaidByOther,
      takeBackOrderNumber:
        cancel && canTakeBack(settings, cancel, today) ? cancel.orderNumber : null,
    };
  });
}

/** Of the version that is there now: an order that came after it is not the customer's to take back. */
const isOf = ({ orderNumber }: CustomerCancel, page: SubscriptionPage): boolean =>
  page.orderNumber === orderNumber;

const endOfTerm = ({ subscription: { currentTerm, autoRenew } }: SubscriptionPage) =>
  currentTerm.end === NO_END || autoRenew ? null : currentTerm.end;

async function itemsAhead(
  context: Context,
  accountId: string,
): Promise<Map<string, PreviewItem[]>> {
  const { invoiceItems } = await generateBillingPreview(context, {
    accountKey: accountId,
    targetDate: addMonths(context.today(), 12),
    chargeTypesToExclude: [],
    includesEvergreen: true,
    includesDrafts: false,
    assumesRenewal: "Autorenew",
  });
  return Map.groupBy(invoiceItems, ({ subscriptionNumber }) => subscriptionNumber ?? "");
}

/** What is billed together next: from today on, or what should have been billed already. */
function nextChargeOf(
  { subscription }: SubscriptionPage,
  items: readonly PreviewItem[],
  today: PlainDate,
): NextCharge | null {
  const timings = new Map(
    chargesOf(subscription).map(({ chargeNumber, recurrence }) => [
      chargeNumber,
      recurrence?.billingTiming,
    ]),
  );
  const dated = items.map((item) => {
    const isAfterwards = timings.get(item.chargeNumber ?? "") === "IN_ARREARS";
    const due = isAfterwards ? item.service.end : item.service.start;
    return { date: due < today ? today : due, amount: item.amount.plus(item.taxAmount) };
  });
  const [first] = dated.map(({ date }) => date).toSorted();
  if (first === undefined) return null;
  return {
    date: first,
    amount: sum(dated.filter(({ date }) => date === first).map((each) => each.amount)),
  };
}
