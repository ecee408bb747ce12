import { type AccountDefinition, newAccount } from "#engine/accounts/account.ts";
import type { Account } from "#engine/model/account.ts";
import { saveNewAccount } from "#store/accounts.ts";
import { inTransaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import type { Context } from "./context.ts";
import {
  accountOf,
  numberFor,
  refuseUnknownPaymentTerm,
  refuseUnknownSequenceSet,
} from "./create-account.ts";
import { organizationOfNewAccount } from "./label-with-organizations.ts";
import { namedProfile } from "./save-communication-profile.ts";

/** An account as a caller describes it who will tell its contacts later. */
export type NewDraftAccount = Omit<AccountDefinition, "parentId"> & {
  /** Undefined: the next number. */
  readonly accountNumber?: string | undefined;
  /** Id or number of the account that this one is a part of. */
  readonly parentKey?: string | undefined;
};

/**
 * Creates an account without contacts, which is a draft: it takes no orders until it is activated.
 *
 * Errors: those of newAccount; NUMBER_IN_USE; ENTITY_NOT_FOUND for the parent; INVALID_VALUE for a
 * payment term that does not exist.
 */
export const createDraftAccount = (context: Context, wanted: NewDraftAccount): Promise<Account> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { accountNumber: wantedNumber, parentKey, ...definition } = wanted;
    const parent = parentKey === undefined ? undefined : await accountOf(tx, parentKey);
    const label = definition.organizationLabel;
    const organization = await organizationOfNewAccount(tx, context, label, parent);
    const parentId = parent?.accountId ?? null;
    await refuseUnknownPaymentTerm(tx, definition.paymentTerm);
    await refuseUnknownSequenceSet(tx, definition.sequenceSetId);
    const keys = {
      accountId: newId(),
      accountNumber: await numberFor(tx, wantedNumber),
      billToContactId: null,
      soldToContactId: null,
    };
    const profile = await namedProfile(tx, definition);
    const given = { ...definition, ...profile, ...organization, parentId };
    const draft: Account = { ...newAccount(keys, given), status: "Draft" };
    await saveNewAccount(tx, draft, context.userId);
    return draft;
  });
