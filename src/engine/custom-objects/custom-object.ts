/**
 * Objects of the tenant's own: what they are called, what their records say, and what they are related
 * to. Source: the field's reference of /objects/definitions and /objects/records, and its error codes.
 */
import type { CustomField } from "../custom-fields/custom-field.ts";

/** A field of a custom object may be unique, which those of other objects may not. */
export type RecordField = CustomField & {
  readonly isUnique: boolean;
  /** Said of it, and of no effect: the audit trail has all changes. */
  readonly isAuditable: boolean;
};

/** Records name another object by its id, in one of their fields. */
export type RecordRelation = {
  /** `default`: of the tenant's own; `com_zuora`: one that everybody has. */
  readonly namespace: "default" | "com_zuora";
  readonly object: string;
  /** The field that holds the id. */
  readonly field: string;
  /** Whether what is named has to be there when it is written. */
  readonly isEnforced: boolean;
};

export type CustomObject = {
  /** "Vehicle", as the API calls it; upper and lower case count. */
  readonly object: string;
  readonly label: string;
  readonly description: string | null;
  readonly fields: readonly RecordField[];
  readonly relations: readonly RecordRelation[];
  /** Said of it, and of no effect: the audit trail has all records. */
  readonly auditsCreation: boolean;
  readonly auditsDeletion: boolean;
};

/** What every record has, and nobody sends. */
export const SYSTEM_FIELDS = [
  "Id",
  "CreatedById",
  "CreatedDate",
  "UpdatedById",
  "UpdatedDate",
] as const;

/** Of one object: the field's own limits. */
export const MOST_RECORD_FIELDS = 50;
export const MOST_UNIQUE_FIELDS = 5;
