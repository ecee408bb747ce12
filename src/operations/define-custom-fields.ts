import type {
  CustomField,
  CustomFieldObject,
  FieldDefinition,
} from "#engine/custom-fields/custom-field.ts";
import { readValue } from "#engine/custom-fields/read-value.ts";
import { wrongDefinition } from "#engine/custom-fields/wrong-definition.ts";
import { BillingError } from "#engine/errors.ts";
import {
  deleteCustomField as deleteStored,
  hasObjects,
  listCustomFields,
  lockCustomFields,
  saveCustomField,
} from "#store/custom-field-definitions.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { authorOf, type Context } from "./context.ts";

/** Of one object; the field's highest edition has as many. */
const MOST_FIELDS = 100;

/** Errors: NOT_ALLOWED (its name is taken, there are too many), INVALID_VALUE. */
export const addCustomField = (
  context: Context,
  object: CustomFieldObject,
  field: CustomField,
): Promise<CustomField> =>
  defining(context, object, async (tx, known) => {
    if (known.has(field.name.toLowerCase())) {
      const message = `${object} has a field '${field.name}' already.`;
      throw new BillingError("NOT_ALLOWED", { field: "name", message });
    }
    return save(tx, context, object, field);
  });

/** What of a field may change; its type may not. Null takes away what may be absent. */
export type CustomFieldChange = {
  readonly definition: { readonly [Part in keyof FieldDefinition]?: FieldDefinition[Part] | null };
  readonly isRequired: boolean | undefined;
  readonly isFilterable: boolean | undefined;
};

/**
 * Changes the parts that are given. What objects say in the field already stays, also where it could not
 * be said any more.
 *
 * Errors: ENTITY_NOT_FOUND, NOT_ALLOWED, INVALID_VALUE.
 */
export const updateCustomField = (
  context: Context,
  object: CustomFieldObject,
  name: string,
  change: CustomFieldChange,
): Promise<CustomField> =>
  defining(context, object, async (tx, known) => {
    const field = known.get(name.toLowerCase());
    if (!field) throw new BillingError("ENTITY_NOT_FOUND", { key: name });
    const parts = { ...field.definition, ...change.definition };
    const given = Object.entries(parts).filter(([, value]) => value !== null);
    const next: CustomField = {
      name: field.name,
      definition: Object.fromEntries(given) as FieldDefinition,
      isRequired: change.isRequired ?? field.isRequired,
      isFilterable: change.isFilterable ?? field.isFilterable,
    };
    await refuseOtherKind(tx, object, field, next);
    return save(tx, context, object, next);
  });

/** Errors: ENTITY_NOT_FOUND. */
export const deleteCustomField = (
  context: Context,
  object: CustomFieldObject,
  name: string,
): Promise<CustomField> =>
  defining(context, object, async (tx, known) => {
    const field = known.get(name.toLowerCase());
    if (!field) throw new BillingError("ENTITY_NOT_FOUND", { key: name });
    await deleteStored(tx, object, field.name);
    return field;
  });

/**
 * Defines all fields of an object at once: those that are not given are not defined any more.
 *
 * Errors: as of one field.
 */
export const replaceCustomFields = (
  context: Context,
  object: CustomFieldObject,
  fields: readonly CustomField[],
): Promise<void> =>
  defining(context, object, async (tx, known) => {
    const names = new Set(fields.map(({ name }) => name.toLowerCase()));
    if (names.size < fields.length) {
      const message = "Two fields have the same name, but for upper and lower case.";
      throw new BillingError("NOT_ALLOWED", { field: "properties", message });
    }
    for (const [key, { name }] of known) if (!names.has(key)) await deleteStored(tx, object, name);
    for (const field of fields) {
      const before = known.get(field.name.toLowerCase());
      if (before) await refuseOtherKind(tx, object, before, field);
      await save(tx, context, object, { ...field, name: before?.name ?? field.name });
    }
  });

type Known = ReadonlyMap<string, CustomField>;

/** Whoever defines fields of an entity does so alone, and the next request is held against them. */
async function defining<Done>(
  context: Context,
  object: CustomFieldObject,
  work: (tx: Transaction, known: Known) => Promise<Done>,
): Promise<Done> {
  const done = await inTransaction(context.database, context.entityId, async (tx) => {
    await lockCustomFields(tx);
    const fields = await listCustomFields(tx, object);
    const known = new Map(fields.map((field) => [field.name.toLowerCase(), field]));
    const result = await work(tx, known);
    if ((await listCustomFields(tx, object)).length > MOST_FIELDS) {
      const message = `${object} can have ${MOST_FIELDS} fields of your own.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    return result;
  });
  context.entityChanged();
  return done;
}

async function refuseOtherKind(
  tx: Transaction,
  object: CustomFieldObject,
  before: CustomField,
  next: CustomField,
): Promise<void> {
  for (const part of ["type", "format", "multiselect"] as const) {
    if ((before.definition[part] || undefined) === (next.definition[part] || undefined)) continue;
    const message = `'${part}' of ${before.name} cannot be changed: define another field.`;
    throw new BillingError("NOT_ALLOWED", { field: part, message });
  }
  if (Boolean(before.definition.enum) !== Boolean(next.definition.enum)) {
    const message = `${before.name} cannot become a picklist, or stop being one.`;
    throw new BillingError("NOT_ALLOWED", { field: "enum", message });
  }
  if (before.isRequired || !next.isRequired || !(await hasObjects(tx, object))) return;
  const message = `${before.name} cannot be required: there are objects without it.`;
  throw new BillingError("NOT_ALLOWED", { field: "required", message });
}

async function save(
  tx: Transaction,
  context: Context,
  object: CustomFieldObject,
  { definition, ...field }: CustomField,
): Promise<CustomField> {
  const wrong = wrongDefinition(definition);
  if (wrong) {
    const message = `'${wrong.part}' of ${field.name} ${wrong.message}`;
    throw new BillingError("INVALID_VALUE", { field: wrong.part, message });
  }
  if (field.isFilterable && !canFilter(definition)) {
    const message = `${field.name} cannot be filterable: it is a long text, a URL or a multi-select.`;
    throw new BillingError("NOT_ALLOWED", { field: "filterable", message });
  }
  const saved = { ...field, definition: withReadDefault(definition) };
  await saveCustomField(tx, object, saved, authorOf(context));
  return saved;
}

const canFilter = ({ format, multiselect }: FieldDefinition): boolean =>
  format !== "long-text" && format !== "url" && !multiselect;

/** As a value that is sent is kept. */
function withReadDefault(definition: FieldDefinition): FieldDefinition {
  if (definition.default === undefined) return definition;
  const read = readValue(definition, definition.default);
  const { default: _, ...others } = definition;
  return "value" in read && read.value !== null ? { ...others, default: read.value } : others;
}
