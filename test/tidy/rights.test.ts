import assert from "node:assert/strict";
import { test } from "node:test";
import { permissionsFor } from "#http/rights/check-rights.ts";
import { contracts } from "#http/routes.ts";

test("every operation takes a permission: its tag is in an area (src/http/rights/check-rights.ts)", () => {
  const free = contracts
    .filter((contract) => permissionsFor(contract).length === 0 && !contract.isForCustomers)
    .map(({ operation }) => operation);
  // The last ones take what the operation of their object takes: test/scenarios/actions.test.ts.
  const byObject = ["createObjects", "updateObjects", "updateObjectsByPut", "deleteObjects"];
  const doors = [
    "createToken",
    "createConnection",
    "getSignInWays",
    "createSession",
    "getSession",
    "switchEntity",
    "deleteSession",
    "listSessions",
    "endSession",
  ];
  // Whoever has signed in has views of his own.
  const own = ["listSavedViews", "createSavedView", "updateSavedView", "deleteSavedView"];
  const ofCustomers = ["getMyPage", "requestSignInLink", "createMySession"];
  assert.deepEqual(free, [...doors, ...ofCustomers, ...own, ...byObject]);
});
