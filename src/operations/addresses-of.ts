import { BillingError } from "#engine/errors.ts";
import type { PrintedDocument } from "#engine/model/printed-document.ts";
import { isEmailAddress } from "#engine/printing/email.ts";
import type { EmailRequest } from "./email-document.ts";

/**
 * Whom something is sent to: the addresses given, else the bill-to contact's at work, else at home; and
 * those that the account names besides, where that is asked for.
 *
 * Errors: INVALID_VALUE for what is no address, EMAIL_ADDRESS_MISSING where nobody has one.
 */
export function addressesOf(
  { documentNumber, billTo }: Pick<PrintedDocument, "documentNumber" | "billTo">,
  additional: readonly string[],
  { emailAddresses, includeAdditionalEmailAddresses }: Omit<EmailRequest, "pdfFileId">,
): string[] {
  for (const address of emailAddresses) {
    if (isEmailAddress(address)) continue;
    throw new BillingError("INVALID_VALUE", { message: `'${address}' is no e-mail address` });
  }
  const own = [billTo?.workEmail, billTo?.personalEmail].find((each) => each);
  const named = emailAddresses.length > 0 ? emailAddresses : [own ?? ""];
  const all = [...named, ...(includeAdditionalEmailAddresses ? additional : [])];
  const addresses = [...new Set(all)].filter(isEmailAddress);
  if (addresses.length === 0) throw new BillingError("EMAIL_ADDRESS_MISSING", { documentNumber });
  return addresses;
}
