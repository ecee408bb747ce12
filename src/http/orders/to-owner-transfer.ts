import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { OwnerTransferAction } from "#engine/model/order.ts";
import type { ownerTransfer } from "./actions/owner-transfer.ts";
import { toBillingAttributes } from "./to-billing-attributes.ts";

type Body = z.output<typeof ownerTransfer>["ownerTransfer"];

/** Errors: MISSING_FIELD where neither account is given, NOT_SUPPORTED, NOT_ALLOWED. */
export function toOwnerTransfer(body: Body): OwnerTransferAction {
  const { destinationAccountNumber, destinationInvoiceAccountNumber } = body;
  if (destinationAccountNumber === undefined && destinationInvoiceAccountNumber === undefined) {
    throw new BillingError("MISSING_FIELD", { field: "destinationAccountNumber" });
  }
  return {
    type: "OwnerTransfer",
    ...(destinationAccountNumber && { destinationAccountNumber }),
    ...(destinationInvoiceAccountNumber && { destinationInvoiceAccountNumber }),
    ...toBillingAttributes(body),
  };
}
