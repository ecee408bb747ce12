import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { anOrderContext } from "#test/support/order-context.ts";
import { aSubscription } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import type { OwnerTransferAction } from "../model/order.ts";
import type { Subscription, SubscriptionStatus } from "../model/subscription.ts";
import type { NamedAccount } from "./account-named.ts";
import { ownerTransfer } from "./owner-transfer.ts";

const SPEC = "docs/spec/owner-transfer.md";

const anAccount = (letter: string, given: Partial<NamedAccount> = {}): [string, NamedAccount] => [
  letter,
  { accountId: letter, accountNumber: letter, status: "Active", currency: "USD", ...given },
];

const CONTEXT = anOrderContext({
  accounts: new Map([
    anAccount("A"),
    anAccount("B"),
    anAccount("C"),
    anAccount("an account that is cancelled", { status: "Canceled" }),
    anAccount("an account in EUR", { currency: "EUR" }),
  ]),
});

const transferred = (
  given: Partial<Subscription>,
  action: Omit<OwnerTransferAction, "type">,
): Subscription =>
  ownerTransfer(
    aSubscription({ subscriptionOwnerId: "A", invoiceOwnerId: "A", ...given }),
    { type: "OwnerTransfer", ...action },
    CONTEXT,
  );

const listOf = (cell = "-"): string[] => (cell === "-" ? [] : cell.split(", "));
const orNull = (cell = "-"): string | null => (cell === "-" ? null : cell);

const destinations = (destination = "-", invoiceDestination = "-") => ({
  ...(destination !== "-" && { destinationAccountNumber: destination }),
  ...(invoiceDestination !== "-" && { destinationInvoiceAccountNumber: invoiceDestination }),
});

describe("owners", () => {
  for (const row of workedExamples(SPEC, "Owners")) {
    const { destination, "invoice destination": invoiceDestination } = row;
    test(`${row.id}: ${row.owner} and ${row.payer} to ${destination} and ${invoiceDestination}`, () => {
      const before = {
        subscriptionOwnerId: row.owner ?? "",
        invoiceOwnerId: row.payer ?? "",
        earlierInvoiceOwnerIds: listOf(row.earlier),
      };
      const after = transferred(before, destinations(destination, invoiceDestination));
      assert.equal(after.subscriptionOwnerId, row["owner then"]);
      assert.equal(after.invoiceOwnerId, row["payer then"]);
      assert.deepEqual(after.earlierInvoiceOwnerIds, listOf(row["earlier then"]));
      assert.equal(after.lastBookingDate, CONTEXT.orderDate);
    });
  }
});

/** What the action says of an attribute: nothing, a value, or that it is cleared. */
const attribute = <Name extends string>(name: Name, cell = "-") =>
  (cell === "-" ? {} : { [name]: cell === "cleared" ? null : cell }) as {
    [Key in Name]?: string | null;
  };

describe("bill-to contact and payment term", () => {
  for (const row of workedExamples(SPEC, "Bill-to contact and payment term")) {
    const action = {
      ...destinations("B", row["invoice destination"]),
      ...attribute("billToContactId", row.billToContactId),
      ...attribute("paymentTerm", row.paymentTerm),
    };
    const before = { billToContactId: orNull(row.contact), paymentTerm: orNull(row.term) };
    test(`${row.id}: ${row.contact} becomes ${row["contact then"]}`, () => {
      if (row["contact then"] === "NOT_ALLOWED") {
        assert.throws(() => transferred(before, action), refused("NOT_ALLOWED"));
        return;
      }
      const after = transferred(before, action);
      assert.equal(after.billToContactId, orNull(row["contact then"]));
      assert.equal(after.paymentTerm, orNull(row["term then"]));
    });
  }
});

const refused = (code: string | undefined) => (error: unknown) =>
  error instanceof BillingError && error.code === code;

describe("refusals", () => {
  for (const row of workedExamples(SPEC, "Refusals")) {
    test(`${row.id}: ${row.status} to ${row.destination}`, () => {
      const status = row.status as SubscriptionStatus;
      for (const action of [destinations(row.destination), destinations("-", row.destination)]) {
        assert.throws(() => transferred({ status }, action), refused(row["refused with"]));
      }
    });
  }
});
