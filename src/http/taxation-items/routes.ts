import { BillingError } from "#engine/errors.ts";
import { inTransaction } from "#store/database.ts";
import { findTaxationItemPage } from "#store/taxation-item-pages.ts";
import { type Route, route } from "../route.ts";
import { taxationItemChangeRoutes } from "./change-routes.ts";
import * as contract from "./contract.ts";
import { toTaxationItem } from "./to-wire.ts";

export const taxationItemRoutes: readonly Route[] = [
  ...taxationItemChangeRoutes,
  route(contract.getTaxationItem, async (context, { params }) => {
    const { database, entityId, timeZone } = context;
    const found = await inTransaction(database, entityId, (tx) =>
      findTaxationItemPage(tx, params.id),
    );
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
    return toTaxationItem(found, timeZone);
  }),
];
