import type { z } from "zod";
import type { ChargeMetrics } from "#engine/metrics/charge-metrics.ts";
import { serviceEndDate } from "#engine/values/date-range.ts";
import { type Decimal, negated, roundToDecimals, sum, ZERO } from "#engine/values/decimal.ts";
import type { PreviewedItem, SubscriptionPreview } from "#operations/preview-subscription.ts";
import { numberUnlessMadeUp } from "#store/preview.ts";
import { toTaxOfPreview } from "../taxation-items/to-wire.ts";
import type { Version } from "../version.ts";
import type { previewedFields } from "./preview-fields.ts";

type Answer = z.input<z.ZodObject<typeof previewedFields>>;
type Documents = NonNullable<SubscriptionPreview["documents"]>;

/** Sections that were not asked for are absent. */
export const toPreviewed = (
  { documents, chargeMetrics, base }: SubscriptionPreview,
  version: Version,
): Answer => ({
  ...(documents && toDocuments(documents, version)),
  ...(chargeMetrics && {
    chargeMetrics: chargeMetrics.map((each) => toChargeMetrics(each, base !== undefined)),
  }),
});

/** Amounts are without taxes already. */
export const withoutTaxes = ({ documents, ...preview }: SubscriptionPreview) => ({
  ...preview,
  documents: documents && {
    ...documents,
    invoiceItems: documents.invoiceItems.map(untaxed),
    creditMemoItems: documents.creditMemoItems.map(untaxed),
  },
});

const untaxed = (item: PreviewedItem): PreviewedItem => ({ ...item, taxAmount: ZERO, taxes: [] });

const toDocuments = (documents: Documents, version: Version): Answer =>
  version.atLeast("207.0") ? toContainers(documents) : toOneInvoice(documents);

/** The invoice is there even where nothing is due; there is a credit memo only where there is credit. */
function toContainers(documents: Documents): Answer {
  const { targetDate, documentDate, invoiceItems, creditMemoItems } = documents;
  return {
    targetDate,
    documentDate,
    invoice: { ...figuresOf(invoiceItems), targetDate, invoiceItems: invoiceItems.map(toItem) },
    ...(creditMemoItems.length > 0 && {
      creditMemo: {
        ...figuresOf(creditMemoItems),
        creditMemoItems: creditMemoItems.map((item) => ({
          ...toItem(item),
          amountWithoutTax: item.amount,
        })),
      },
    }),
  };
}

/** Before there were credit memos, credit stood on the invoice. */
function toOneInvoice(documents: Documents): Answer {
  const { targetDate, documentDate, invoiceItems, creditMemoItems } = documents;
  const credits = creditMemoItems.map((item) => ({
    ...item,
    amount: negated(item.amount),
    taxAmount: negated(item.taxAmount),
    taxes: item.taxes.map((tax) => ({
      ...tax,
      taxAmount: negated(tax.taxAmount),
      exemptAmount: negated(tax.exemptAmount),
    })),
  }));
  const items = [...invoiceItems, ...credits];
  return {
    ...figuresOf(items),
    invoiceTargetDate: targetDate,
    documentDate,
    invoiceItems: items.map(toItem),
  };
}

function figuresOf(items: readonly PreviewedItem[]) {
  const amountWithoutTax: Decimal = sum(items.map((item) => item.amount));
  const taxAmount = sum(items.map((item) => item.taxAmount));
  return { amount: amountWithoutTax.plus(taxAmount), amountWithoutTax, taxAmount };
}

const toItem = (item: PreviewedItem) => ({
  serviceStartDate: item.service.start,
  serviceEndDate: serviceEndDate(item.service),
  chargeAmount: item.amount,
  taxAmount: item.taxAmount,
  ...(item.taxes.length > 0 && { taxationItems: item.taxes.map(toTaxOfPreview) }),
  chargeDescription: item.chargeDescription,
  chargeName: item.chargeName,
  productName: item.productName,
  productRatePlanChargeId: item.productRatePlanChargeId,
  quantity: item.quantity,
  unitOfMeasure: item.unitOfMeasure,
});

/** Ids and the number only of a charge that there is: those that a preview makes name nothing. */
function toChargeMetrics(charge: ChargeMetrics, isUpdate: boolean) {
  const number = isUpdate ? numberUnlessMadeUp(charge.chargeNumber) : null;
  return {
    ...(number !== null && {
      number,
      originalId: charge.originalChargeId,
      originRatePlanId: charge.originalRatePlanId,
    }),
    productRatePlanId: charge.productRatePlanId,
    productRatePlanChargeId: charge.productRatePlanChargeId,
    mrr: metric(charge.cmrr),
    dmrr: metric(charge.cmrrDelta),
    ...(charge.tcv && { tcv: metric(charge.tcv.total), dtcv: metric(charge.tcv.delta) }),
  };
}

/** As many decimals as the deltas of PUT …/cancel have. */
const metric = (value: Decimal) => roundToDecimals(value, 7);
