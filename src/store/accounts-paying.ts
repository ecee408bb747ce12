import { sql, type Transaction } from "./database.ts";

/** With what and through whom accounts pay when nothing else is said, by their ids. */
export async function listPayingAccounts(
  tx: Transaction,
  accountIds: readonly string[],
): Promise<
  Map<
    string,
    { readonly defaultPaymentMethodId: string | null; readonly paymentGateway: string | null }
  >
> {
  const { rows } = await sql<{
    account_id: string;
    default_payment_method_id: string | null;
    payment_gateway: string | null;
  }>`
    select account_id, default_payment_method_id, payment_gateway from accounts
    where account_id = any (${accountIds}::uuid[])
  `.execute(tx);
  return new Map(
    rows.map((row) => [
      row.account_id,
      {
        defaultPaymentMethodId: row.default_payment_method_id,
        paymentGateway: row.payment_gateway,
      },
    ]),
  );
}
