import type { z } from "zod";
import type { CustomField, FieldDefinition } from "#engine/custom-fields/custom-field.ts";
import { CHOICES } from "#engine/custom-fields/read-value.ts";
import { BillingError } from "#engine/errors.ts";
import type { CustomFieldChange } from "#operations/define-custom-fields.ts";
import { refuseField } from "../refuse-field.ts";
import type { definitionBody } from "./definition-fields.ts";

type Body = z.output<typeof definitionBody>;

export type FieldOptions = {
  readonly required?: boolean | undefined;
  readonly filterable?: boolean | undefined;
};

/** Errors: MISSING_FIELD (its type), NOT_SUPPORTED. */
export function toField(name: string, body: Body | undefined, options: FieldOptions): CustomField {
  if (body?.type === undefined) throw new BillingError("MISSING_FIELD", { field: "type" });
  const given = Object.entries(partsOf(body)).filter(([, value]) => value !== null);
  return {
    name,
    definition: {
      ...(Object.fromEntries(given) as Partial<FieldDefinition>),
      type: body.type,
      label: body.label ?? name.replace(/__c$/, ""),
    },
    isRequired: options.required ?? false,
    isFilterable: options.filterable ?? false,
  };
}

/** Only what is given; null takes a part away. Errors: NOT_SUPPORTED. */
export const toFieldChange = (
  body: Body | undefined,
  options: FieldOptions,
): CustomFieldChange => ({
  definition: body ? partsOf(body) : {},
  isRequired: options.required,
  isFilterable: options.filterable,
});

function partsOf(body: Body): CustomFieldChange["definition"] {
  refuseField("displayName", body.displayName);
  const { origin: _, displayName: __, createdDate: ___, updatedDate: ____, ...parts } = body;
  const { default: otherwise } = parts;
  const given = {
    ...parts,
    default: Array.isArray(otherwise) ? otherwise.join(CHOICES) : otherwise,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
