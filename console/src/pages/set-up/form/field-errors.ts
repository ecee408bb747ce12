import { QuittanceError } from "#client/index.ts";

export type FieldErrors = {
  /** By field: what the API says of it. */
  readonly byField: ReadonlyMap<string, string>;
  /** What is about none of the fields that are shown. */
  readonly isElsewhere: boolean;
};

/** Where the reasons of a refusal belong: the API begins each with the field that it is about. */
export function fieldErrors(error: unknown, names: readonly string[]): FieldErrors {
  if (!(error instanceof QuittanceError)) return { byField: new Map(), isElsewhere: true };
  const byField = new Map<string, string>();
  let isElsewhere = error.reasons.length === 0;
  for (const { message } of error.reasons) {
    const [, path = ""] = /^'([^']+)'/.exec(message) ?? [];
    const [name = ""] = path.split(/[.[]/);
    if (names.includes(name)) byField.set(name, message);
    else isElsewhere = true;
  }
  return { byField, isElsewhere };
}
