import {
  CUSTOM_FIELD_OBJECTS,
  type CustomField,
  type CustomFieldObject,
  customFieldObject,
} from "#engine/custom-fields/custom-field.ts";
import { BillingError } from "#engine/errors.ts";
import type { Context } from "#operations/context.ts";
import {
  addCustomField,
  deleteCustomField,
  replaceCustomFields,
  updateCustomField,
} from "#operations/define-custom-fields.ts";
import { listCustomFields, type StoredField } from "#store/custom-field-definitions.ts";
import { inTransaction } from "#store/database.ts";
import { findSetting, saveSetting } from "#store/settings.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Call, type Route, route } from "../route.ts";
import { changeOwnObject } from "./change-own-object.ts";
import * as contract from "./contract.ts";
import { toField, toFieldChange } from "./to-field.ts";
import { toFieldsOfObject, toObjectDefinition, toProperty } from "./to-wire.ts";

export const objectDefinitionRoutes: readonly Route[] = [
  route(contract.listStandardObjectDefinitions, async (context) => {
    const definitions = await eachObject(context, toObjectDefinition);
    return { count: Object.keys(definitions).length, definitions };
  }),
  route(contract.getStandardObjectDefinition, async (context, { params }) => {
    const object = known(params.object);
    return toObjectDefinition(object, await fieldsOf(context, object));
  }),
  route(contract.updateObjectDefinition, async (context, { body }) => {
    const answers = [];
    for (const action of body.actions) answers.push(await answerAction(context, action));
    return { actions: answers };
  }),
  route(contract.listCustomFieldSettings, async (context) => ({
    definitions: await eachObject(context, toFieldsOfObject),
  })),
  route(contract.getCustomFieldSettings, async (context, { params }) => {
    const object = known(params.object);
    return toFieldsOfObject(object, await fieldsOf(context, object));
  }),
  route(contract.updateCustomFieldSettings, async (context, { params, body }) => {
    const object = known(params.object);
    refuseFields(body, ["readOnlyOnUI"]);
    await replaceCustomFields(context, object, toFields(body));
    return toFieldsOfObject(object, await fieldsOf(context, object));
  }),
  route(contract.getCustomFieldRules, ({ database, entityId }) =>
    inTransaction(database, entityId, async (tx) => {
      const { undefinedFields } = await findSetting(tx, "custom-fields");
      return { undefinedFields: undefinedFields === "Refused" ? "Refused" : "Accepted" };
    }),
  ),
  route(contract.updateCustomFieldRules, async (context, { body }) => {
    const { database, entityId, entityChanged } = context;
    await inTransaction(database, entityId, (tx) => saveSetting(tx, "custom-fields", body));
    entityChanged();
    return body;
  }),
];

function known(key: string): CustomFieldObject {
  const object = customFieldObject(key);
  if (object === undefined) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return object;
}

const fieldsOf = ({ database, entityId }: Context, object?: CustomFieldObject) =>
  inTransaction(database, entityId, (tx) => listCustomFields(tx, object));

async function eachObject<Shown>(
  context: Context,
  show: (object: CustomFieldObject, fields: readonly StoredField[]) => Shown,
): Promise<Record<CustomFieldObject, Shown>> {
  const fields = Map.groupBy(await fieldsOf(context), ({ object }) => object);
  const shown = CUSTOM_FIELD_OBJECTS.map((object) => [
    object,
    show(object, fields.get(object) ?? []),
  ]);
  return Object.fromEntries(shown) as Record<CustomFieldObject, Shown>;
}

type Action = Call<typeof contract.updateObjectDefinition>["body"]["actions"][number];

/** Errors: NOT_SUPPORTED for what standard objects do not have. */
async function answerAction(context: Context, action: Action) {
  const { type, namespace, field } = action;
  if (namespace === "default") return changeOwnObject(context, action);
  refuseFields(action, contract.OF_CUSTOM_OBJECTS);
  const object = known(action.object);
  if (field === undefined) throw new BillingError("MISSING_FIELD", { field: "field" });
  refuseFields(field, ["targetName", "unique", "auditable"]);
  const saved = await changed(context, object, type, field);
  const { name, definition, isRequired: required, isFilterable: filterable } = saved;
  const property = { ...toProperty(definition), origin: "custom" as const };
  return { type, namespace, object, field: { name, definition: property, required, filterable } };
}

function changed(
  context: Context,
  object: CustomFieldObject,
  type: Action["type"],
  field: NonNullable<Action["field"]>,
): Promise<CustomField> {
  const { name, definition } = field;
  switch (type) {
    case "addField":
      return addCustomField(context, object, toField(name, definition, field));
    case "updateField":
      return updateCustomField(context, object, name, toFieldChange(definition, field));
    case "deleteField":
      return deleteCustomField(context, object, name);
    case "renameField":
    case "updateObject":
    case "addRelationship":
    case "deleteRelationship":
      return refuse(`'${type}' is not supported of standard objects.`);
  }
}

function refuse(message: string): never {
  throw new BillingError("NOT_SUPPORTED", { message });
}

/** Errors: INVALID_VALUE for a name in a list that no property has. */
function toFields(body: Call<typeof contract.updateCustomFieldSettings>["body"]): CustomField[] {
  const { properties, required = [], filterable = body.indexed ?? [] } = body;
  const unknown = [...required, ...filterable].find((name) => !Object.hasOwn(properties, name));
  if (unknown !== undefined) {
    const message = `'${unknown}' is none of the 'properties'`;
    throw new BillingError("INVALID_VALUE", { field: "required", message });
  }
  return Object.entries(properties).map(([name, definition]) =>
    toField(name, definition, {
      required: required.includes(name),
      filterable: filterable.includes(name),
    }),
  );
}
