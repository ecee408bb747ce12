import type { z } from "zod";
import type { NewAccount } from "#engine/accounts/account.ts";
import { BillingError } from "#engine/errors.ts";
import type { newAccount, previewAccountInfo } from "./new-account.ts";
import { toNewAccount, toPreviewAccount } from "./to-new-account.ts";

/** What a preview takes besides: an account that is made up. */
export type PreviewedAccount = {
  readonly previewAccountInfo?: z.output<typeof previewAccountInfo> | undefined;
};

type Body = PreviewedAccount & {
  readonly existingAccountNumber?: string | undefined;
  readonly existingAccountId?: string | undefined;
  readonly newAccount?: z.output<typeof newAccount> | undefined;
};

/**
 * Which account orders: exactly one way to say it.
 *
 * Errors: MISSING_FIELD, NOT_ALLOWED, NOT_SUPPORTED.
 */
export function toOrderingAccount(
  body: Body,
): { readonly accountKey: string } | { readonly newAccount: NewAccount } {
  const { existingAccountNumber, existingAccountId, newAccount, previewAccountInfo } = body;
  const choices = { existingAccountNumber, existingAccountId, newAccount, previewAccountInfo };
  const given = Object.entries(choices).flatMap(([name, value]) => (value ? `'${name}'` : []));
  if (given.length > 1) {
    const message = `Only one of ${given.join(" and ")} may be given.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (newAccount) return { newAccount: toNewAccount(newAccount) };
  if (previewAccountInfo) return { newAccount: toPreviewAccount(previewAccountInfo) };
  const accountKey = existingAccountNumber ?? existingAccountId;
  if (accountKey !== undefined) return { accountKey };
  throw new BillingError("MISSING_FIELD", { field: "existingAccountNumber" });
}
