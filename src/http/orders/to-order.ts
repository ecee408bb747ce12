import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type {
  Order,
  OrderAction,
  OrderedAction,
  OrderedSubscription,
  TriggerDates,
} from "#engine/model/order.ts";
import type { ProcessingOptions } from "#engine/model/processing-options.ts";
import { isPositive, ZERO } from "#engine/values/decimal.ts";
import type { RequestedOrder } from "#operations/open-accounts.ts";
import { asksForNothing, refuseField, refuseFields } from "../refuse-field.ts";
import { type createOrder, ELECTRONIC_NOT_YET, ORDER_NOT_YET } from "./contract.ts";
import { quoteFields } from "./quote.ts";
import { toBillingAttributes } from "./to-billing-attributes.ts";
import { toChangePlan } from "./to-change-plan.ts";
import { toCreateSubscription, toSubscribedRatePlan } from "./to-create-subscription.ts";
import { toOrderedLineItem } from "./to-line-item.ts";
import { type PreviewedAccount, toOrderingAccount } from "./to-ordering-account.ts";
import { toOwnerTransfer } from "./to-owner-transfer.ts";
import { toRamp } from "./to-ramp.ts";
import { toRemoveProduct } from "./to-remove-product.ts";
import { toResume } from "./to-resume.ts";
import { toSuspend } from "./to-suspend.ts";
import { toTermsAndConditions } from "./to-terms-and-conditions.ts";
import { toUpdateProduct } from "./to-update-product.ts";

export type OrderBody = z.output<typeof createOrder.request>;
type SubscriptionBody = OrderBody["subscriptions"][number];
type ActionBody = SubscriptionBody["orderActions"][number];

/**
 * An order of the wire as the engine takes it.
 *
 * Errors: NOT_SUPPORTED for what is documented and not done yet, MISSING_FIELD, NOT_ALLOWED,
 * CANCELLATION_DATE_MISSING.
 */
export function toOrder(body: OrderBody & PreviewedAccount): RequestedOrder {
  if (body.status !== "Scheduled" && toSchedulingOptions(body.schedulingOptions)) {
    const message = "'schedulingOptions' needs 'status' Scheduled.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return toOrderOfAnyStatus(body);
}

/** The same for what an order that waits becomes: it stays the draft or the scheduled order it is. */
export function toUpdatedOrder(body: OrderBody): RequestedOrder {
  const status = body.status ?? (body.schedulingOptions ? "Scheduled" : "Draft");
  const { writeOff, refund, collectPayment } = body.processingOptions ?? {};
  if (collectPayment) {
    const message = "'collectPayment' is for orders that are executed at once.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (writeOff || refund) {
    const message = "'writeOff' and 'refund' are for orders that are executed at once.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return toOrderOfAnyStatus({ ...body, status });
}

function toOrderOfAnyStatus(body: OrderBody & PreviewedAccount): RequestedOrder {
  refuseWhatIsNotDoneYet(body);
  if (body.status === "Draft") refuseDraftOptions(body);
  if (body.subscriptions.length === 0 && body.orderLineItems.length === 0) {
    throw new BillingError("MISSING_FIELD", { field: "subscriptions" });
  }
  if (body.status === "Scheduled" && body.orderLineItems.length > 0) {
    const message = "A scheduled order takes no 'orderLineItems'.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return {
    orderNumber: body.orderNumber ?? null,
    status: toStatus(body.status),
    schedulingOptions: toSchedulingOptions(body.schedulingOptions),
    orderDate: body.orderDate,
    category: body.category,
    description: body.description ?? null,
    reasonCode: body.reasonCode ?? null,
    customFields: body.customFields ?? {},
    ...toOrderingAccount(body),
    subscriptions: body.subscriptions
      .map(toOrderedSubscription)
      .map((ordered) => boughtIn(body.externallyManagedBy, ordered)),
    orderLineItems: body.orderLineItems.map(toOrderedLineItem),
    processingOptions: toProcessingOptions(body.processingOptions),
  };
}

function toStatus(status: OrderBody["status"]): Order["status"] {
  if (status !== "Executing" && status !== "Failed") return status ?? null;
  const message = `'status' cannot be ${status}: that is what becomes of scheduled orders.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

function toSchedulingOptions(body: OrderBody["schedulingOptions"]): Order["schedulingOptions"] {
  const { scheduledDate, scheduledDatePolicy = "SpecificDate" } = body ?? {};
  return scheduledDate ? { scheduledDate, scheduledDatePolicy } : null;
}

/** A draft says what is to be done when it is activated, not how that is billed. */
function refuseDraftOptions({ processingOptions }: OrderBody): void {
  for (const [field, value] of Object.entries(processingOptions ?? {})) {
    if (asksForNothing(value)) continue;
    const message = `'processingOptions.${field}' is not possible in a draft order.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
}

function toOrderedSubscription(body: SubscriptionBody): OrderedSubscription {
  return {
    subscriptionNumber: body.subscriptionNumber ?? null,
    customFields: { ...body.customFields, ...quoteFields(body.quote) },
    ...(body.notes !== undefined && { notes: body.notes }),
    orderActions: body.orderActions.map(toOrderedAction),
    ...(body.ramp && { ramp: toRamp(body.ramp) }),
  };
}

/** What an order creates was bought in the store that it names. */
const boughtIn = (
  externallyManagedBy: OrderBody["externallyManagedBy"],
  { orderActions, ...ordered }: OrderedSubscription,
): OrderedSubscription => ({
  ...ordered,
  orderActions: orderActions.map((each) =>
    externallyManagedBy && each.action.type === "CreateSubscription"
      ? { ...each, action: { ...each.action, externallyManagedBy } }
      : each,
  ),
});

export const toOrderedAction = (body: ActionBody): OrderedAction => ({
  action: toAction(body),
  triggerDates: toTriggerDates(body.triggerDates ?? []),
  changeReason: body.changeReason ?? null,
  customFields: body.customFields ?? {},
});

function toAction(body: ActionBody): OrderAction {
  switch (body.type) {
    case "CreateSubscription":
      return toCreateSubscription(body.createSubscription);
    case "AddProduct":
      return { type: body.type, ratePlan: toSubscribedRatePlan(body.addProduct) };
    case "UpdateProduct":
      return toUpdateProduct(body.updateProduct);
    case "RemoveProduct":
      return toRemoveProduct(body.removeProduct);
    case "ChangePlan":
      return toChangePlan(body.changePlan);
    case "TermsAndConditions":
      return toTermsAndConditions(body.termsAndConditions);
    case "RenewSubscription":
      return {
        type: body.type,
        ...toBillingAttributes(body.renewSubscription ?? {}),
      };
    case "Suspend":
      return toSuspend(body.suspend);
    case "Resume":
      return toResume(body.resume);
    case "OwnerTransfer":
      return toOwnerTransfer(body.ownerTransfer);
    case "CancelSubscription":
      return toCancelSubscription(body.cancelSubscription);
  }
}

type CancelBody = Extract<ActionBody, { type: "CancelSubscription" }>["cancelSubscription"];

/** Other policies than SpecificDate ignore a date, as documented. */
export function toCancelSubscription(body: CancelBody): OrderAction {
  const { cancellationPolicy, cancellationEffectiveDate } = body;
  const type = "CancelSubscription";
  if (cancellationPolicy !== "SpecificDate") return { type, cancellationPolicy };
  if (cancellationEffectiveDate === undefined) throw new BillingError("CANCELLATION_DATE_MISSING");
  return { type, cancellationPolicy, cancellationEffectiveDate };
}

function toTriggerDates(given: NonNullable<ActionBody["triggerDates"]>): TriggerDates {
  const dates = new Map(given.map(({ name, triggerDate }) => [name, triggerDate]));
  return {
    ContractEffective: dates.get("ContractEffective") ?? null,
    ServiceActivation: dates.get("ServiceActivation") ?? null,
    CustomerAcceptance: dates.get("CustomerAcceptance") ?? null,
  };
}

const DEFAULT_APPLICATION_ORDER = ["CreditMemo", "UnappliedPayment"] as const;

function toProcessingOptions(body: OrderBody["processingOptions"]): ProcessingOptions {
  const billing = body?.billingOptions;
  const finance = body?.writeOffBehavior?.financeInformation;
  return {
    runBilling: body?.runBilling ?? false,
    targetDate: billing?.targetDate ?? null,
    documentDate: billing?.documentDate ?? null,
    generateDraftInvoice: billing?.generateDraftInvoice ?? false,
    chargeTypesToExclude: billing?.chargeTypeToExclude ?? [],
    creditMemoReasonCode: billing?.creditMemoReasonCode || null,
    writeOff: body?.writeOff ?? false,
    ...((body?.applyCredit || body?.applyCreditBalance) && {
      applyCredit: body.applicationOrder ?? DEFAULT_APPLICATION_ORDER,
    }),
    ...(body?.collectPayment && {
      collectPayment: {
        paymentMethodId: body.electronicPaymentOptions?.paymentMethodId ?? null,
        gatewayKey: body.electronicPaymentOptions?.paymentGatewayId ?? null,
        gatewayOrderId: body.electronicPaymentOptions?.gatewayOrderId ?? null,
      },
    }),
    ...(body?.refund &&
      body.refundAmount && {
        refund: { amount: body.refundAmount, reasonCode: body.refundReasonCode || null },
      }),
    financeInformation: finance
      ? {
          deferredRevenueAccountingCode: finance.deferredRevenueAccountingCode ?? null,
          onAccountAccountingCode: finance.onAccountAccountingCode ?? null,
          recognizedRevenueAccountingCode: finance.recognizedRevenueAccountingCode ?? null,
          revenueRecognitionRuleName: finance.revenueRecognitionRuleName ?? null,
        }
      : null,
  };
}

function refuseWhatIsNotDoneYet(body: OrderBody): void {
  const { processingOptions: options } = body;
  refuseFields(body, ORDER_NOT_YET.order);
  refuseFields(options ?? {}, ORDER_NOT_YET.processingOptions);
  if (options?.collectPayment && !options.runBilling) {
    throw new BillingError("NOT_ALLOWED", {
      message: "'collectPayment' cannot be true when 'runBilling' is false.",
    });
  }
  if (options?.collectPayment && options.refund) {
    throw new BillingError("NOT_ALLOWED", {
      message: "'collectPayment' and 'refund' cannot both be true.",
    });
  }
  if (options?.refund && options.refundAmount === undefined) {
    throw new BillingError("MISSING_FIELD", { field: "refundAmount" });
  }
  if (options?.refund && !isPositive(options.refundAmount ?? ZERO)) {
    const message = "'processingOptions.refundAmount' should be greater than 0";
    throw new BillingError("INVALID_VALUE", { field: "refundAmount", message });
  }
  if (options?.applicationOrder && !options.applyCredit) {
    const message = "'applicationOrder' needs 'applyCredit' true.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (options?.applyCreditBalance && !options.runBilling) {
    const message = "'applyCreditBalance' cannot be true when 'runBilling' is false.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  refuseCollecting(body);
}

/** Collecting is for orders of an account that is there, which are executed at once. */
function refuseCollecting(body: OrderBody): void {
  const { collectPayment, electronicPaymentOptions } = body.processingOptions ?? {};
  refuseFields(electronicPaymentOptions ?? {}, ELECTRONIC_NOT_YET);
  if (electronicPaymentOptions && !collectPayment) {
    const message = "'electronicPaymentOptions' needs 'collectPayment' true.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (!collectPayment) return;
  refuseField("collectPayment with newAccount", body.newAccount);
  if (body.status === "Scheduled") {
    const message = "'collectPayment' is for orders that are executed at once.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
}
