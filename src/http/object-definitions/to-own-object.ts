import type { z } from "zod";
import {
  type CustomObject,
  type RecordField,
  type RecordRelation,
  SYSTEM_FIELDS,
} from "#engine/custom-objects/custom-object.ts";
import { BillingError } from "#engine/errors.ts";
import type { definitionBody, relationship } from "./definition-fields.ts";
import type { createObjectDefinitions, schemaBody } from "./own-contract.ts";
import { toField } from "./to-field.ts";

type Body = z.output<typeof createObjectDefinitions.request>["definitions"][string];
type SchemaBody = z.output<typeof schemaBody>;
type DefinitionBody = z.output<typeof definitionBody>;

const SYSTEM: ReadonlySet<string> = new Set(SYSTEM_FIELDS);

/**
 * An object as it was sent: bare, or as it is listed.
 *
 * @param name  what it is called among those that were sent
 *
 * Errors: INVALID_VALUE, MISSING_FIELD, NOT_SUPPORTED.
 */
export function toOwnObject(name: string, body: Body): CustomObject {
  const { type: _, schema, ...bare } = body;
  const given: Omit<SchemaBody, "type"> = schema ?? bare;
  const object = given.object ?? name;
  if (object !== name) wrong(`'${name}' calls itself '${object}'`);
  if (!NAME.test(name)) wrong(`'${name}' is no name of an object`);
  const lists = {
    required: withoutSystem(given.required),
    filterable: withoutSystem(given.filterable),
    unique: withoutSystem(given.unique),
    auditable: withoutSystem(given.auditable),
  };
  const properties = Object.entries(given.properties ?? {}).filter(([field]) => !SYSTEM.has(field));
  const known = new Set(properties.map(([field]) => field));
  const unknown = Object.values(lists)
    .flat()
    .find((field) => !known.has(field));
  if (unknown !== undefined) wrong(`'${unknown}' is none of the 'properties' of ${name}`);
  return {
    object,
    label: given.label ?? given.title ?? name,
    description: given.description ?? null,
    auditsCreation: given.enableCreateRecordAuditing ?? false,
    auditsDeletion: given.enableDeleteRecordAuditing ?? false,
    fields: properties.map(([field, definition]) =>
      toRecordField(field, definition as DefinitionBody, {
        required: lists.required.includes(field),
        filterable: lists.filterable.includes(field),
        unique: lists.unique.includes(field),
        auditable: lists.auditable.includes(field),
      }),
    ),
    relations: (given.relationships ?? []).filter(isSent).map(toRelation),
  };
}

const NAME = /^[A-Za-z]\w{0,63}$/;
const FIELD_NAME = /^[A-Za-z]\w{0,60}__c$/;

const withoutSystem = (names: readonly string[] = []) => names.filter((name) => !SYSTEM.has(name));

type Relationship = z.output<typeof relationship>;

/** Those that are answered besides: from others to it, and to whoever wrote a record. */
const isSent = ({ cardinality, fields }: Relationship): boolean =>
  cardinality !== "oneToMany" && !Object.keys(fields).some((field) => SYSTEM.has(field));

type Options = Readonly<
  Partial<Record<"required" | "filterable" | "unique" | "auditable", boolean | undefined>>
>;

/** Errors: INVALID_VALUE (its name), MISSING_FIELD (its type). */
export function toRecordField(
  name: string,
  body: DefinitionBody | undefined,
  options: Options,
): RecordField {
  if (!FIELD_NAME.test(name)) {
    wrong(`'${name}' should be a name that ends with __c, of at most 64 characters`);
  }
  // Which field people call a record by is for pages that show records, of which there are none here.
  const definition = body && { ...body, displayName: undefined };
  return {
    ...toField(name, definition, options),
    isUnique: options.unique ?? false,
    isAuditable: options.auditable ?? false,
  };
}

/** Errors: INVALID_VALUE: one field of this object, and the id of the other. */
export function toRelation(body: Relationship): RecordRelation {
  const { namespace, object, fields, recordConstraints } = body;
  const [mapping, another] = Object.entries(fields);
  if (mapping === undefined || another !== undefined || mapping[1] !== "Id") {
    wrong("'fields' of a relationship should name one field, and Id");
  }
  const isEnforced = recordConstraints?.create?.enforceValidMapping ?? true;
  return { namespace, object, field: mapping[0], isEnforced };
}

function wrong(message: string): never {
  throw new BillingError("INVALID_VALUE", { message });
}
