import { previewOrder } from "#operations/preview-order.ts";
import { refuseTooLargeOrder } from "#operations/refuse-too-large.ts";
import { refuseField } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toPreview } from "./to-preview.ts";
import { toAnswer } from "./to-wire.ts";

export const orderPreviewRoutes: readonly Route[] = [
  route(contract.previewOrder, async (context, { body, query }) => {
    refuseField("summarizeInvoiceItem", query.summarizeInvoiceItem);
    const request = toPreview(body);
    await refuseTooLargeOrder(context, request.order);
    return toAnswer(await previewOrder(context, request));
  }),
];
