/** Definitions of custom objects: what makes sense, and what may become of them. */
import { wrongDefinition } from "../custom-fields/wrong-definition.ts";
import { BillingError } from "../errors.ts";
import {
  type CustomObject,
  MOST_RECORD_FIELDS,
  MOST_UNIQUE_FIELDS,
  type RecordField,
  type RecordRelation,
} from "./custom-object.ts";

export type Surroundings = {
  /** Records are not asked for what they could not have said. */
  readonly hasRecords: boolean;
};

/** Errors: NOT_ALLOWED, INVALID_VALUE. */
export function checkObject({ object, fields, relations }: CustomObject): void {
  if (fields.length === 0) refuse(`${object} needs at least one field.`);
  if (fields.length > MOST_RECORD_FIELDS) {
    refuse(`${object} can have ${MOST_RECORD_FIELDS} fields.`);
  }
  const names = new Set(fields.map(({ name }) => name.toLowerCase()));
  if (names.size < fields.length) {
    refuse(`Two fields of ${object} have the same name, but for upper and lower case.`);
  }
  if (fields.filter(({ isUnique }) => isUnique).length > MOST_UNIQUE_FIELDS) {
    refuse(`${object} can have ${MOST_UNIQUE_FIELDS} unique fields.`);
  }
  for (const field of fields) checkField(field);
  for (const relation of relations) {
    if (fields.some(({ name }) => name === relation.field)) continue;
    refuse(`The relationship to ${relation.object} names no field of ${object}.`);
  }
}

function checkField({ name, definition, ...field }: RecordField): void {
  const wrong = wrongDefinition(definition);
  if (wrong) {
    const message = `'${wrong.part}' of ${name} ${wrong.message}`;
    throw new BillingError("INVALID_VALUE", { field: wrong.part, message });
  }
  const { format, multiselect } = definition;
  const isLong = format === "long-text" || format === "url" || multiselect === true;
  if (field.isFilterable && isLong) {
    refuse(`${name} cannot be filterable: it is a long text, a URL or a multi-select.`);
  }
  if (field.isUnique && !field.isFilterable) refuse(`${name} is unique: it has to be filterable.`);
}

/** Errors: NOT_ALLOWED, INVALID_VALUE. */
export function withField(
  object: CustomObject,
  field: RecordField,
  { hasRecords }: Surroundings,
): CustomObject {
  if (field.isRequired && hasRecords) {
    refuse(`${field.name} cannot be required: there are records without it.`);
  }
  return checked({ ...object, fields: [...object.fields, field] });
}

/** Errors: ENTITY_NOT_FOUND, NOT_ALLOWED, INVALID_VALUE. */
export function withChangedField(
  object: CustomObject,
  changed: RecordField,
  { hasRecords }: Surroundings,
): CustomObject {
  const before = fieldOf(object, changed.name);
  for (const part of ["type", "format", "multiselect"] as const) {
    if ((before.definition[part] || undefined) === (changed.definition[part] || undefined))
      continue;
    refuse(`'${part}' of ${changed.name} cannot be changed: define another field.`);
  }
  if (changed.isRequired && !before.isRequired && hasRecords) {
    refuse(`${changed.name} cannot be required: there are records without it.`);
  }
  if (changed.isUnique && !before.isUnique && hasRecords) {
    refuse(`${changed.name} cannot be unique: there are records already.`);
  }
  return checked({
    ...object,
    fields: object.fields.map((field) => (field.name === changed.name ? changed : field)),
  });
}

/** Errors: ENTITY_NOT_FOUND, NOT_ALLOWED: records would lose what they say. */
export function withoutField(
  object: CustomObject,
  name: string,
  { hasRecords }: Surroundings,
): CustomObject {
  fieldOf(object, name);
  if (hasRecords) refuse(`${object.object} has records: no field can be taken away.`);
  const relations = object.relations.filter(({ field }) => field !== name);
  return checked({
    ...object,
    relations,
    fields: object.fields.filter((field) => field.name !== name),
  });
}

/** Errors: ENTITY_NOT_FOUND, NOT_ALLOWED. */
export function withRenamedField(
  object: CustomObject,
  name: string,
  targetName: string,
): CustomObject {
  fieldOf(object, name);
  const renamed = (each: string) => (each === name ? targetName : each);
  return checked({
    ...object,
    fields: object.fields.map((field) => ({ ...field, name: renamed(field.name) })),
    relations: object.relations.map((each) => ({ ...each, field: renamed(each.field) })),
  });
}

/** Errors: NOT_ALLOWED. */
export function withRelation(object: CustomObject, relation: RecordRelation): CustomObject {
  if (object.relations.some(({ field }) => field === relation.field)) {
    refuse(`'${relation.field}' has a relationship already.`);
  }
  return checked({ ...object, relations: [...object.relations, relation] });
}

/** Errors: ENTITY_NOT_FOUND. */
export function withoutRelation(object: CustomObject, { field }: RecordRelation): CustomObject {
  const relations = object.relations.filter((each) => each.field !== field);
  if (relations.length === object.relations.length) {
    throw new BillingError("ENTITY_NOT_FOUND", { key: field });
  }
  return { ...object, relations };
}

export function fieldOf({ fields }: CustomObject, name: string): RecordField {
  const field = fields.find((each) => each.name === name);
  if (!field) throw new BillingError("ENTITY_NOT_FOUND", { key: name });
  return field;
}

function checked(object: CustomObject): CustomObject {
  checkObject(object);
  return object;
}

function refuse(message: string): never {
  throw new BillingError("NOT_ALLOWED", { message });
}
