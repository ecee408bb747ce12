import type { Context } from "#operations/context.ts";
import { numberOfAccount } from "#operations/number-of-account.ts";

type Keys = {
  readonly accountKey?: string | undefined;
  readonly invoiceOwnerAccountKey?: string | undefined;
};

/**
 * A body whose subscription is to be paid by another account names its owner by the number, as the
 * orders do that say the same.
 *
 * Errors: ENTITY_NOT_FOUND.
 */
export const withOwnerNumber = async <Body extends Keys>(
  context: Context,
  body: Body,
): Promise<Body> =>
  body.accountKey === undefined || body.invoiceOwnerAccountKey === undefined
    ? body
    : { ...body, accountKey: await numberOfAccount(context, body.accountKey) };
