/** All that an entity has, in short: two are equal when nothing has changed in between. */
import { inTransaction, sql } from "#store/database.ts";
import type { TestServer } from "./server.ts";

const TABLES = [
  "accounts",
  "contacts",
  "orders",
  "order_actions",
  "subscriptions",
  "rate_plans",
  "rate_plan_charges",
  "invoices",
  "invoice_items",
  "credit_memos",
  "credit_memo_items",
  "debit_memos",
  "debit_memo_items",
  "taxation_items",
  "applications",
  "journal_entries",
] as const;

/** Rows with a sum of their text, by table, and where each sequence of numbers is. */
export const fingerprint = ({ database, entityId }: TestServer): Promise<Record<string, string>> =>
  inTransaction(database, entityId, async (tx) => {
    const prints: Record<string, string> = {};
    for (const table of TABLES) {
      const { rows } = await sql<{ print: string }>`
        select count(*) || ' ' || coalesce(md5(string_agg(t::text, ' ' order by t::text)), '')
          as print
        from ${sql.table(table)} t
      `.execute(tx);
      prints[table] = rows[0]?.print ?? "";
    }
    const { rows } = await sql<{ sequencename: string; last_value: string | null }>`
      select sequencename, last_value from pg_sequences order by sequencename
    `.execute(tx);
    for (const row of rows) prints[row.sequencename] = String(row.last_value);
    return prints;
  });
