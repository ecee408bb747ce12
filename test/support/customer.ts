/** A customer at his own page, My Account, as a browser or a frame would ask. */
import assert from "node:assert/strict";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { anAccount, aPlan, subscribe, succeed } from "./company.ts";
import type { Answer, TestServer } from "./server.ts";

/** Of the sandbox in `aPageFor`. */
export const TODAY = "2023-05-24";

export const MODERN = { "zuora-version": "2025-08-12" };

/** My Account is on, in a sandbox whose day is TODAY. */
export async function switchOnPage(server: TestServer, settings: object = {}): Promise<void> {
  await withOwnerConnection(server.ownerUrl, (client) =>
    client.query("update entities set clock_date = $1, is_sandbox = true where entity_id = $2", [
      TODAY,
      server.entityId,
    ]),
  );
  await succeed(server, "PUT", "/settings/my-account", { enabled: true, ...settings });
}

export type Customer = {
  readonly accountNumber: string;
  readonly accountId: string;
  readonly subscriptionNumber: string;
  /** A path below /v1/my. */
  readonly call: (
    method: string,
    path: string,
    body?: unknown,
    headers?: object,
  ) => Promise<Answer>;
};

/** Two months of 30.00 are unpaid on TODAY, the second one until the end of May; who has an e-mail address. */
export async function aCustomer(
  server: TestServer,
  { name = "Clark Ltd", workEmail = "ada@clark.example", account = {} } = {},
): Promise<Customer> {
  const billToContact = { firstName: "Ada", lastName: "Clark", country: "Germany", workEmail };
  const { accountNumber, accountId } = await anAccount(server, { name, billToContact, ...account });
  const plan = await aPlan(server, [{ price: 30 }]);
  const billed = { from: "2023-04-01", billThrough: "2023-04-30" };
  const { subscriptionNumbers } = await subscribe(server, { accountNumber, plan, ...billed });
  const may = { effectiveDate: "2023-05-01", targetDate: "2023-05-31", autoPost: true };
  await succeed(server, "POST", `/v1/accounts/${accountNumber}/billing-documents/generate`, may);
  const call = await signedIn(server, accountNumber);
  return { accountNumber, accountId, subscriptionNumber: String(subscriptionNumbers[0]), call };
}

/** By a link that the merchant's server has asked for. */
export async function signedIn(server: TestServer, accountKey: string): Promise<Customer["call"]> {
  const { url } = await succeed(server, "POST", `/v1/accounts/${accountKey}/my-account-links`, {});
  const answer = await signIn(server, { link: linkIn(url) });
  assert.equal(answer.status, 200, answer.text);
  return callerOf(server, cookieOf(answer), answer.json.csrfToken);
}

export const signIn = (server: TestServer, body: object): Promise<Answer> =>
  server.call("POST", "/v1/my/session", body, { authorization: "", ...MODERN });

export const linkIn = (text: string): string => /#link=([0-9a-f]{96})/.exec(text)?.[1] ?? "";

export const cookieOf = ({ headers }: Answer): string =>
  String(headers["set-cookie"]).split(";", 1)[0] ?? "";

export const callerOf =
  (server: TestServer, cookie: string, csrfToken: string): Customer["call"] =>
  (method, path, body, headers = {}) =>
    server.call(method, `/v1/my${path}`, body, {
      ...{ authorization: "", cookie, "x-csrf-token": csrfToken },
      ...MODERN,
      ...headers,
    });

/** The answer of a call that must succeed. */
export async function done(answering: Promise<Answer>): Promise<Answer["json"]> {
  const { status, json, text } = await answering;
  assert.equal(status, 200, text);
  return json;
}
