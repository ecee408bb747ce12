import type { z } from "zod";
import type { PreviewThrough } from "#engine/billing/preview-through.ts";
import { BillingError } from "#engine/errors.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { PreviewOptions, PreviewRequest } from "#operations/preview-order.ts";
import { toOrder } from "../orders/to-order.ts";
import type { previewOrder } from "./contract.ts";

type Body = z.output<typeof previewOrder.request>;
type OptionsBody = NonNullable<Body["previewOptions"]>;

/** Errors: those of toOrder, MISSING_FIELD, NOT_SUPPORTED for preview types that are not done yet. */
export function toPreview(
  body: Body,
  { summarizeInvoiceItem }: z.output<typeof previewOrder.query>,
): PreviewRequest {
  const { previewOptions, processingOptions } = body;
  if (body.status === "Scheduled") {
    const message =
      "A scheduled order cannot be previewed: preview it as one that is executed now.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const wantsReceipt = processingOptions !== undefined;
  if (!previewOptions && !wantsReceipt) {
    throw new BillingError("MISSING_FIELD", { field: "previewOptions" });
  }
  return {
    order: toOrder(body),
    options: previewOptions ? toOptions(previewOptions, summarizeInvoiceItem) : null,
    wantsReceipt,
    specificDate: specificDateOf(body),
  };
}

function toOptions(body: OptionsBody, summarizesItems: boolean): PreviewOptions {
  const { previewTypes } = body;
  return {
    through: previewTypes.includes("BillingDocs") ? toThrough(body) : null,
    summarizesItems,
    chargeTypesToExclude: body.chargeTypeToExclude ?? [],
    metrics: METRICS.filter((each) => previewTypes.includes(each)),
  };
}

const METRICS = [
  "ChargeMetrics",
  "OrderDeltaMetrics",
  "OrderMetrics",
  "RampMetrics",
  "RampDeltaMetrics",
] as const;

function toThrough(body: OptionsBody): PreviewThrough {
  const { previewThruType: type, specificPreviewThruDate: date } = body;
  const { previewNumberOfPeriods: periods } = body;
  switch (type) {
    case undefined:
      throw new BillingError("MISSING_FIELD", { field: "previewThruType" });
    case "TermEnd":
      return { type };
    case "SpecificDate":
      if (date) return { type, date };
      throw new BillingError("MISSING_FIELD", { field: "specificPreviewThruDate" });
    case "NumberOfPeriods":
      if (periods !== undefined) return { type, periods };
      throw new BillingError("MISSING_FIELD", { field: "previewNumberOfPeriods" });
  }
}

/** A date beside another policy is ignored by an order; a receipt compares by it. */
function specificDateOf({ subscriptions }: Body): PlainDate | null {
  const action = subscriptions[0]?.orderActions[0];
  if (action?.type !== "CancelSubscription") return null;
  return action.cancelSubscription.cancellationEffectiveDate ?? null;
}
