/** What previews have promised, by their ids. Kept for a day: money moves, and so does the calendar. */
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { insertRows } from "./insert-rows.ts";

export type PromisedEffect = {
  readonly previewId: string;
  /** What the order would do: a text for each name. */
  readonly effect: Readonly<Record<string, string>>;
};

export async function saveOrderPreviews(
  tx: Transaction,
  promised: readonly PromisedEffect[],
  { userId }: { readonly userId: string },
): Promise<void> {
  const columns = { preview_id: "uuid", effect: "jsonb", created_by_id: "uuid" } as const;
  const rows = promised.map(({ previewId, effect }) => ({
    preview_id: previewId,
    effect,
    created_by_id: userId,
  }));
  await insertRows(tx, "order_previews", columns, rows);
}

/**
 * Undefined when it is unknown, a day old, or taken: a promise is kept once. Two who ask for it at once
 * wait for each other.
 */
export async function takePromisedEffect(
  tx: Transaction,
  key: string,
): Promise<PromisedEffect["effect"] | undefined> {
  const { rows } = await sql<Pick<PromisedEffect, "effect">>`
    delete from order_previews
    where preview_id = ${idOf(key)}::uuid and created_at > now() - interval '24 hours'
    returning effect
  `.execute(tx);
  return rows[0]?.effect;
}
