import { QuittanceError } from "#client/index.ts";

/** What the server has said of a field, by its path in the body. */
export type FieldErrors = readonly { readonly path: string; readonly message: string }[];

/** "'subscriptions[0].orderActions[0].suspend.suspendPolicy' value should be one of: …" */
const ABOUT_A_FIELD = /^'([\w[\].]+)' (.+)$/;

export function fieldErrorsOf(error: unknown): FieldErrors {
  if (!(error instanceof QuittanceError)) return [];
  return error.reasons.flatMap(({ message }) => {
    const [, path, said] = ABOUT_A_FIELD.exec(message) ?? [];
    return path && said ? [{ path, message: said }] : [];
  });
}

/** Of a part of the body: what is said of one of its fields, or by its name alone. */
export const errorsWithin =
  (errors: FieldErrors, prefix: string) =>
  (path: string): string | undefined => {
    const name = path.split(".").at(-1);
    return errors.find((each) => each.path === `${prefix}${path}` || each.path === name)?.message;
  };
