/** Holds the custom fields of a request against their definitions, wherever in its body they stand. */
import type { z } from "zod";
import { checkFields, type FieldProblem } from "#engine/custom-fields/check-fields.ts";
import type { CustomFieldObject, CustomFieldRules } from "#engine/custom-fields/custom-field.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { Invalid } from "./invalid.ts";
import {
  definitionOf,
  innerOf,
  isRecord,
  optionFor,
  type Path,
  reaching,
  type Schema,
  type Sent,
} from "./schema-parts.ts";
import { isCustomFieldName, type Place, placeOf } from "./wire-custom-fields.ts";

type Issue = z.core.$ZodIssue;

export type ReadBody = {
  /** As it was sent, but for values that are kept otherwise, and for defaults. */
  readonly body: unknown;
  readonly issues: readonly Issue[];
};

/** @param body  parsed JSON that nothing has checked yet */
export function readCustomFields(
  schema: z.ZodType,
  body: unknown,
  rules: CustomFieldRules,
): ReadBody {
  const issues: Issue[] = [];
  return { body: readPart({ rules, issues }, schema, body, []), issues };
}

type Reading = { readonly rules: CustomFieldRules; readonly issues: Issue[] };

function readPart(reading: Reading, schema: Schema, sent: unknown, path: Path): unknown {
  if (!isReached(schema)) return sent;
  const def = definitionOf(schema);
  switch (def.type) {
    case "object":
      return isRecord(sent) ? readObject(reading, schema, def.shape, sent, path) : sent;
    case "array":
      return Array.isArray(sent)
        ? sent.map((item, index) => readPart(reading, def.element, item, [...path, index]))
        : sent;
    case "union": {
      const option = optionFor(def, sent);
      return option ? readPart(reading, option, sent, path) : sent;
    }
    default:
      return innerOf(def).reduce((read, inner) => readPart(reading, inner, read, path), sent);
  }
}

function readObject(
  reading: Reading,
  schema: Schema,
  shape: Readonly<Record<string, Schema>>,
  sent: Sent,
  path: Path,
): Sent {
  const read: Record<string, unknown> = { ...sent };
  for (const [name, field] of Object.entries(shape)) {
    if (sent[name] === undefined || sent[name] === null || !isReached(field)) continue;
    read[name] = readPart(reading, field, sent[name], [...path, name]);
  }
  const place = placeOf(schema);
  return place ? withChecked(reading, place, read, path) : read;
}

function withChecked({ rules, issues }: Reading, place: Place, sent: Sent, path: Path): Sent {
  const { object, at } = place;
  const isApart = at !== "top";
  const apart = sent.customFields ?? {};
  const holder =
    at === "either" && isRecord(apart) ? { ...sent, ...apart } : isApart ? apart : sent;
  // What is no object at all is refused by its contract.
  if (!isRecord(holder)) return sent;
  const given = Object.fromEntries(
    Object.entries(holder).filter(([name]) => isCustomFieldName(name)),
  );
  const { changed, problems } = checkFields(rules, object, given, { isNew: place.isNew(sent) });
  const here = at === "customFields" ? [...path, "customFields"] : path;
  issues.push(...problems.map((problem) => issueOf(problem, here, given[problem.name])));
  if (Object.keys(changed).length === 0) return sent;
  return isApart
    ? { ...sent, customFields: { ...apart, ...given, ...changed } }
    : { ...sent, ...changed };
}

function issueOf(problem: FieldProblem, here: Path, input: unknown): Issue {
  const { name } = problem;
  const path = [...here, name];
  switch (problem.kind) {
    case "unknown":
      return { code: "unrecognized_keys", keys: [name], path: [...here], message: "" };
    case "missing":
      return { code: "custom", path, input: null, message: "" };
    case "wrong":
      return { code: "custom", path, input, message: problem.message };
  }
}

/**
 * The custom fields of a body of which only what it names says whose they are (`wire.keepsAny`).
 *
 * Errors: Invalid.
 */
export function changedCustomFields(
  rules: CustomFieldRules | undefined,
  object: CustomFieldObject,
  given: CustomFields,
): CustomFields {
  if (rules === undefined) return given;
  const { changed, problems } = checkFields(rules, object, given, { isNew: false });
  if (problems.length === 0) return { ...given, ...changed };
  const issues = problems.map((problem) => issueOf(problem, [], given[problem.name]));
  throw new Invalid("body", issues);
}

const isReached = reaching((schema) => placeOf(schema) !== undefined);
