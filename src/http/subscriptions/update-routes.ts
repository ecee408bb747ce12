import { assert } from "#engine/assert.ts";
import { type DeltaMetrics, deltaMetrics } from "#engine/metrics/subscription-metrics.ts";
import { roundToDecimals } from "#engine/values/decimal.ts";
import { previewSubscriptionUpdate } from "#operations/preview-subscription.ts";
import { type UpdatedSubscription, updateSubscription } from "#operations/update-subscription.ts";
import { type Result, type Route, route } from "../route.ts";
import { toWanted } from "../subscription-preview/to-options.ts";
import { toPreviewed } from "../subscription-preview/to-wire.ts";
import type { Version } from "../version.ts";
import { toPaid } from "./to-paid.ts";
import { toUpdate } from "./to-update.ts";
import * as contract from "./update-contract.ts";

export const subscriptionUpdateRoutes: readonly Route[] = [
  route(contract.updateSubscription, async (context, { params, body, version }) => {
    const today = context.today();
    const update = toUpdate(body, today);
    if (body.preview) {
      const options = { ...toWanted(body, version), ...update.billing };
      const key = params.subscriptionKey;
      const preview = await previewSubscriptionUpdate(context, key, update, options);
      const { base, subscription } = preview;
      assert(base, "an update has something to change");
      const delta = deltaMetrics(base, subscription, today);
      return { ...toDeltas(delta), ...toPreviewed(preview, version) };
    }
    return toUpdated(await updateSubscription(context, params.subscriptionKey, update), version);
  }),
];

function toUpdated(
  { subscriptionId, invoiceId, creditMemoId, payment, ...delta }: UpdatedSubscription,
  version: Version,
): Result<typeof contract.updateSubscription> {
  return {
    subscriptionId,
    ...toDeltas(delta),
    invoiceId,
    creditMemoId: version.atLeast("207.0") ? creditMemoId : undefined,
    ...toPaid(payment),
  };
}

/** With the seven decimals of the vendor's sample. */
const toDeltas = ({ totalDeltaMrr, totalDeltaTcv }: DeltaMetrics) => ({
  totalDeltaMrr: roundToDecimals(totalDeltaMrr, 7),
  totalDeltaTcv: totalDeltaTcv && roundToDecimals(totalDeltaTcv, 7),
});
