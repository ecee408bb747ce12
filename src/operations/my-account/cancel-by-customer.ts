import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import type { PrintedCancel, ToldCancel } from "#engine/my-account/cancel-receipt.ts";
import type { Language } from "#engine/my-account/messages.ts";
import type { CustomerPolicy } from "#engine/my-account/settings.ts";
import { inTransaction } from "#store/database.ts";
import { saveCustomerCancel } from "#store/my-account/cancels.ts";
import { findEntityName } from "#store/settings.ts";
import { authorOf, type Context } from "../context.ts";
import { executePreviewedOrder } from "../create-previewed-order.ts";
import { toKept } from "./kept-receipt.ts";
import { ownAccountId } from "./own-things.ts";
import { cancelOrderOf, previewCancel } from "./preview-cancel.ts";
import { sendReceipt } from "./send-receipt.ts";

export type WantedCancel = {
  readonly subscriptionNumber: string;
  readonly cancellationPolicy: CustomerPolicy;
  readonly previewId: string;
  readonly reason: string | null;
  readonly language: Language;
};

/** What a customer has done, as it was told him. */
export type CancelDone = {
  readonly receipt: PrintedCancel;
  /** Null: he has no address. */
  readonly emailedTo: readonly string[];
};

/**
 * Cancels a subscription of the customer's exactly as its preview has said, keeps what he was told, and
 * sends it to him.
 *
 * Errors: those of previewCancel; NOT_ALLOWED for a way that is not open to customers, INVALID_VALUE for a
 * reason that is not among the merchant's, PREVIEW_NOT_FOUND, PREVIEW_HAS_MOVED.
 */
export async function cancelByCustomer(
  context: Context,
  wanted: WantedCancel,
): Promise<CancelDone> {
  const { subscriptionNumber, cancellationPolicy, previewId, reason, language } = wanted;
  const accountId = ownAccountId(context);
  const preview = await previewCancel(context, subscriptionNumber, {
    language,
    only: cancellationPolicy,
  });
  const { subscription, page, planName } = preview;
  refuseReason(page.cancelReasons, reason);
  const [choice] = preview.choices;
  assert(choice, "the way that was looked at is one of them");
  if ("refusal" in choice) throw moved(choice.refusal);
  const { previewId: _, ...told } = choice;
  const order = {
    ...cancelOrderOf(context, { subscription, page }, cancellationPolicy),
    reasonCode: reason,
    description: "Cancelled by the customer on My Account.",
  };
  const { database, entityId } = context;
  const receipt = await inTransaction(
    database,
    entityId,
    async (tx) => {
      const made = await executePreviewedOrder(tx, context, order, { previewId });
      const { orderId, orderNumber, accountNumber } = made;
      const printed: PrintedCancel = {
        ...withNumbers(told, made.invoices),
        ...{ planName, orderNumber, subscriptionNumber, accountNumber, reason },
        merchantName: page.merchantName ?? (await findEntityName(tx)),
        accountName: subscription.owner.name,
        cancelledOn: context.today(),
      };
      const { cancelledDate } = told;
      const kept = { accountId, orderId, orderNumber, subscriptionNumber, cancelledDate };
      await saveCustomerCancel(tx, { ...kept, receipt: toKept(printed) }, authorOf(context));
      return printed;
    },
    { isSmall: true },
  );
  const emailedTo = await sendReceipt(context, receipt, language);
  return { receipt, emailedTo };
}

function refuseReason(reasons: readonly string[], reason: string | null): void {
  if (reason === null || reasons.includes(reason)) return;
  const message = "'reason' should be one of those that GET /v1/my/session tells";
  throw new BillingError("INVALID_VALUE", { field: "reason", message });
}

/** What could be done when it was previewed, and cannot be now. */
const moved = (refusal: BillingError): BillingError =>
  new BillingError("PREVIEW_HAS_MOVED", { moved: `it is refused now: ${refusal.message}` });

/** The invoices that it has made have numbers now; in the same order, as it does what was promised. */
function withNumbers(
  told: ToldCancel,
  made: readonly { readonly invoiceNumber: string }[],
): ToldCancel {
  const numbers = made.map(({ invoiceNumber }) => invoiceNumber);
  const invoices = told.invoices.map((each) => ({
    ...each,
    invoiceNumber: each.invoiceNumber ?? numbers.shift() ?? null,
  }));
  return { ...told, invoices };
}
