import { z } from "zod";
import type { VersionName } from "./version.ts";

/** In which minor versions of the API a field is known. */
export type VersionRange = {
  /** The first. */
  readonly from?: VersionName;
  /** The first that does not know it any more. */
  readonly before?: VersionName;
  /** Held against requests that name a version; others may use it, and its other name. */
  readonly isWhenAsked?: true;
};

const ranges = z.registry<VersionRange>();

/** A field that has another name in other versions, or none. */
export function inVersions<Field extends z.ZodType>(field: Field, range: VersionRange): Field {
  const { description = "" } = field;
  const noted = field.describe(`${description} ${versionNote(range)}`.trim());
  ranges.add(noted, range);
  return noted;
}

const versionNote = ({ from, before, isWhenAsked }: VersionRange): string => {
  const since = from === undefined ? "" : ` from version ${from} on`;
  const until = before === undefined ? "" : ` before version ${before}`;
  const both = since && until ? `${since} and${until}` : `${since}${until}`;
  return `Known${both}${isWhenAsked ? ", where a request names one" : ""}.`;
};

export const rangeOf = (schema: z.core.$ZodType): VersionRange | undefined => ranges.get(schema);
