import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Row } from "#test/support/billing-scenario.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { Callout } from "../model/callout.ts";
import { decimal } from "../values/decimal.ts";
import { calloutRequest } from "./callout-request.ts";
import {
  eventContext,
  filledIn,
  MERGE_FIELDS,
  type ToldEvent,
  unknownMergeFields,
} from "./merge-fields.ts";
import { minutesToNextAttempt } from "./next-attempt.ts";

const rowsOf = (heading: string) => workedExamples("docs/spec/callouts.md", heading) as Row[];

describe("another attempt, worked examples", () => {
  for (const row of rowsOf("Another attempt")) {
    test(`${row.id}: ${row.answer}, attempt ${row.made} of ${row.attempts}`, () => {
      const callout = {
        calloutRetry: row.retry === "true",
        calloutAttempts: Number(row.attempts),
        calloutInterval: Number(row.minutes),
      };
      const answer = { responseCode: Number(row.answer), responseContent: "" };
      const minutes = minutesToNextAttempt(callout, Number(row.made), answer);
      assert.equal(String(minutes ?? "none"), row["next attempt after"]);
    });
  }
});

const posted: ToldEvent = {
  eventType: "Invoice Posted",
  eventNumber: 7,
  eventCategory: 1110,
  relatedEvent: "via API",
  accountId: "a".repeat(32),
  objectType: "Invoice",
  objectId: "b".repeat(32),
  objectNumber: "INV1",
  amount: decimal("12.5"),
  currency: "USD",
  details: { orderId: "c".repeat(32), orderNumber: "O-1" },
  occurredAt: "2024-01-31T00:00:00.000Z",
};
const context = eventContext(posted, {
  accountNumber: "A1",
  name: "Clark & Sons",
  currency: "USD",
});

describe("merge fields", () => {
  for (const row of rowsOf("Merge fields")) {
    test(`${row.id}: ${row.text}`, () => {
      assert.equal(filledIn(row.text ?? "", context), row["filled in"]);
    });
  }

  test("an event knows only what a callout may ask for, and what else was named with it", () => {
    assert.deepEqual(
      Object.keys(context).filter((field) => !MERGE_FIELDS.has(field)),
      [],
    );
    assert.equal(context["<Order.Number>"], "O-1");
    assert.equal(context["<Order.ID>"], "c".repeat(32));
  });

  test("those that no event has are told", () => {
    assert.deepEqual(unknownMergeFields("<Account.Number> <Account.Colour> <b> <Dog.Name>"), [
      "<Account.Colour>",
      "<Dog.Name>",
    ]);
  });
});

const callout = (changed: Partial<Callout>): Callout => ({
  name: "tell",
  description: null,
  active: true,
  calloutBaseurl: "https://example.com/hooks/<Account.Number>?name=<Account.Name>",
  httpMethod: "POST",
  calloutParams: { invoice: "<Invoice.Number>" },
  calloutRetry: true,
  calloutAttempts: 3,
  calloutInterval: 30,
  requiredAuth: false,
  calloutAuth: null,
  ...changed,
});

describe("the request of a callout", () => {
  const url = "https://example.com/hooks/A1?name=Clark%20%26%20Sons";

  test("has its parameters as JSON, and what is merged into its address written as an address", () => {
    const request = calloutRequest(callout({}), posted, context);
    assert.deepEqual(request, { method: "POST", url, body: '{"invoice":"INV1"}' });
  });

  test("has them in the query where there is no body", () => {
    const request = calloutRequest(callout({ httpMethod: "GET" }), posted, context);
    assert.deepEqual(request, {
      method: "GET",
      url: "https://example.com/hooks/A1?name=Clark+%26+Sons&invoice=INV1",
      body: "",
    });
  });

  test("is the event itself without parameters, its amount exactly", () => {
    const { body } = calloutRequest(callout({ calloutParams: {} }), posted, context);
    assert.match(body, /"amount":12\.50,/);
    const { type, timestamp, data } = JSON.parse(body);
    assert.deepEqual([type, timestamp], ["Invoice Posted", "2024-01-31T00:00:00.000Z"]);
    assert.deepEqual(data, { ...posted, amount: 12.5 });
  });
});
