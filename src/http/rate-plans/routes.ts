import { shownFields } from "#engine/custom-fields/shown-fields.ts";
import { BillingError } from "#engine/errors.ts";
import { inTransaction } from "#store/database.ts";
import { findRatePlanPage } from "#store/rate-plan-pages.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

export const ratePlanRoutes: readonly Route[] = [
  route(contract.getRatePlan, async ({ database, entityId }, { params: { ratePlanId: key } }) => {
    const found = await inTransaction(database, entityId, (tx) => findRatePlanPage(tx, key));
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { lastChangeType, order, customFields, ratePlanId: id, ...rest } = found;
    return {
      id,
      ...rest,
      lastChangeType: CHANGES[lastChangeType ?? "Add"],
      order: order && { id: order.orderId, orderNumber: order.orderNumber },
      ...shownFields("RatePlan", customFields),
    };
  }),
];

const CHANGES = { Add: "New", Update: "Update", Remove: "Remove" } as const;
