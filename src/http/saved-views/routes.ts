import type { Context } from "#operations/context.ts";
import { createSavedView, deleteSavedView, updateSavedView } from "#operations/saved-views.ts";
import { inTransaction } from "#store/database.ts";
import { listSavedViews, type SavedView } from "#store/saved-views.ts";
import { type Route, route } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import * as contract from "./contract.ts";

export const savedViewRoutes: readonly Route[] = [
  route(contract.listSavedViews, async (context, { query: { list } }) => {
    const { database, entityId, userId } = context;
    const views = await inTransaction(database, entityId, (tx) => listSavedViews(tx, userId, list));
    return { views: views.map((view) => toView(view, context)) };
  }),
  route(contract.createSavedView, async (context, { body }) =>
    toView(await createSavedView(context, body), context),
  ),
  route(contract.updateSavedView, async (context, { params: { viewId }, body }) =>
    toView(await updateSavedView(context, viewId, body), context),
  ),
  route(contract.deleteSavedView, async (context, { params: { viewId } }) => {
    await deleteSavedView(context, viewId);
    return {};
  }),
];

const toView = (view: SavedView, { userId, timeZone }: Context) => ({
  ...{ id: view.savedViewId, list: view.list, name: view.name, search: view.search },
  ...{ isShared: view.isShared, isOwn: view.userId === userId, userName: view.userName },
  updatedDate: timestamp(view.updatedAt, timeZone),
});
