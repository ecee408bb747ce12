import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

/** A payment gateway as an entity has set it up. */
export type PaymentGateway = {
  readonly gatewayId: string;
  readonly gatewayNumber: string;
  readonly name: string;
  readonly type: "Test Gateway" | "Stripe";
  readonly isActive: boolean;
  readonly isDefault: boolean;
  /** Name of the environment variable with the secret key. */
  readonly secretKeyVariable: string | null;
};

/** The default one first, then by name. */
export async function listPaymentGateways(tx: Transaction): Promise<PaymentGateway[]> {
  const { rows } = await sql<GatewayRow>`
    select * from payment_gateways order by is_default desc, name
  `.execute(tx);
  return rows.map(toGateway);
}

/** By id, number or name. */
export async function findPaymentGateway(
  tx: Transaction,
  key: string,
): Promise<PaymentGateway | undefined> {
  const { rows } = await sql<GatewayRow>`
    select * from payment_gateways
    where payment_gateway_id = ${idOf(key)}::uuid or payment_gateway_number = ${key} or name = ${key}
    order by (payment_gateway_id = ${idOf(key)}::uuid) desc nulls last limit 1
  `.execute(tx);
  return rows[0] && toGateway(rows[0]);
}

export async function findDefaultPaymentGateway(
  tx: Transaction,
): Promise<PaymentGateway | undefined> {
  const { rows } = await sql<GatewayRow>`
    select * from payment_gateways where is_default limit 1
  `.execute(tx);
  return rows[0] && toGateway(rows[0]);
}

/** A new default takes the place of the one before. */
export async function savePaymentGateway(tx: Transaction, gateway: PaymentGateway): Promise<void> {
  if (gateway.isDefault) {
    await sql`
      update payment_gateways set is_default = false
      where is_default and payment_gateway_id <> ${gateway.gatewayId}::uuid
    `.execute(tx);
  }
  await sql`
    insert into payment_gateways (payment_gateway_id, payment_gateway_number, name, type, is_active,
      is_default, secret_key_variable)
    values (${gateway.gatewayId}::uuid, ${gateway.gatewayNumber}, ${gateway.name}, ${gateway.type},
      ${gateway.isActive}, ${gateway.isDefault}, ${gateway.secretKeyVariable})
    on conflict (payment_gateway_id) do update set name = excluded.name,
      is_active = excluded.is_active, is_default = excluded.is_default
  `.execute(tx);
}

type GatewayRow = {
  payment_gateway_id: string;
  payment_gateway_number: string;
  name: string;
  type: PaymentGateway["type"];
  is_active: boolean;
  is_default: boolean;
  secret_key_variable: string | null;
};

const toGateway = (row: GatewayRow): PaymentGateway => ({
  gatewayId: row.payment_gateway_id,
  gatewayNumber: row.payment_gateway_number,
  name: row.name,
  type: row.type,
  isActive: row.is_active,
  isDefault: row.is_default,
  secretKeyVariable: row.secret_key_variable,
});
