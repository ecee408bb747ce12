import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { Context } from "#operations/context.ts";
import { askingTaxEngines } from "#operations/with-outside-taxes.ts";
import { crudErrors, reasonsOf } from "../errors.ts";
import type { CallSurroundings, Route } from "../route.ts";
import { isCustomFieldName } from "../wire-custom-fields.ts";
import { MOST_OBJECTS } from "./change-contract.ts";
import { fieldsOf, type ObjectAction } from "./object-operations.ts";

export type Fields = Readonly<Record<string, unknown>>;

export type Refusal = {
  readonly Success: false;
  readonly Errors: { readonly Code: string; readonly Message: string }[];
};

/** Errors: MAX_RECORDS_EXCEEDED. */
export function refuseTooMany({ length }: readonly unknown[]): void {
  if (length <= MOST_OBJECTS) return;
  const details = { most: String(MOST_OBJECTS), given: String(length) };
  throw new BillingError("MAX_RECORDS_EXCEEDED", details);
}

const OF_UPDATES = new Set(["Id", "fieldsToNull"]);

/** Errors: UNRECOGNISED_FIELDS, before any object is touched. */
export function refuseUnknownFieldsOfObjects(
  { contract }: Route,
  objects: readonly Fields[],
  action: ObjectAction,
): void {
  const known = fieldsOf(contract);
  const isUnknown = (name: string) =>
    !Object.hasOwn(known, name) &&
    !isCustomFieldName(name) &&
    !(action === "update" && OF_UPDATES.has(name));
  if (objects.flatMap((object) => Object.keys(object)).some(isUnknown)) {
    throw new BillingError("UNRECOGNISED_FIELDS");
  }
}

/** One object more to be made, changed or deleted. */
export type Task = { readonly id?: string; readonly body?: Fields };

/**
 * Does it with each object, one after the other and each in a transaction of its own. What is wrong
 * with one is its own answer.
 */
export async function withEach<Done>(
  context: Context,
  route: Route,
  call: CallSurroundings,
  tasks: readonly (() => Task)[],
): Promise<(Done | Refusal)[]> {
  const answers: (Done | Refusal)[] = [];
  for (const task of tasks) {
    answers.push(
      await askingTaxEngines(context, (asking) => answerOne<Done>(asking, route, call, task)),
    );
  }
  return answers;
}

async function answerOne<Done>(
  context: Context,
  route: Route,
  { version, baseUrl, url }: CallSurroundings,
  task: () => Task,
): Promise<Done | Refusal> {
  const { contract } = route;
  let id: string | undefined;
  try {
    const { body, ...named } = task();
    id = named.id;
    const params = id === undefined ? {} : { id };
    const answer = await route.answer(context, { params, query: {}, body, version, baseUrl, url });
    return answer as Done;
  } catch (error) {
    const reasons = reasonsOf(error, { contract, version, requestId: context.requestId });
    if (reasons === undefined) throw error;
    const isOfId = error instanceof BillingError && error.code === "ENTITY_NOT_FOUND";
    if (isOfId && id !== undefined && error.details.key === id) return noSuchId(contract.method);
    return { Success: false, Errors: crudErrors(reasons) };
  }
}

/** As recorded. */
const noSuchId = (method: string): Refusal => ({
  Success: false,
  Errors: [
    { Code: "INVALID_ID", Message: `invalid id for ${method === "PUT" ? "update" : "delete"}` },
  ],
});

/**
 * An object of an update as its own operation takes it: the id apart, and null for what is to be empty.
 *
 * Errors: MISSING_FIELD for an object without its Id; NOT_SUPPORTED for a field that cannot be emptied.
 */
export function toUpdate({ contract }: Route, object: Fields): Task {
  const { Id, fieldsToNull = [], ...body } = object;
  if (typeof Id !== "string" || Id === "") throw new BillingError("MISSING_FIELD", { field: "Id" });
  if (!Array.isArray(fieldsToNull)) {
    const message = "'fieldsToNull' should be a list of names";
    throw new BillingError("INVALID_VALUE", { field: "fieldsToNull", message });
  }
  const known = fieldsOf(contract);
  const emptied = fieldsToNull.map((name: unknown) => {
    const field = typeof name === "string" ? known[name] : undefined;
    if (typeof name === "string" && (isCustomFieldName(name) || keepsNull(field))) {
      return [name, null];
    }
    const message = `'fieldsToNull': the field '${String(name)}' cannot be emptied.`;
    throw new BillingError("NOT_SUPPORTED", { message });
  });
  return { id: Id, body: { ...body, ...Object.fromEntries(emptied) } };
}

/** Where null counts as not given, it would be lost. */
function keepsNull(field: unknown): boolean {
  if (field === undefined) return false;
  const read = (field as z.ZodType).safeParse(null);
  return read.success && read.data === null;
}
