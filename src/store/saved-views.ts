/** Lists as people have saved them: filters, sorting and columns under a name. */
import { sql, type Transaction } from "./database.ts";

export type ViewSearch = Readonly<Record<string, string | number | boolean>>;

export type SavedView = {
  readonly savedViewId: string;
  /** Whose it is. */
  readonly userId: string;
  readonly userName: string;
  readonly list: string;
  readonly name: string;
  readonly search: ViewSearch;
  /** Whether all users of the entity see it. */
  readonly isShared: boolean;
  readonly updatedAt: Date;
};

const VIEW = sql`
  select saved_view_id as "savedViewId", user_id as "userId", user_name as "userName", list, name,
    search, is_shared as "isShared", saved_views.updated_at as "updatedAt"
  from saved_views join users using (entity_id, user_id)`;

/** A user's own, and those that others share; by name. @param list  of all lists without it */
export const listSavedViews = async (
  tx: Transaction,
  userId: string,
  list: string | undefined,
): Promise<SavedView[]> =>
  (
    await sql<SavedView>`
      ${VIEW} where (user_id = ${userId}::uuid or is_shared)
        and (${list ?? null}::text is null or list = ${list ?? null})
      order by lower(name), user_name
    `.execute(tx)
  ).rows;

/** Locked. Undefined for one that the user does not see. */
export async function lockSavedView(
  tx: Transaction,
  userId: string,
  savedViewId: string | null,
): Promise<SavedView | undefined> {
  const { rows } = await sql<SavedView>`
    ${VIEW} where saved_view_id = ${savedViewId}::uuid and (user_id = ${userId}::uuid or is_shared)
    for update of saved_views
  `.execute(tx);
  return rows[0];
}

/** Writes a new one, or all of the one that the user has by that name of that list. Its id. */
export async function saveView(
  tx: Transaction,
  view: Omit<SavedView, "userName" | "updatedAt">,
  now: string,
): Promise<string> {
  const { rows } = await sql<{ savedViewId: string }>`
    insert into saved_views (saved_view_id, user_id, list, name, search, is_shared, created_at,
      updated_at)
    values (${view.savedViewId}::uuid, ${view.userId}::uuid, ${view.list}, ${view.name},
      ${JSON.stringify(view.search)}::jsonb, ${view.isShared}, ${now}, ${now})
    on conflict (user_id, list, name) do update set search = excluded.search,
      is_shared = excluded.is_shared, updated_at = excluded.updated_at
    returning saved_view_id as "savedViewId"
  `.execute(tx);
  return rows[0]?.savedViewId ?? view.savedViewId;
}

/** False when the user has another view of that list by the new name. */
export async function changeView(
  tx: Transaction,
  { savedViewId, userId, list, name, search, isShared }: SavedView,
  now: string,
): Promise<boolean> {
  const { rows } = await sql`
    update saved_views set name = ${name}, search = ${JSON.stringify(search)}::jsonb,
      is_shared = ${isShared}, updated_at = ${now}
    where saved_view_id = ${savedViewId}::uuid and not exists (
      select from saved_views other
      where other.user_id = ${userId}::uuid and other.list = ${list} and other.name = ${name}
        and other.saved_view_id <> ${savedViewId}::uuid)
    returning saved_view_id
  `.execute(tx);
  return rows.length > 0;
}

export async function deleteView(tx: Transaction, savedViewId: string): Promise<void> {
  await sql`delete from saved_views where saved_view_id = ${savedViewId}::uuid`.execute(tx);
}
