/** Views of lists, which people save for themselves or for all: docs/decisions/0862. */
import { BillingError } from "#engine/errors.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { idOf, newId } from "#store/ids.ts";
import {
  changeView,
  deleteView,
  lockSavedView,
  type SavedView,
  saveView,
  type ViewSearch,
} from "#store/saved-views.ts";
import type { Context } from "./context.ts";

export type GivenView = {
  readonly list: string;
  readonly name: string;
  readonly search: ViewSearch;
  readonly isShared: boolean;
};

/** Instead of the one that the user has by that name of that list, where there is one. No errors. */
export const createSavedView = (context: Context, given: GivenView): Promise<SavedView> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { userId } = context;
    const view = { ...given, userId, savedViewId: newId() };
    const savedViewId = await saveView(tx, view, context.now.toString());
    return viewOf(tx, userId, savedViewId);
  });

type Changes = { readonly [Name in "name" | "search" | "isShared"]?: GivenView[Name] | undefined };

/** What is not given stays. Errors: ENTITY_NOT_FOUND; NOT_ALLOWED of somebody else's; NUMBER_IN_USE. */
export const updateSavedView = (
  context: Context,
  key: string,
  { name, search, isShared }: Changes,
): Promise<SavedView> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const view = await viewOf(tx, context.userId, key);
    refuseOthers(view, context);
    const changed = {
      ...view,
      ...(name !== undefined && { name }),
      ...(search !== undefined && { search }),
      ...(isShared !== undefined && { isShared }),
    };
    if (!(await changeView(tx, changed, context.now.toString()))) {
      throw new BillingError("NUMBER_IN_USE", { field: "name", number: changed.name });
    }
    return viewOf(tx, context.userId, key);
  });

/** Errors: ENTITY_NOT_FOUND; NOT_ALLOWED of somebody else's. */
export const deleteSavedView = (context: Context, key: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const view = await viewOf(tx, context.userId, key);
    refuseOthers(view, context);
    await deleteView(tx, view.savedViewId);
  });

async function viewOf(tx: Transaction, userId: string, key: string): Promise<SavedView> {
  const view = await lockSavedView(tx, userId, idOf(key));
  if (!view) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return view;
}

/** Who may write settings keeps what is shared in order: whose it was may be gone. */
function refuseOthers({ userId, userName }: SavedView, context: Context): void {
  if (userId === context.userId || context.permissions?.has("settings.write")) return;
  const message = `This view is ${userName}'s: save one of your own instead.`;
  throw new BillingError("NOT_ALLOWED", { message });
}
