import type { Context } from "#operations/context.ts";
import type { CallSurroundings } from "../route.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./change-contract.ts";
import {
  type Fields,
  refuseTooMany,
  refuseUnknownFieldsOfObjects,
  toUpdate,
  withEach,
} from "./change-objects.ts";
import { ObjectOperations } from "./object-operations.ts";
import { refuseUnknownFields } from "./refuse-unknown-fields.ts";

type Saved = { readonly Success: true; readonly Id: string };
type Deleted = { readonly success: true; readonly id: string };

type Asked = CallSurroundings & {
  readonly query: { readonly rejectUnknownFields: boolean };
  readonly body: { readonly type: string; readonly objects: readonly Fields[] };
};

/** @param routes  all others: what an object's own operation is among them can be done with many */
export function changeActionRoutes(routes: readonly Route[]): Route[] {
  const operations = new ObjectOperations(routes);
  const create = { ...contract.createObjects, ...operations.of("create") };
  const remove = { ...contract.deleteObjects, ...operations.of("delete") };
  const updated = { ...contract.updateObjects, ...operations.of("update") };
  const update = async (context: Context, call: Asked) => {
    const { type, objects } = call.body;
    const object = operations.find("update", type);
    refuseTooMany(objects);
    refuseUnknownFields(call.body, updated.request, call.query);
    if (call.query.rejectUnknownFields) refuseUnknownFieldsOfObjects(object, objects, "update");
    const tasks = objects.map((one) => () => toUpdate(object, one));
    return withEach<Saved>(context, object, call, tasks);
  };
  return [
    route(create, async (context, call) => {
      const { type, objects } = call.body;
      const object = operations.find("create", type);
      refuseTooMany(objects);
      refuseUnknownFields(call.body, create.request, call.query);
      if (call.query.rejectUnknownFields) refuseUnknownFieldsOfObjects(object, objects, "create");
      const tasks = objects.map((body) => () => ({ body }));
      return withEach<Saved>(context, object, call, tasks);
    }),
    route(updated, update),
    route({ ...contract.updateObjectsByPut, ...operations.of("update") }, update),
    route(remove, async (context, call) => {
      const { type, ids } = call.body;
      const object = operations.find("delete", type);
      refuseTooMany(ids);
      refuseUnknownFields(call.body, remove.request, call.query);
      return withEach<Deleted>(
        context,
        object,
        call,
        ids.map((id) => () => ({ id })),
      );
    }),
  ];
}
