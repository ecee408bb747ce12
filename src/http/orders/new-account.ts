/** An account that comes into being with an order: the fields of POST /v1/accounts, as orders spell them. */
import { z } from "zod";
import { taxInfo, texts } from "../accounts/contract.ts";
import { texts as contactTexts } from "../contacts/contact-fields.ts";
import * as wire from "../wire.ts";

/** Documented, and refused by name: who brings a way to pay has a gateway keep it first. */
export const NEW_ACCOUNT_NOT_YET = ["creditCard", "paymentMethod"] as const;

const { zipCode, ...shared } = contactTexts;

const contact = wire.looseBodyOfEither(
  {
    firstName: wire.requiredText(100),
    lastName: wire.requiredText(100),
    ...z.object({ ...shared, postalCode: zipCode }).partial().shape,
    customFields: wire.customFields
      .optional()
      .describe("Fields of your own; those that stand beside it count, too."),
  },
  wire.makes("Contact"),
);

export const newAccount = wire.looseBody(
  {
    name: wire.requiredText(255),
    currency: wire.requiredText(3).describe("ISO 4217"),
    billCycleDay: wire
      .intBetween(0, 31)
      .describe("Day of the month; 31 is its end, 0 lets the first recurring charge decide."),
    billToContact: contact,
    accountNumber: wire.chosenNumber(70).optional().describe("Left out: the next number."),
    additionalEmailAddresses: wire.text(1200).optional().describe("Separated by commas."),
    autoPay: wire.boolean.optional(),
    batch: wire.text(50).optional().describe("Batch1 to Batch50."),
    customFields: wire.customFields.optional(),
    invoiceDeliveryPrefsEmail: wire.boolean.optional(),
    invoiceDeliveryPrefsPrint: wire.boolean.optional(),
    organizationLabel: wire.text(255).optional(),
    partnerAccount: wire.boolean.optional(),
    allowInvoiceEdit: wire.boolean.optional(),
    paymentTerm: wire.text(100).optional().describe("Due Upon Receipt, or Net 30 for thirty days."),
    soldToContact: contact.optional().describe("Left out: says the same as bill-to."),
    soldToSameAsBillTo: wire.boolean.optional(),
    hpmCreditCardPaymentMethodId: wire.key
      .optional()
      .describe("A payment method that is nobody's yet; the account's default."),
    taxInfo: wire.looseBody(taxInfo).optional(),
    ...z.object(texts).partial().shape,
    ...wire.notYet(NEW_ACCOUNT_NOT_YET),
  },
  wire.makes("Account"),
);

/** Instead of an account: what a preview has to know of one that there is not yet. */
export const previewAccountInfo = wire.looseBody(
  {
    billCycleDay: wire.intBetween(0, 31),
    currency: wire.requiredText(3).describe("ISO 4217"),
    customFields: wire.customFields.optional(),
    soldToContact: wire
      .looseBody({
        city: shared.city.optional(),
        country: shared.country.optional(),
        county: shared.county.optional(),
        postalCode: zipCode.optional(),
        state: shared.state.optional(),
        taxRegion: shared.taxRegion.optional(),
      })
      .optional(),
    taxInfo: wire.looseBody(taxInfo).optional(),
  },
  wire.changes("Account"),
);
