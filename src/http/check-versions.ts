/** Fields of a body that the request's minor version does not know, and which version does. */
import type { z } from "zod";
import { ERRORS } from "#engine/errors.ts";
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
import type { Version } from "./version.ts";
import { rangeOf, type VersionRange } from "./wire-versions.ts";

type Issue = z.core.$ZodIssue;

export type VersionFindings = {
  readonly issues: readonly Issue[];
  /** A sentence of each, which the field's own servers do not have. */
  readonly notes: readonly string[];
};

/** @param body  parsed JSON that nothing has checked yet */
export function unknownInVersion(
  schema: z.ZodType,
  body: unknown,
  version: Version,
): VersionFindings {
  const found = { issues: [] as Issue[], notes: [] as string[] };
  look(schema, body, [], (shape, sent, path) => {
    const ranges = Object.keys(shape).flatMap((name) => {
      const range = shape[name] && rangeIn(shape[name]);
      return range && isGiven(sent[name]) && !isKnown(range, version) ? [{ name, range }] : [];
    });
    if (ranges.length === 0) return;
    const keys = ranges.map(({ name }) => name);
    found.issues.push({ code: "unrecognized_keys", keys, path: [...path], message: "" });
    found.notes.push(...ranges.map(({ name, range }) => versionSentence(name, range, version)));
  });
  return found;
}

/** Null counts as not given, as in every body. */
const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

function isKnown({ from, before, isWhenAsked }: VersionRange, version: Version): boolean {
  if (isWhenAsked && !version.isAsked) return true;
  const isThere = from === undefined || version.atLeast(from);
  return isThere && (before === undefined || !version.atLeast(before));
}

/** "'runBilling' needs Zuora-Version 211.0 or later: this request speaks 186.0." */
export function versionSentence(field: string, range: VersionRange, version: Version): string {
  const { from, before } = range;
  const since = from === undefined ? undefined : `${from} or later`;
  const until = before === undefined ? undefined : `before ${before}`;
  const versions = [since, until].filter((part) => part !== undefined).join(", and ");
  const speaks = version.isAsked ? version.text : `${version.text}, for it names none`;
  return ERRORS.VERSION_NEEDED.message({ field, versions, speaks });
}

/** A value that the version does not know, of a field that it does. */
export const wrongInVersion = (
  issue: Issue,
  field: string,
  range: VersionRange,
  version: Version,
): Invalid => new Invalid("body", [issue], [versionSentence(field, range, version)]);

type Visit = (shape: Readonly<Record<string, Schema>>, sent: Sent, path: Path) => void;

function look(schema: Schema, sent: unknown, path: Path, visit: Visit): void {
  if (sent === undefined || sent === null || !isReached(schema)) return;
  const def = definitionOf(schema);
  switch (def.type) {
    case "object":
      if (!isRecord(sent)) return;
      visit(def.shape, sent, path);
      for (const [name, field] of Object.entries(def.shape)) {
        look(field, sent[name], [...path, name], visit);
      }
      return;
    case "array":
      if (!Array.isArray(sent)) return;
      for (const [index, item] of sent.entries()) look(def.element, item, [...path, index], visit);
      return;
    case "union": {
      const option = optionFor(def, sent);
      if (option) look(option, sent, path, visit);
      return;
    }
    default:
      for (const inner of innerOf(def)) look(inner, sent, path, visit);
  }
}

/** Of a field, however it is wrapped. */
function rangeIn(field: Schema): VersionRange | undefined {
  const range = rangeOf(field);
  if (range) return range;
  for (const inner of innerOf(definitionOf(field))) {
    const found = rangeIn(inner);
    if (found) return found;
  }
  return undefined;
}

const isReached = reaching((schema) => rangeOf(schema) !== undefined);
