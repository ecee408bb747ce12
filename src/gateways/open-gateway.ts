import { BillingError } from "#engine/errors.ts";
import type { Gateway } from "./gateway.ts";
import { stripeGateway } from "./stripe-gateway.ts";
import { testGateway } from "./test-gateway.ts";

export const GATEWAY_TYPES = ["Test Gateway", "Stripe"] as const;
export type GatewayType = (typeof GATEWAY_TYPES)[number];

/** A gateway as an entity has set it up. */
export type GatewaySettings = {
  readonly name: string;
  readonly type: GatewayType;
  /** Name of the environment variable with the secret key; null where none is needed. */
  readonly secretKeyVariable: string | null;
};

const opened = new Map<string, Gateway>();

/**
 * The gateway behind these settings.
 *
 * Errors: NOT_ALLOWED when the server has not been given its secret key.
 */
export function openGateway({ name, type, secretKeyVariable }: GatewaySettings): Gateway {
  switch (type) {
    case "Test Gateway":
      return testGateway;
    case "Stripe": {
      const secretKey = process.env[secretKeyVariable ?? ""];
      if (!secretKey) {
        const message = `Gateway '${name}' needs the server's environment variable ${secretKeyVariable}.`;
        throw new BillingError("NOT_ALLOWED", { message });
      }
      const baseUrl = process.env.STRIPE_BASE_URL || undefined;
      const key = `${secretKey} ${baseUrl}`;
      const gateway = opened.get(key) ?? stripeGateway({ secretKey, baseUrl });
      opened.set(key, gateway);
      return gateway;
    }
  }
}
