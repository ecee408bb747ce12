/** Which operation of `/v1/object` does what an action does with an object: found among all routes. */
import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { Contract } from "../contract.ts";
import { permissionsFor } from "../rights/check-rights.ts";
import type { Route } from "../route.ts";

export type ObjectAction = "create" | "update" | "delete";

const METHODS = { create: "POST", update: "PUT", delete: "DELETE" } as const;

export class ObjectOperations {
  /** By action and type, in lower case: "create productrateplan". */
  readonly #routes: ReadonlyMap<string, Route>;

  constructor(routes: readonly Route[]) {
    this.#routes = new Map(routes.flatMap((route) => keysOf(route).map((key) => [key, route])));
  }

  /** Errors: INVALID_TYPE. */
  find(action: ObjectAction, type: string): Route {
    const route = this.#routes.get(`${action} ${type.toLowerCase()}`);
    if (!route) throw new BillingError("INVALID_TYPE", { action, type });
    return route;
  }

  /** What an action takes: what its type's own operation takes, of each object as well. */
  of(action: ObjectAction): Pick<Contract, "alsoNeeds" | "callsGateway"> {
    const known = (body: Body) => this.#routes.get(`${action} ${String(body.type).toLowerCase()}`);
    return {
      alsoNeeds: (body) => {
        const contract = known(body)?.contract;
        if (!contract) return [];
        return [...permissionsFor(contract), ...objectsIn(body).flatMap(contract.alsoNeeds)];
      },
      callsGateway: (body) => {
        const contract = known(body)?.contract;
        return contract !== undefined && objectsIn(body).some(contract.callsGateway);
      },
    };
  }
}

type Body = Readonly<Record<string, unknown>>;

/** Before the body is checked: whatever it has. What deletes has no bodies, and asks of none. */
function objectsIn({ objects }: Body): Body[] {
  if (!Array.isArray(objects)) return [{}];
  return objects.filter((one) => typeof one === "object" && one !== null);
}

const PATH = /^\/v1\/object\/([a-z-]+)(\/\{\w+\})?$/;

function keysOf({ contract }: Route): string[] {
  const { method, path, aliases, envelope } = contract;
  if (envelope !== "crud") return [];
  return [path, ...aliases].flatMap((spelling) => {
    const [, object, id] = PATH.exec(spelling) ?? [];
    const actions = (Object.keys(METHODS) as ObjectAction[]).filter(
      (action) => METHODS[action] === method && (action === "create") === (id === undefined),
    );
    return object ? actions.map((action) => `${action} ${object.replaceAll("-", "")}`) : [];
  });
}

/** The fields of a body that the operation knows. */
export const fieldsOf = ({ request }: Contract): z.ZodRawShape =>
  request ? (request as z.ZodObject).shape : {};
