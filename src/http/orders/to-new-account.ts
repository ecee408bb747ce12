import type { z } from "zod";
import type { NewAccount } from "#engine/accounts/account.ts";
import { refuseFields } from "../refuse-field.ts";
import { NEW_ACCOUNT_NOT_YET, type newAccount, type previewAccountInfo } from "./new-account.ts";

/** Errors: NOT_SUPPORTED for payment methods that no gateway has kept yet. */
export function toNewAccount(body: z.output<typeof newAccount>): NewAccount {
  refuseFields(body, NEW_ACCOUNT_NOT_YET);
  const given = Object.entries(body).filter(([name]) => !NOT_OF_THE_ACCOUNT.has(name));
  return {
    ...(Object.fromEntries(given) as Omit<typeof body, (typeof NEW_ACCOUNT_NOT_YET)[number]>),
    parentKey: body.parentId,
    paymentMethodId: body.hpmCreditCardPaymentMethodId,
    additionalEmailAddresses: toAddresses(body.additionalEmailAddresses),
  };
}

const NOT_OF_THE_ACCOUNT: ReadonlySet<string> = new Set([
  ...NEW_ACCOUNT_NOT_YET,
  "parentId",
  "hpmCreditCardPaymentMethodId",
]);

const toAddresses = (text: string | undefined): string[] =>
  (text ?? "").split(",").flatMap((address) => address.trim() || []);

/** Nobody sees the name and the contact of an account that a preview makes up. */
export function toPreviewAccount(body: z.output<typeof previewAccountInfo>): NewAccount {
  const { soldToContact, ...account } = body;
  const nobody = { firstName: "Preview", lastName: "Preview" };
  return {
    ...account,
    name: "Preview",
    billToContact: nobody,
    soldToContact: { ...nobody, ...soldToContact },
  };
}
