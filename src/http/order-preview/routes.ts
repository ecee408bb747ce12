import { previewOrder } from "#operations/preview-order.ts";
import { refuseTooLargeOrder } from "#operations/refuse-too-large.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toPreview } from "./to-preview.ts";
import { toAnswer } from "./to-wire.ts";

export const orderPreviewRoutes: readonly Route[] = [
  route(contract.previewOrder, async (context, { body, query }) => {
    const request = toPreview(body, query);
    await refuseTooLargeOrder(context, request.order);
    return toAnswer(await previewOrder(context, request));
  }),
];
