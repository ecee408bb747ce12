import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { z } from "zod";
import { decimal } from "#engine/values/decimal.ts";
import { contract } from "./contract.ts";
import { route } from "./route.ts";
import * as wire from "./wire.ts";

const pay = contract({
  operation: "pay",
  method: "POST",
  path: "/v1/accounts/{accountKey}/invoices/{number}/pay",
  summary: "Pay",
  tag: "Tests",
  params: { number: wire.intBetween(1, 9) },
  query: z.object({ isQuick: wire.boolean.default(false) }),
  request: wire.body({ on: wire.date, comment: wire.text(9).optional() }),
  response: z.object({ amount: wire.money, comment: z.string().optional() }),
  errors: [],
});

describe("route: what drifts from the contract does not compile", () => {
  const result = { amount: decimal("1") };

  test("parameters have the names of the path and the types of the contract", () => {
    route(pay, async (_context, { params, query, body }) => {
      const key: string = params.accountKey;
      const number: number = params.number;
      const isQuick: boolean = query.isQuick;
      // @ts-expect-error: there is no such field
      assert(body.onn === undefined);
      // @ts-expect-error: it may be absent
      const comment: string = body.comment;
      // @ts-expect-error: a day is no number
      const day: number = body.on;
      assert([key, number, isQuick, comment, day].length === 5);
      return result;
    });
  });

  test("results have the keys and types of the contract", () => {
    route(pay, async () => result);
    // @ts-expect-error: amount is missing
    route(pay, async () => ({ comment: "x" }));
    // @ts-expect-error: an amount is never a number
    route(pay, async () => ({ amount: 1 }));
    // @ts-expect-error: null is not absent
    route(pay, async () => ({ ...result, comment: null }));
  });

  test("error codes are of the closed list, names in braces are the path's", () => {
    const base = { operation: "x", method: "GET", path: "/x/{key}", summary: "", tag: "" } as const;
    const response = z.object({});
    contract({ ...base, response, errors: ["ENTITY_NOT_FOUND"] });
    // @ts-expect-error: no such code
    contract({ ...base, response, errors: ["ENTITY_LOST"] });
    // @ts-expect-error: a schema for a name that the path has is a schema
    contract({ ...base, response, errors: [], params: { key: 1 } });
  });
});

describe("contract", () => {
  test("GET and DELETE have no resource of their own", () => {
    const base = { operation: "x", path: "/x", summary: "", tag: "", errors: [] } as const;
    const response = z.object({});
    const resourceOf = (method: "GET" | "DELETE" | "PUT") =>
      contract({ ...base, method, response, resource: "585600" }).resource;
    assert.deepEqual(
      [resourceOf("GET"), resourceOf("DELETE"), resourceOf("PUT")],
      ["500000", "500000", "585600"],
    );
  });
});
