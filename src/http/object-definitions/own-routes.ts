import { BillingError } from "#engine/errors.ts";
import { createCustomObjects, deleteCustomObject } from "#operations/define-custom-objects.ts";
import { listCustomObjects } from "#store/custom-objects.ts";
import { inTransaction } from "#store/database.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./own-contract.ts";
import { toDefinition } from "./own-to-wire.ts";
import { toOwnObject } from "./to-own-object.ts";

export const customObjectRoutes: readonly Route[] = [
  route(contract.createObjectDefinitions, async (context, { body }) => {
    const objects = Object.entries(body.definitions).map(([name, one]) => toOwnObject(name, one));
    const made = await createCustomObjects(context, objects);
    const definitions = made.map((object) => [object.object, toDefinition(object, made)]);
    return { count: made.length, definitions: Object.fromEntries(definitions) };
  }),
  route(contract.listObjectDefinitions, async ({ database, entityId }, { query }) => {
    const all = await inTransaction(database, entityId, listCustomObjects);
    const definitions = all.map((object) => [
      object.object,
      query.select === "type" ? { type: object.object } : toDefinition(object, all),
    ]);
    return { count: all.length, definitions: Object.fromEntries(definitions) };
  }),
  route(contract.getObjectDefinition, async ({ database, entityId }, { params }) => {
    const all = await inTransaction(database, entityId, listCustomObjects);
    const object = all.find((each) => each.object === params.object);
    if (!object) throw new BillingError("ENTITY_NOT_FOUND", { key: params.object });
    return toDefinition(object, all);
  }),
  route(contract.deleteObjectDefinition, async (context, { params }) => {
    await deleteCustomObject(context, params.object);
    return {};
  }),
];
