import { BillingError } from "#engine/errors.ts";
import type { Account, Contact } from "#engine/model/account.ts";
import { createContact } from "#operations/create-contact.ts";
import { deleteContact } from "#operations/delete-contact.ts";
import { scrubContact } from "#operations/scrub-contact.ts";
import { updateContact } from "#operations/update-contact.ts";
import { findAccount } from "#store/accounts.ts";
import { findContact } from "#store/contacts.ts";
import { inTransaction } from "#store/database.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toChange, toContact, toDefinition } from "./to-wire.ts";

export const contactRoutes: readonly Route[] = [
  route(contract.createContact, async (context, { body }) => {
    refuseFields(body, contract.OF_SHIPPING);
    const { accountId, accountNumber, ...definition } = withoutShipping(body);
    return toAnswer(
      await createContact(context, { accountId, accountNumber }, toDefinition(definition)),
    );
  }),
  route(contract.getContact, async ({ database, entityId }, { params: { contactId: key } }) =>
    inTransaction(database, entityId, async (tx) => {
      const contact = await findContact(tx, key);
      const account = contact && (await findAccount(tx, contact.accountId));
      if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
      return toAnswer({ account, contact });
    }),
  ),
  route(contract.updateContact, async (context, { params, body }) => {
    refuseFields(body, contract.OF_SHIPPING);
    return toAnswer(
      await updateContact(context, params.contactId, toChange(withoutShipping(body))),
    );
  }),
  route(contract.deleteContact, async (context, { params }) => {
    await deleteContact(context, params.contactId);
    return {};
  }),
  route(contract.scrubContact, async (context, { params }) => {
    await scrubContact(context, params.contactId);
    return {};
  }),
];

type Told = {
  readonly account: Pick<Account, "accountId" | "accountNumber">;
  readonly contact: Contact;
};

const toAnswer = ({ account: { accountId, accountNumber }, contact }: Told) => ({
  accountId,
  accountNumber,
  ...toContact(contact),
});

/** Null asks for nothing: what was given was refused before. */
function withoutShipping<Body extends object>(body: Body) {
  const { asBillTo, asShipTo, asSoldTo, ...fields } = body as Body & Record<string, unknown>;
  return fields as Omit<Body, (typeof contract.OF_SHIPPING)[number]>;
}
