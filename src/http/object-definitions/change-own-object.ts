import type { z } from "zod";
import type { FieldDefinition } from "#engine/custom-fields/custom-field.ts";
import {
  fieldOf,
  withChangedField,
  withField,
  withoutField,
  withoutRelation,
  withRelation,
  withRenamedField,
} from "#engine/custom-objects/changed-object.ts";
import type { CustomObject, RecordField } from "#engine/custom-objects/custom-object.ts";
import { BillingError } from "#engine/errors.ts";
import type { Context } from "#operations/context.ts";
import { changeCustomObject, type ObjectChange } from "#operations/define-custom-objects.ts";
import type { updateObjectDefinition } from "./contract.ts";
import { toRelationship } from "./own-to-wire.ts";
import { toFieldChange } from "./to-field.ts";
import { toRecordField, toRelation } from "./to-own-object.ts";
import { toProperty } from "./to-wire.ts";

type Action = z.output<typeof updateObjectDefinition.request>["actions"][number];
type Change = ObjectChange["change"];

/** Errors: MISSING_FIELD for what the action is about; those of the change. */
export async function changeOwnObject(context: Context, action: Action) {
  const { type, namespace, object: key } = action;
  const { change, renamed } = changeOf(action);
  const after = await changeCustomObject(context, { key, change, renamed });
  return { type, namespace, object: key, ...answerOf(action, after) };
}

function changeOf(action: Action): Pick<ObjectChange, "change" | "renamed"> {
  switch (action.type) {
    case "addField": {
      const { name, definition, ...options } = needed("field", action.field);
      const field = toRecordField(name, definition, options);
      return { change: (object, surroundings) => withField(object, field, surroundings) };
    }
    case "updateField":
      return { change: fieldChange(needed("field", action.field)) };
    case "deleteField": {
      const { name } = needed("field", action.field);
      return { change: (object, surroundings) => withoutField(object, name, surroundings) };
    }
    case "renameField": {
      const { name, targetName: given } = needed("field", action.field);
      const targetName = needed("field.targetName", given);
      const change: Change = (object) => withRenamedField(object, name, targetName);
      return { change, renamed: { name, targetName } };
    }
    case "updateObject":
      return { change: (object) => ({ ...object, ...sayingsOf(action) }) };
    case "addRelationship": {
      const relation = toRelation(needed("relationship", action.relationship));
      return { change: (object) => withRelation(object, relation) };
    }
    case "deleteRelationship": {
      const relation = toRelation(needed("relationship", action.relationship));
      return { change: (object) => withoutRelation(object, relation) };
    }
  }
}

function fieldChange({ name, definition, ...options }: NonNullable<Action["field"]>): Change {
  const given = definition && { ...definition, displayName: undefined };
  const change = toFieldChange(given, options);
  return (object, surroundings) => {
    const before = fieldOf(object, name);
    const parts = Object.entries({ ...before.definition, ...change.definition });
    const changed: RecordField = {
      name,
      definition: Object.fromEntries(
        parts.filter(([, value]) => value !== null),
      ) as FieldDefinition,
      isRequired: options.required ?? before.isRequired,
      isFilterable: options.filterable ?? before.isFilterable,
      isUnique: options.unique ?? before.isUnique,
      isAuditable: options.auditable ?? before.isAuditable,
    };
    return withChangedField(object, changed, surroundings);
  };
}

/** Only what is given. */
const sayingsOf = (action: Action): Partial<CustomObject> => ({
  ...(action.label !== undefined && { label: action.label }),
  ...(action.description !== undefined && { description: action.description }),
  ...(action.enableCreateRecordAuditing !== undefined && {
    auditsCreation: action.enableCreateRecordAuditing,
  }),
  ...(action.enableDeleteRecordAuditing !== undefined && {
    auditsDeletion: action.enableDeleteRecordAuditing,
  }),
});

/** What became of what the action is about. */
function answerOf(action: Action, after: CustomObject) {
  const { type, field, relationship } = action;
  if (relationship) return { relationship: toRelationship(toRelation(relationship)) };
  if (type === "updateObject") {
    const { label, description, auditsCreation, auditsDeletion } = after;
    return {
      ...{ label, description },
      enableCreateRecordAuditing: auditsCreation,
      enableDeleteRecordAuditing: auditsDeletion,
    };
  }
  const name = field?.targetName ?? field?.name;
  const found = after.fields.find((each) => each.name === name);
  if (!field || !found) return {};
  return {
    field: {
      name: field.name,
      ...(field.targetName !== undefined && { targetName: field.targetName }),
      definition: { ...toProperty(found.definition), origin: "custom" as const },
      required: found.isRequired,
      filterable: found.isFilterable,
      unique: found.isUnique,
      auditable: found.isAuditable,
    },
  };
}

function needed<Value>(field: string, value: Value | undefined): Value {
  if (value === undefined) throw new BillingError("MISSING_FIELD", { field });
  return value;
}
