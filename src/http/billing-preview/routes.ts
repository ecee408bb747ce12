import { BillingError } from "#engine/errors.ts";
import { generateBillingPreview } from "#operations/generate-billing-preview.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toCreditMemoItem, toInvoiceItem } from "./to-wire.ts";

export const billingPreviewRoutes: readonly Route[] = [
  route(contract.generateBillingPreview, async (context, { body }) => {
    const accountKey = body.accountId ?? body.accountNumber;
    if (accountKey === undefined) throw new BillingError("MISSING_FIELD", { field: "accountId" });
    const preview = await generateBillingPreview(context, {
      accountKey,
      targetDate: body.targetDate,
      chargeTypesToExclude: body.chargeTypeToExclude ?? [],
      includesEvergreen: body.includingEvergreenSubscription,
      includesDrafts: body.includingDraftItems,
      assumesRenewal: body.assumeRenewal,
    });
    const { timeZone } = context;
    return {
      accountId: preview.accountId,
      invoiceItems: preview.invoiceItems.map((item) => toInvoiceItem(item, timeZone)),
      creditMemoItems: preview.creditMemoItems.map((item) => toCreditMemoItem(item, timeZone)),
    };
  }),
];
