import { BillingError } from "#engine/errors.ts";
import { Declined, type Gateway, NotOffered, OutcomeUnknown } from "#gateways/gateway.ts";
import { openGateway } from "#gateways/open-gateway.ts";
import type { Transaction } from "#store/database.ts";
import {
  findDefaultPaymentGateway,
  findPaymentGateway,
  type PaymentGateway,
} from "#store/payment-gateways.ts";

export type ChosenGateway = { readonly settings: PaymentGateway; readonly gateway: Gateway };

/**
 * The gateway to ask: the one that is named, else the first of the others that is said (of the payment
 * method, of the account), else the entity's default.
 *
 * Errors: ENTITY_NOT_FOUND for one that is named and unknown; NOT_ALLOWED where there is none, or one
 * that is not active or not configured.
 */
export async function gatewayFor(
  tx: Transaction,
  { named, otherwise }: { named: string | undefined; otherwise: readonly (string | null)[] },
): Promise<ChosenGateway> {
  const key = named ?? otherwise.find((each) => each !== null);
  const settings = key ? await findPaymentGateway(tx, key) : await findDefaultPaymentGateway(tx);
  if (!settings) {
    if (key) throw new BillingError("ENTITY_NOT_FOUND", { key });
    throw new BillingError("NOT_ALLOWED", { message: "There is no default payment gateway." });
  }
  if (!settings.isActive) {
    const message = `Payment gateway '${settings.name}' is not active.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return { settings, gateway: openGateway(settings) };
}

/**
 * What a gateway answers, outside of any transaction; its own ways of failing become ours.
 *
 * Errors: PAYMENT_METHOD_REFUSED, GATEWAY_SILENT, NOT_SUPPORTED.
 */
export async function asked<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Declined) {
      throw new BillingError("PAYMENT_METHOD_REFUSED", { reason: error.message });
    }
    if (error instanceof OutcomeUnknown) throw new BillingError("GATEWAY_SILENT");
    if (error instanceof NotOffered) {
      throw new BillingError("NOT_SUPPORTED", { message: error.message });
    }
    throw error;
  }
}
