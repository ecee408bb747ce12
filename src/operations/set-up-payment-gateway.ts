import { randomBytes } from "node:crypto";
import { BillingError } from "#engine/errors.ts";
import { inTransaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import {
  findPaymentGateway,
  listPaymentGateways,
  type PaymentGateway,
  savePaymentGateway,
} from "#store/payment-gateways.ts";
import type { Context } from "./context.ts";

/** Errors: NUMBER_IN_USE for a name that is taken. */
export const createPaymentGateway = (
  context: Context,
  settings: Omit<PaymentGateway, "gatewayId" | "gatewayNumber">,
): Promise<PaymentGateway> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { name } = settings;
    const others = await listPaymentGateways(tx);
    if (others.some((other) => other.name === name)) {
      throw new BillingError("NUMBER_IN_USE", { field: "name", number: name });
    }
    const gatewayNumber = `PG-${randomBytes(4).toString("hex").toUpperCase()}`;
    const gateway = { ...settings, gatewayId: newId(), gatewayNumber };
    await savePaymentGateway(tx, gateway);
    return gateway;
  });

/** Errors: ENTITY_NOT_FOUND. */
export const updatePaymentGateway = (
  context: Context,
  key: string,
  change: { readonly isActive?: boolean | undefined; readonly isDefault?: true | undefined },
): Promise<PaymentGateway> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const gateway = await findPaymentGateway(tx, key);
    if (!gateway) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { isActive = gateway.isActive, isDefault = gateway.isDefault } = change;
    const changed = { ...gateway, isActive, isDefault };
    await savePaymentGateway(tx, changed);
    return changed;
  });
