import type { z } from "zod";
import type { InvoiceForecast } from "#engine/billing/summarize-items.ts";
import type { ChargeMetrics } from "#engine/metrics/charge-metrics.ts";
import type { Charge } from "#engine/model/charge.ts";
import type { CreditMemoItem } from "#engine/model/credit-memo.ts";
import { deliveriesOf } from "#engine/model/deliveries-of.ts";
import type { InvoiceItem, NewInvoiceItem } from "#engine/model/document.ts";
import type { OrderLineItem } from "#engine/model/order-line-item.ts";
import { chargesOf } from "#engine/model/subscription.ts";
import { serviceEndDate } from "#engine/values/date-range.ts";
import { type Decimal, roundToDecimals, sum, ZERO } from "#engine/values/decimal.ts";
import type { DraftItem } from "#operations/preview-drafts.ts";
import type {
  SubscriptionChargeMetrics,
  SubscriptionOrderMetrics,
} from "#operations/preview-metrics.ts";
import type { OrderPreview, PreviewedDocuments } from "#operations/preview-order.ts";
import { numberUnlessMadeUp } from "#store/preview.ts";
import { toOrderMetrics } from "../orders/order-metrics.ts";
import { toOrderRampMetrics } from "../ramps/to-wire.ts";
import { toTaxOfPreview } from "../taxation-items/to-wire.ts";
import type { previewOrder } from "./contract.ts";
import { toOrderDeltaMetrics } from "./order-delta-metrics-to-wire.ts";
import { toReceipt } from "./receipt-to-wire.ts";

type Answer = z.input<typeof previewOrder.response>;
type Result = NonNullable<Answer["previewResult"]>;

/** Sections that were not asked for are absent; so are credit memos where there are none. */
export const toAnswer = (preview: OrderPreview): Answer => {
  const { documents, receipt, chargeMetrics, orderDeltaMetrics, orderMetrics, rampMetrics } =
    preview;
  const isAsked = documents ?? chargeMetrics ?? orderDeltaMetrics ?? orderMetrics ?? rampMetrics;
  return {
    ...(isAsked && {
      previewResult: {
        ...(documents && toDocuments(documents)),
        ...(chargeMetrics && { chargeMetrics: chargeMetrics.map(toChargeMetrics) }),
        ...(orderDeltaMetrics && { orderDeltaMetrics: toOrderDeltaMetrics(orderDeltaMetrics) }),
        ...(orderMetrics && { orderMetrics: orderMetrics.map(toMetricsOfActions) }),
        ...(rampMetrics && { rampMetrics: toOrderRampMetrics(rampMetrics) }),
      },
    }),
    ...(receipt && { receipt: toReceipt(receipt) }),
  };
};

function toDocuments(documents: PreviewedDocuments): Pick<Result, "invoices" | "creditMemos"> {
  const { invoices, creditMemos, targetDate, forecasts } = documents;
  const charges = new Map(
    documents.subscriptions.flatMap(chargesOf).map((charge) => [charge.chargeId, charge]),
  );
  const lineItems = new Map(
    documents.orderLineItems.map((item) => [item.orderLineItemId, item] as const),
  );
  const named = { charges, lineItems };
  const toItems = (items: readonly NewItem[]) =>
    items.map((item) => itemToWire(item, items, toldOf(item, named, documents)));
  return {
    invoices: [
      ...invoices.map(({ invoiceId, amount, taxAmount, items }) => ({
        ...totals({ amount, taxAmount }, targetDate),
        invoiceItems: toItems(items),
        ...(forecasts && {
          invoiceItemSummary: (forecasts.get(invoiceId) ?? []).map(forecastToWire),
        }),
      })),
      ...documents.drafts.invoices.map(({ amount, taxAmount, items }) => ({
        ...totals({ amount, taxAmount }, targetDate),
        invoiceItems: items.map((item) =>
          itemToWire(item, items, documents.drafts.items.get(item.invoiceItemId) ?? UNTOLD),
        ),
      })),
    ],
    ...(creditMemos.length > 0 && {
      creditMemos: creditMemos.map(({ amount, taxAmount, items }) => ({
        ...totals({ amount, taxAmount }, targetDate),
        creditMemoItems: toItems(items),
      })),
    }),
  };
}

const forecastToWire = (forecast: InvoiceForecast, index: number) => ({
  previewInvoiceSequence: index + 1,
  subTotal: forecast.subTotal,
  discountAmount: forecast.discountAmount,
  taxAmount: forecast.taxAmount,
  total: forecast.total,
  servicePeriodStartDate: forecast.servicePeriod.start,
  servicePeriodEndDate: serviceEndDate(forecast.servicePeriod),
});

type Totals = { readonly amount: Decimal; readonly taxAmount: Decimal };

const totals = ({ amount, taxAmount }: Totals, targetDate: PreviewedDocuments["targetDate"]) => ({
  amount,
  amountWithoutTax: amount.minus(taxAmount),
  taxAmount,
  targetDate,
});

type Named = {
  readonly charges: ReadonlyMap<string, Charge>;
  readonly lineItems: ReadonlyMap<string, OrderLineItem>;
};

type NewItem = NewInvoiceItem | CreditMemoItem;

/** What its document does not say of an item: of one on a standalone draft, nothing. */
const UNTOLD: DraftItem = {
  chargeDescription: "",
  orderLineItemNumber: null,
  productName: "",
  numberOfDeliveries: null,
};

const toldOf = (
  item: NewItem,
  { charges, lineItems }: Named,
  { products }: PreviewedDocuments,
): DraftItem => ({
  chargeDescription:
    charges.get(item.chargeId ?? "")?.description ??
    lineItems.get(lineItemIdOf(item) ?? "")?.description ??
    "",
  productName: products.get(item.productRatePlanChargeId ?? "")?.productName ?? "",
  orderLineItemNumber: lineItems.get(lineItemIdOf(item) ?? "")?.itemNumber ?? null,
  numberOfDeliveries: deliveriesOf(item.derivation),
});

const itemToWire = (
  item: InvoiceItem | CreditMemoItem,
  items: readonly (InvoiceItem | CreditMemoItem)[],
  told: DraftItem,
) => ({
  serviceStartDate: item.service.start,
  serviceEndDate: serviceEndDate(item.service),
  amountWithoutTax: item.amount,
  taxAmount: sum(item.taxationItems.map(({ taxAmount }) => taxAmount)),
  ...(item.taxationItems.length > 0 && { taxationItems: item.taxationItems.map(toTaxOfPreview) }),
  chargeDescription: told.chargeDescription,
  chargeName: item.chargeName,
  chargeNumber: item.chargeNumber && numberUnlessMadeUp(item.chargeNumber),
  processingType: item.processingType,
  ...appliedTo(item, items),
  productName: told.productName,
  productRatePlanChargeId: item.productRatePlanChargeId,
  unitPrice: item.unitPrice,
  subscriptionNumber: item.subscriptionNumber && numberUnlessMadeUp(item.subscriptionNumber),
  orderLineItemNumber: told.orderLineItemNumber,
  additionalInfo: {
    quantity: item.quantity,
    unitOfMeasure: item.unitOfMeasure ?? "",
    numberOfDeliveries: told.numberOfDeliveries ?? ZERO,
  },
});

const toMetricsOfActions = (metrics: SubscriptionOrderMetrics) => ({
  orderActions: metrics.orderActions.map(({ type, metrics: charges }, sequence) => ({
    orderMetrics: toOrderMetrics(charges, metrics),
    sequence: String(sequence),
    type,
  })),
  subscriptionNumber: numberUnlessMadeUp(metrics.subscriptionNumber),
});

/** Of a discount: the charge that it lowers, once that has a number. */
function appliedTo(
  { appliedToItemId }: InvoiceItem | CreditMemoItem,
  items: readonly (InvoiceItem | CreditMemoItem)[],
) {
  if (appliedToItemId === null) return {};
  const lowered = items.find((item) => idOf(item) === appliedToItemId);
  return { appliedToChargeNumber: numberUnlessMadeUp(lowered?.chargeNumber ?? "") };
}

const idOf = (item: InvoiceItem | CreditMemoItem): string =>
  "invoiceItemId" in item ? item.invoiceItemId : item.creditMemoItemId;

const lineItemIdOf = (item: NewItem): string | null => {
  if ("orderLineItemId" in item) return item.orderLineItemId;
  return item.sourceItemType === "OrderLineItem" ? item.sourceItemId : null;
};

const toChargeMetrics = ({ subscriptionNumber, charges }: SubscriptionChargeMetrics) => ({
  subscriptionNumber: numberUnlessMadeUp(subscriptionNumber),
  charges: charges.map(chargeMetricsToWire),
});

const chargeMetricsToWire = (charge: ChargeMetrics) => {
  const number = numberUnlessMadeUp(charge.chargeNumber);
  return {
    chargeNumber: number,
    productRatePlanChargeId: charge.productRatePlanChargeId,
    productRatePlanId: charge.productRatePlanId,
    // The id of a charge that a preview has made names nothing.
    originRatePlanId: number === null ? null : charge.originalRatePlanId,
    cmrr: metric(charge.cmrr, charge.cmrrDelta, charge.discount?.cmrr),
    tax: metric(ZERO, ZERO),
    ...(charge.tcb && { tcb: metric(charge.tcb.total, charge.tcb.delta, charge.discount?.tcv) }),
    ...(charge.tcv && { tcv: metric(charge.tcv.total, charge.tcv.delta, charge.discount?.tcv) }),
  };
};

/** As many decimals as the deltas of PUT …/cancel have. */
const metric = (
  regular: Decimal,
  delta: Decimal,
  discount?: { readonly total: Decimal; readonly delta: Decimal } | null,
) => ({
  discount: roundToDecimals(discount?.total ?? ZERO, 7),
  discountDelta: roundToDecimals(discount?.delta ?? ZERO, 7),
  regular: roundToDecimals(regular, 7),
  regularDelta: roundToDecimals(delta, 7),
});
