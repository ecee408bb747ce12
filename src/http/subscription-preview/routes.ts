import { previewNewSubscription } from "#operations/preview-subscription.ts";
import { type Route, route } from "../route.ts";
import { contracted } from "../subscriptions/create-routes.ts";
import { withOwnerNumber } from "../subscriptions/named-owner.ts";
import * as contract from "./contract.ts";
import { toPreview } from "./to-preview.ts";
import { toPreviewed, withoutTaxes } from "./to-wire.ts";

export const subscriptionPreviewRoutes: readonly Route[] = [
  route(contract.previewSubscription, async (context, { body, version }) => {
    const today = context.today();
    const named = await withOwnerNumber(context, body);
    const { order, options } = toPreview(named, version, today);
    const preview = await previewNewSubscription(context, order, options);
    const told = body.skipTax ? withoutTaxes(preview) : preview;
    return { ...contracted(preview.subscription, today), ...toPreviewed(told, version) };
  }),
];
