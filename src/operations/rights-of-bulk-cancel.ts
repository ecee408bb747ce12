import { BillingError } from "#engine/errors.ts";
import { type Permission, rolesWith } from "#engine/rights/permissions.ts";
import type { BulkCancel } from "#store/bulk-cancels.ts";
import type { Context } from "./context.ts";

type Deeds = Pick<BulkCancel, "kind" | "options">;

/** What the rows do beside: as it takes to order it one by one. */
function rightsOfRows({ kind, options }: Deeds): Permission[] {
  if (kind === "WriteOff") return ["billing.write-off"];
  return options.writeOff ? ["orders.write", "billing.write-off"] : ["orders.write"];
}

/** Whoever plans or starts it. Errors: NO_PERMISSION. */
export function refuseWithoutRights({ permissions }: Context, bulkCancel: Deeds): void {
  const missing = rightsOfRows(bulkCancel).find((each) => permissions && !permissions.has(each));
  if (missing === undefined) return;
  const roles = rolesWith(missing).join(", ");
  throw new BillingError("NO_PERMISSION", { permission: missing, roles });
}
