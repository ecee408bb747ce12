import type { z } from "zod";
import type { RecordField, RecordRelation } from "#engine/custom-objects/custom-object.ts";
import type { StoredObject } from "#store/custom-objects.ts";
import type { answeredRelationship, property } from "./definition-fields.ts";
import type * as contract from "./own-contract.ts";
import { toProperty } from "./to-wire.ts";

type Definition = z.input<typeof contract.getObjectDefinition.response>;
type Property = z.input<typeof property>;
type Relationship = z.input<typeof answeredRelationship>;

/** With hyphens, as the field has ids of this family. */
export const toUuid = (id: string): string =>
  id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

const system = (label: string, format?: string): Property => ({
  ...(format !== undefined && { format }),
  label,
  origin: "system",
  type: "string",
});

const SYSTEM: Readonly<Record<string, Property>> = {
  Id: system("Id", "uuid"),
  CreatedById: system("CreatedById"),
  UpdatedById: system("UpdatedById"),
  CreatedDate: system("CreatedDate", "date-time"),
  UpdatedDate: system("UpdatedDate", "date-time"),
};

export const toRelationship = (relation: RecordRelation): Relationship => ({
  cardinality: "manyToOne",
  namespace: relation.namespace,
  object: relation.object,
  fields: { [relation.field]: "Id" },
  recordConstraints: { create: { enforceValidMapping: relation.isEnforced } },
});

/** Who wrote a record. */
const AUTHORS = ["CreatedById", "UpdatedById"].map((field) =>
  toRelationship({ namespace: "com_zuora", object: "User", field, isEnforced: true }),
);

/** @param all  the objects of the entity, of which some are related to this one */
export function toDefinition(object: StoredObject, all: readonly StoredObject[]): Definition {
  const { fields } = object;
  const own = fields.map(
    ({ name, definition }) =>
      [name, { ...toProperty(definition), origin: "custom" as const }] as const,
  );
  const named = (isWanted: (field: RecordField) => boolean) =>
    fields.filter(isWanted).map(({ name }) => name);
  return {
    Id: toUuid(object.definitionId),
    type: object.object,
    CreatedById: object.createdById,
    CreatedDate: object.createdAt.toISOString(),
    UpdatedById: object.updatedById,
    UpdatedDate: object.updatedAt.toISOString(),
    schema: {
      object: object.object,
      label: object.label,
      ...(object.description !== null && { description: object.description }),
      type: "object",
      enableCreateRecordAuditing: object.auditsCreation,
      enableDeleteRecordAuditing: object.auditsDeletion,
      properties: { ...Object.fromEntries(own), ...SYSTEM },
      required: [...named(({ isRequired }) => isRequired), ...Object.keys(SYSTEM)],
      filterable: [
        ...named(({ isFilterable }) => isFilterable),
        "Id",
        "CreatedDate",
        "UpdatedDate",
      ],
      unique: named(({ isUnique }) => isUnique),
      auditable: named(({ isAuditable }) => isAuditable),
      relationships: [
        ...object.relations.map(toRelationship),
        ...all.flatMap((other) => backwards(other, object.object)),
        ...AUTHORS,
      ],
      enableRecordMigration: false,
    },
  };
}

/** What names this object, as it is seen from here. */
const backwards = (other: StoredObject, object: string): Relationship[] =>
  other.relations
    .filter((relation) => relation.namespace === "default" && relation.object === object)
    .map((relation) => ({
      ...toRelationship(relation),
      cardinality: "oneToMany" as const,
      namespace: "default",
      object: other.object,
      fields: { Id: relation.field },
    }));
