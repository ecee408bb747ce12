/** Events told by callouts, to a server of this machine that the operator allows. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Webhook } from "standardwebhooks";
import { plainDate } from "#engine/values/plain-date.ts";
import { contextOf } from "#operations/context.ts";
import { tellOfDates } from "#operations/tell-of-dates.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type Plan,
  subscribe,
  succeed,
} from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

type Received = { url: string; headers: IncomingHttpHeaders; body: string };

const PATH = "/notifications/notification-definitions";

let server: TestServer;
let plan: Plan;
let receiver: Server;
let hook: string;
/** What the receiver has been told, and what it answers next. */
let received: Received[] = [];
let answers: number[] = [];
/** Given by the same server, at another address. */
let tokens = 0;

before(async () => {
  receiver = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push({ url: request.url ?? "", headers: request.headers, body });
    if (request.url === "/token") {
      const seconds = { access_token: `token-${++tokens}`, expires_in: 3600 };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(seconds));
      return;
    }
    response.writeHead(answers.shift() ?? 200).end("as you say");
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  hook = `http://${host}/hook`;
  const calloutHosts = new Set([host]);
  server = await startTestServer([], { calloutHosts });
  await server.runJobs({ callouts: { allowedHosts: calloutHosts } });
  plan = await aPlan(server, [{ price: 30 }]);
});
after(async () => {
  await server.close();
  receiver.closeAllConnections();
  receiver.close();
});
beforeEach(() => {
  received = [];
  answers = [];
});

let definitions = 0;

type Fields = Readonly<Record<string, unknown>>;

const aDefinition = ({ callout = {}, ...fields }: Fields & { callout?: Fields } = {}) => ({
  name: `Tell ${++definitions}`,
  eventTypeName: "Invoice Posted",
  calloutActive: true,
  callout: { name: "hook", calloutBaseurl: hook, httpMethod: "POST", ...callout },
  ...fields,
});

const define = (fields: Parameters<typeof aDefinition>[0] = {}) =>
  succeed(server, "POST", PATH, aDefinition(fields));

/** Deleted, so that others are not told as well. */
async function whileDefined(
  fields: Parameters<typeof aDefinition>[0],
  // biome-ignore lint/suspicious/noExplicitAny: a test asserts what is there, which is its point
  work: (definition: any) => Promise<void>,
) {
  const definition = await define(fields);
  await work(definition);
  const { status, text } = await server.call("DELETE", `${PATH}/${definition.id}`);
  assert.deepEqual([status, text], [204, ""]);
}

/** @returns the numbers of its invoices */
async function anOrder(account: Fields = {}): Promise<string[]> {
  const { accountNumber } = await anAccount(server, account);
  const ordered = await subscribe(server, {
    accountNumber,
    plan,
    from: "2024-01-01",
    billThrough: "2024-01-31",
  });
  return ordered.invoiceNumbers;
}

async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await isSo()) return;
    await delay(20);
  }
  assert.fail(`never: ${what}`);
}

async function history(query = "") {
  const path = `/v1/notification-history/callout?includeResponseContent=true${query}`;
  return (await succeed(server, "GET", path)).calloutHistories;
}

describe("callouts", () => {
  test("tell of events in their order, signed, and are in the history", async () => {
    await whileDefined({}, async ({ id, name, callout }) => {
      const numbers: string[] = [];
      for (let count = 0; count < 3; count += 1) numbers.push(...(await anOrder()));
      await until(() => received.length >= 3, "three callouts");
      const told = received.map(({ body, headers }) =>
        new Webhook(callout.signingSecret).verify(body, headers as Record<string, string>),
      ) as { type: string; data: { objectNumber: string; eventNumber: number; amount: number } }[];
      assert.deepEqual(
        told.map(({ data }) => data.objectNumber),
        numbers,
      );
      const [first] = told;
      assert.equal(first?.type, "Invoice Posted");
      assert.equal(first?.data.amount, 30);
      const webhookId = received[0]?.headers["webhook-id"];
      assert.equal(webhookId, `${id}-${first?.data.eventNumber}`);
      await until(async () => (await history()).length >= 3, "three in the history");
      const [latest] = await history("&eventCategory=1110");
      assert.deepEqual(
        { ...latest, createTime: "", eventContext: "" },
        {
          id: latest.id,
          attemptedNum: 1,
          createTime: "",
          eventCategory: 1110,
          eventContext: "",
          eventNumber: told[2]?.data.eventNumber,
          nextAttemptTime: null,
          notification: name,
          requestMethod: "POST",
          requestUrl: hook,
          responseCode: 200,
          responseContent: "as you say",
        },
      );
      assert.equal(latest.eventContext["<Invoice.Number>"], numbers[2]);
    });
  });

  test("have what they are to say of the event in their address and their parameters", async () => {
    const callout = {
      calloutBaseurl: `${hook}/<Account.Number>`,
      calloutParams: { number: "<Invoice.Number>", said: "at <Event.Name>" },
    };
    await whileDefined({ callout }, async () => {
      const [number] = await anOrder();
      await until(() => received.length === 1, "a callout");
      assert.match(received[0]?.url ?? "", /^\/hook\/A\d+$/);
      assert.deepEqual(JSON.parse(received[0]?.body ?? ""), {
        number,
        said: "at Invoice Posted",
      });
    });
  });

  test("that fail are tried again as often as was said, and then are failed", async () => {
    answers = [500, 503, 500];
    const callout = { calloutAttempts: 2, calloutInterval: 1 };
    await whileDefined({ callout }, async () => {
      const [number] = await anOrder();
      await until(async () => (await history("&failedOnly=true")).length === 1, "a failed one");
      const [failed] = await history("&failedOnly=true");
      assert.deepEqual([failed.attemptedNum, failed.responseCode], [1, 500]);
      assert.notEqual(failed.nextAttemptTime, null);
      assert.equal(failed.eventContext["<Invoice.Number>"], number);
      await aMinutePasses();
      await until(() => received.length === 2, "another attempt");
      const ids = received.map(({ headers }) => headers["zuora-notification-id"]);
      assert.equal(ids[0], ids[1]);
      const requests = received.map(({ headers }) => headers["zuora-request-id"]);
      assert.notEqual(requests[0], requests[1]);
      const isGivenUp = async () => {
        const [{ attemptedNum, nextAttemptTime }] = await history("&failedOnly=true");
        return attemptedNum === 2 && nextAttemptTime === null;
      };
      await until(isGivenUp, "given up");
    });
  });

  test("that failed and then did not are no failures any more", async () => {
    answers = [429];
    await whileDefined({ callout: { calloutInterval: 1 } }, async ({ name }) => {
      await anOrder();
      await until(() => received.length === 1, "a callout");
      const isFailed = async () =>
        (await history("&failedOnly=true")).some(
          ({ notification }: { notification: string }) => notification === name,
        );
      await until(isFailed, "a failed one");
      await aMinutePasses();
      await until(async () => !(await isFailed()), "a success");
    });
  });

  test("are made again for a range of events, with the same ids", async () => {
    const start = (await succeed(server, "GET", "/v1/events?limit=1")).lastEventNumber;
    const numbers = [...(await anOrder()), ...(await anOrder())];
    await whileDefined({}, async ({ id }) => {
      await anOrder();
      await until(() => received.length === 1, "what came after");
      const { lastEventNumber } = await succeed(server, "GET", "/v1/events?limit=1");
      const range = { fromEventNumber: start + 1, throughEventNumber: lastEventNumber + 1000 };
      const { status, json } = await server.call("POST", `${PATH}/${id}/replay`, range);
      assert.equal(status, 202);
      assert.equal(json.throughEventNumber, lastEventNumber);
      await until(() => received.length === 4, "all of them");
      const told = received.slice(1).map(({ body }) => JSON.parse(body).data.objectNumber);
      assert.deepEqual(told.slice(0, 2), numbers);
      const ids = received.map(({ headers }) => headers["webhook-id"]);
      assert.equal(ids[3], ids[0]);
    });
  });

  test("tell of nothing that came while they were not active", async () => {
    await whileDefined({ active: false }, async ({ id }) => {
      await anOrder();
      await succeed(server, "PUT", `${PATH}/${id}`, { active: true });
      const [number] = await anOrder();
      await until(() => received.length > 0, "a callout");
      assert.equal(JSON.parse(received[0]?.body ?? "").data.objectNumber, number);
    });
  });

  test("of a standard event tell of that one only", async () => {
    const created = { eventTypeName: undefined, eventCategory: 1210 };
    await whileDefined(created, async ({ eventTypeName, eventCategory }) => {
      assert.deepEqual([eventTypeName, eventCategory], ["Order Action Processed", 1210]);
      await anOrder();
      await until(() => received.length === 1, "a callout");
      const { data } = JSON.parse(received[0]?.body ?? "");
      assert.equal(data.relatedEvent, "Create Subscription");
    });
  });
});

/** What waits for its next attempt waits no longer. */
const aMinutePasses = () =>
  withOwnerConnection(server.ownerUrl, (client) =>
    client.query("update graphile_worker._private_jobs set run_at = now() where run_at > now()"),
  );

describe("a scheduled event", () => {
  const PARAMETERS = {
    _STATUS: { displayName: "Status", valueType: "STRING", options: ["Active"] },
  };
  const year = new Date().getUTCFullYear() + 2;

  /** As the quarter-hourly work of a day of two years hence. */
  const tellOn = (day: string) => {
    const { database, entityId, userId } = server;
    const entity = { entityId, timeZone: "UTC", clockDate: plainDate(day) };
    const caller = { database, entity, userId, requestId: "t", entityChanged: () => undefined };
    return tellOfDates(contextOf(caller, Temporal.Instant.from(`${day}T12:00:00Z`)));
  };

  test("is told as many days from the date as asked, with the values of its parameters", async () => {
    const event = await succeed(server, "POST", "/events/scheduled-events", {
      ...{ name: "TermEnds", displayName: "A term ends", parameters: PARAMETERS },
      ...{ apiObject: "Subscription", apiField: "TermEndDate", hours: 10, minutes: 30 },
      condition: "Subscription.Status == _STATUS",
    });
    const eventTypeName = "TermEnds";
    const missing = aDefinition({ eventTypeName, filterRuleParams: { Days: 2 } });
    assert.match((await server.call("POST", PATH, missing)).text, /_STATUS/);
    const wrong = { _STATUS: "Active", Days: "soon" };
    const refused = await server.call(
      "POST",
      PATH,
      aDefinition({ eventTypeName, filterRuleParams: wrong }),
    );
    assert.match(refused.text, /'filterRuleParams.Days' should be a whole number/);
    const of = async (cancelled: boolean) => {
      const { accountNumber } = await anAccount(server);
      const months = 12 * (year - 2024);
      const made = await subscribe(server, { accountNumber, plan, from: "2024-01-01", months });
      const [subscriptionNumber] = made.subscriptionNumbers;
      const cancel = { accountNumber, subscriptionNumber, on: "EndOfCurrentTerm" };
      if (cancelled) await succeed(server, "POST", "/v1/orders", cancelOrder(cancel));
      return subscriptionNumber;
    };
    const active = await of(false);
    await of(true);
    const filterRuleParams = { _STATUS: "Active", Days: "2", Condition: "Before" };
    await whileDefined({ eventTypeName, filterRuleParams }, async () => {
      assert.deepEqual((await tellOn(`${year - 1}-12-29`)).told, []);
      const { told } = await tellOn(`${year - 1}-12-30`);
      assert.deepEqual(
        told.map(({ relatedEvent, objects }) => [relatedEvent, objects >= 2]),
        [["2 days before TermEndDate", true]],
      );
      assert.deepEqual((await tellOn(`${year - 1}-12-30`)).told, []);
      await tellOn(`${year}-01-01`);
      await until(() => received.length >= 1, "one callout");
      await until(async () => {
        const { lastEventNumber } = await succeed(server, "GET", "/v1/events?after=999999");
        const { rows } = await server.database.pool.query(
          "select 1 from graphile_worker.jobs where task_identifier = 'DeliverCallouts'",
        );
        return lastEventNumber > 0 && rows.length === 0;
      }, "all are told");
      const numbers = received.map(({ body }) => JSON.parse(body).data.objectNumber);
      assert.deepEqual(numbers, [active]);
    });
    const { status } = await server.call("DELETE", `/events/scheduled-events/${event.id}`);
    assert.equal(status, 204);
  });
});

describe("notification definitions", () => {
  test("are read as they were made, but for passwords", async () => {
    const calloutAuth = { username: "ada", password: "secret", preemptive: true };
    const made = await define({
      description: "for Ada",
      active: false,
      callout: { requiredAuth: true, calloutAuth, calloutRetry: false },
    });
    assert.deepEqual(await succeed(server, "GET", `${PATH}/${made.id}`), made);
    assert.deepEqual(await succeed(server, "GET", `/v1/notification-definitions/${made.id}`), made);
    assert.equal(made.description, "for Ada");
    assert.equal(made.callout.calloutRetry, false);
    assert.deepEqual(made.callout.calloutAuth, {
      domain: null,
      username: "ada",
      password: null,
      preemptive: true,
    });
    assert.match(made.callout.signingSecret, /^whsec_/);
    const changed = await succeed(server, "PUT", `${PATH}/${made.id}`, {
      description: null,
      callout: { calloutParams: { a: "<Account.ID>" } },
    });
    assert.equal(changed.description, null);
    assert.equal(changed.name, made.name);
    assert.deepEqual(changed.callout, { ...made.callout, calloutParams: { a: "<Account.ID>" } });
  });

  test("are sent with a token of an OAuth 2.0 provider, which is kept until it is refused", async () => {
    const providers = "/notifications/oauth2-providers";
    const asked = { tokenUrl: hook.replace("/hook", "/token"), clientId: "us", scope: "hooks" };
    const provider = await succeed(server, "POST", providers, {
      ...asked,
      name: "Theirs",
      clientSecret: "between us: 2",
    });
    assert.equal(provider.clientSecret, null);
    assert.deepEqual((await succeed(server, "GET", providers)).data, [provider]);
    const tokened = { requiredOauth2: true, oauth2ProviderId: provider.id };
    await whileDefined({ callout: tokened }, async ({ callout }) => {
      assert.deepEqual([callout.requiredOauth2, callout.oauth2ProviderId], [true, provider.id]);
      await anOrder();
      await until(() => received.length === 2, "a token was asked for, and used");
      const [token, first] = received;
      const basic = Buffer.from("us:between+us%3A+2").toString("base64");
      assert.deepEqual(
        [token?.url, token?.body, token?.headers.authorization, first?.headers.authorization],
        ["/token", "grant_type=client_credentials&scope=hooks", `Basic ${basic}`, "Bearer token-1"],
      );
      answers = [200, 401];
      await anOrder();
      await anOrder();
      await until(() => received.length === 6, "the one that is kept, one refused, another one");
      assert.deepEqual(
        received.slice(2).map(({ url, headers: { authorization } }) => [url, authorization]),
        [
          ["/hook", "Bearer token-1"],
          ["/hook", "Bearer token-1"],
          ["/token", `Basic ${basic}`],
          ["/hook", "Bearer token-2"],
        ],
      );
      const { text } = await server.call("DELETE", `${providers}/${provider.id}`);
      assert.match(text, /ask this provider for their tokens/);
      const gone = { tokenUrl: `${hook.replace("/hook", "")}/none` };
      await succeed(server, "PUT", `${providers}/${provider.id}`, gone);
      await anOrder();
      await until(async () => /Theirs/.test(JSON.stringify(await history())), "no token, and told");
      const { responseContent } = (await history()).find(
        (each: Fields) => each.responseCode === -1,
      );
      assert.match(responseContent, /^The OAuth 2.0 provider 'Theirs' has answered 200, and no/);
      assert.doesNotMatch(JSON.stringify(await history()), /between us|token-\d/);
    });
    const elsewhere = { tokenUrl: "https://elsewhere.example/token" };
    const moved = await server.call("PUT", `${providers}/${provider.id}`, elsewhere);
    assert.match(moved.text, /'clientSecret' may not be null/);
    const unsafe = await server.call("POST", providers, {
      ...asked,
      tokenUrl: "http://example.com/token",
      name: "Unsafe",
      clientSecret: "x",
    });
    assert.match(unsafe.text, /'tokenUrl' must start with 'https:/);
    await server.call("DELETE", `${providers}/${provider.id}`);
    assert.deepEqual((await succeed(server, "GET", providers)).data, []);
  });

  test("send a password only where it was given for", async () => {
    const calloutAuth = { username: "ada", password: "secret", preemptive: true };
    const { id } = await define({ active: false, callout: { requiredAuth: true, calloutAuth } });
    const elsewhere = { calloutBaseurl: "https://elsewhere.example/<Account.Number>" };
    const { json, text } = await server.call("PUT", `${PATH}/${id}`, { callout: elsewhere });
    assert.equal(json.success, false, text);
    assert.match(text, /'callout.calloutAuth' may not be null/);
    assert.equal((await succeed(server, "GET", `${PATH}/${id}`)).callout.calloutBaseurl, hook);
    const path = { calloutBaseurl: `${hook}/<Account.Number>` };
    await succeed(server, "PUT", `${PATH}/${id}`, { callout: path });
    await succeed(server, "PUT", `${PATH}/${id}`, { callout: { ...elsewhere, calloutAuth } });
  });

  test("are listed in pages, by event", async () => {
    const { data: before } = await succeed(server, "GET", PATH);
    const event = { active: false, eventTypeName: "BillRunCompletion" };
    const made = [await define(event), await define(event), await define(event)];
    const query = "eventTypeName=Bill%20Run%20Completion&limit=2";
    const first = await succeed(server, "GET", `${PATH}?${query}`);
    assert.deepEqual(first.data, made.slice(0, 2));
    const second = await succeed(server, "GET", `/notifications${first.next}`);
    assert.deepEqual(second, { data: made.slice(2) });
    const all = await succeed(server, "GET", `${PATH}?limit=100`);
    assert.equal(all.data.length, before.length + 3);
  });

  test("are refused with what they could not do", async () => {
    const taken = (await define({ active: false })).name;
    const refusals: [Fields, RegExp][] = [
      [aDefinition({ name: taken }), /already in use/],
      [aDefinition({ eventTypeName: undefined }), /'eventTypeName' may not be null/],
      [aDefinition({ eventTypeName: "Birthday" }), /no event 'Birthday'/],
      [aDefinition({ eventCategory: 1110 }), /not both/],
      [aDefinition({ eventTypeName: undefined, eventCategory: 2130 }), /not supported/],
      [aDefinition({ emailActive: true }), /'emailTemplateId' may not be null/],
      [aDefinition({ communicationProfileId: "x" }), /Cannot find entity by key: 'x'/],
      [aDefinition({ associatedAccount: "ParentAccount.Id" }), /associatedAccount/],
      [{ ...aDefinition(), callout: undefined }, /'callout' may not be null/],
      [
        aDefinition({ callout: { requiredOauth2: true } }),
        /'callout.oauth2ProviderId' may not be null/,
      ],
      [aDefinition({ callout: { requiredAuth: true } }), /'callout.calloutAuth' may not be null/],
      [aDefinition({ callout: { calloutBaseurl: "http://example.com/" } }), /https/],
      [aDefinition({ callout: { calloutBaseurl: "ftp://example.com/" } }), /https/],
      [aDefinition({ callout: { calloutBaseurl: "https://<Account.Name>/" } }), /https/],
      [aDefinition({ callout: { calloutBaseurl: "https://a@b/" } }), /https/],
      [aDefinition({ callout: { calloutParams: { a: "<Dog.Name>" } } }), /'<Dog.Name>'/],
      [aDefinition({ callout: { calloutAttempts: 6 } }), /less than or equal to 5/],
      [aDefinition({ callout: { httpMethod: "BREW" } }), /httpMethod/],
    ];
    const count = async () => (await succeed(server, "GET", `${PATH}?limit=100`)).data.length;
    const before = await count();
    for (const [body, message] of refusals) {
      const { json, text } = await server.call("POST", PATH, body);
      assert.equal(json.success, false, text);
      assert.match(text, message);
    }
    assert.equal(await count(), before);
  });

  test("are not replayed where there is nothing to replay", async () => {
    const { id } = await define({ active: false });
    const replay = (body: Fields) => server.call("POST", `${PATH}/${id}/replay`, body);
    assert.match((await replay({ fromEventNumber: 1 })).text, /makes no callouts and no e-mails/);
    await succeed(server, "PUT", `${PATH}/${id}`, { active: true });
    assert.match((await replay({ fromEventNumber: 999_999 })).text, /There is no event/);
    await succeed(server, "PUT", `${PATH}/${id}`, { active: false });
    const unknown = await server.call("GET", `${PATH}/${"0".repeat(32)}`);
    assert.equal(unknown.json.success, false);
    const notThere = await server.call("DELETE", `${PATH}/${"0".repeat(32)}`);
    assert.equal(notThere.json.success, false);
  });

  test("have a history that is asked for by moments that exist", async () => {
    const far = await history("&startTime=2099-01-01T00:00:00");
    assert.deepEqual(far, []);
    const past = await history("&endTime=2000-01-01T00:00:00Z");
    assert.deepEqual(past, []);
    for (const moment of ["yesterday", "2024-02-30T00:00:00"]) {
      const path = `/v1/notification-history/callout?startTime=${moment}`;
      assert.equal((await server.call("GET", path)).json.success, false);
    }
  });
});

describe("the history", () => {
  test("of an account is deleted, of others it stays", async () => {
    await whileDefined({}, async () => {
      const [own, other] = [await anAccount(server), await anAccount(server)];
      for (const { accountNumber } of [own, other]) {
        const order = { accountNumber, plan, from: "2024-01-01", billThrough: "2024-01-31" };
        await subscribe(server, order);
      }
      type Told = { eventContext: Record<string, string> };
      const toldOf = async ({ accountNumber }: { accountNumber: string }) =>
        (await history("&pageSize=40")).filter(
          ({ eventContext }: Told) => eventContext["<Account.Number>"] === accountNumber,
        ).length;
      await until(async () => (await toldOf(other)) === 1, "in the history");
      assert.equal(await toldOf(own), 1);
      const path = "/notifications/history";
      const deleted = await server.call("DELETE", `${path}?accountId=${own.accountId}`);
      assert.equal(deleted.status, 202);
      assert.deepEqual([deleted.json.accountId, deleted.json.status], [own.accountId, "FINISHED"]);
      const task = `${path}/tasks/${deleted.json.id}`;
      assert.deepEqual(await succeed(server, "GET", task), deleted.json);
      assert.deepEqual([await toldOf(own), await toldOf(other)], [0, 1]);
      assert.equal((await server.call("GET", `${path}/tasks/${own.accountId}`)).status, 404);
      const unknown = await server.call("DELETE", `${path}?accountId=A-none`);
      assert.match(unknown.text, /Cannot find/);
    });
  });
});

describe("communication profiles", () => {
  const PROFILES = "/settings/communication-profiles";
  const aProfile = (name: string, fields: Fields = {}) =>
    succeed(server, "POST", PROFILES, { name, ...fields });
  /** Numbers of invoices that the receiver was told of. */
  const told = () => received.map(({ body }) => JSON.parse(body).data.objectNumber);

  test("are read and changed; one of them is the default", async () => {
    const [standard] = await succeed(server, "GET", PROFILES);
    assert.deepEqual(
      { ...standard, id: "" },
      {
        id: "",
        name: "Default Profile",
        number: "CP-00000001",
        locale: "default",
        description: "Default communication profile",
        isDefault: true,
        muted: false,
      },
    );
    const made = await aProfile("Region", { number: "region001", locale: "en_US" });
    assert.deepEqual(made, {
      id: made.id,
      name: "Region",
      number: "region001",
      locale: "en_US",
      description: null,
      isDefault: false,
      muted: false,
    });
    assert.equal((await aProfile("Next")).number, "CP-00000002");
    const { accountId } = await anAccount(server, { profileNumber: "region001" });
    const changed = { ...made, number: "region012", description: "theirs" };
    const { id: _, isDefault: __, ...change } = changed;
    assert.deepEqual(await succeed(server, "PUT", `${PROFILES}/region001`, change), changed);
    assert.deepEqual(await succeed(server, "GET", `${PROFILES}/region012`), changed);
    const { basicInfo } = await succeed(server, "GET", `/v1/accounts/${accountId}`);
    assert.deepEqual(
      [basicInfo.communicationProfileId, basicInfo.profileNumber],
      [made.id, "region012"],
    );
    const read = await succeed(server, "GET", `/v1/object/communication-profile/${made.id}`);
    assert.deepEqual([read.ProfileName, read.IsDefault, read.Muted], ["Region", false, false]);
    const { records } = await succeed(server, "POST", "/v1/action/query", {
      queryString: "select Id, ProfileName from CommunicationProfile where IsDefault = true",
    });
    assert.deepEqual(records, [{ Id: standard.id, ProfileName: "Default Profile" }]);
    const twice = await server.call("POST", PROFILES, { name: "Again", number: "region012" });
    assert.match(twice.text, /already in use/);
    const unknown = await server.call("GET", `${PROFILES}/region001`);
    assert.match(unknown.text, /Cannot find/);
  });

  test("of an account are named by id or number, which are of one; else the default", async () => {
    const [standard] = await succeed(server, "GET", PROFILES);
    const own = await aProfile("Own");
    const of = async (fields: Fields) => {
      const { accountId } = await anAccount(server, fields);
      const { basicInfo } = await succeed(server, "GET", `/v1/accounts/${accountId}`);
      return { accountId, profile: [basicInfo.communicationProfileId, basicInfo.profileNumber] };
    };
    assert.deepEqual((await of({})).profile, [standard.id, standard.number]);
    const both = { communicationProfileId: own.id, profileNumber: own.number };
    const { accountId, profile } = await of(both);
    assert.deepEqual(profile, [own.id, own.number]);
    const path = `/v1/accounts/${accountId}`;
    await succeed(server, "PUT", path, { profileNumber: standard.number });
    const { basicInfo } = await succeed(server, "GET", path);
    assert.equal(basicInfo.communicationProfileId, standard.id);
    const two = { communicationProfileId: own.id, profileNumber: standard.number };
    assert.match((await server.call("PUT", path, two)).text, /of two profiles/);
    const none = { profileNumber: "CP-none" };
    assert.match((await server.call("PUT", path, none)).text, /Cannot find/);
  });

  test("decide for which accounts a definition is told; one that is muted is told nothing", async () => {
    const [standard] = await succeed(server, "GET", PROFILES);
    const [enterprise, quiet] = [await aProfile("Enterprise"), await aProfile("Quiet")];
    const communicationProfileIds = [enterprise.id, quiet.id];
    const name = "of two profiles";
    await whileDefined({ name, communicationProfileIds }, async (definition) => {
      assert.equal(definition.communicationProfileId, enterprise.id);
      assert.deepEqual(definition.communicationProfileIds, communicationProfileIds);
      const same = await server.call("POST", PATH, {
        ...aDefinition({ communicationProfileId: quiet.id }),
        name,
      });
      assert.match(same.text, /already in use/);
      await whileDefined({ name, active: false }, async ({ communicationProfileId }) => {
        assert.equal(communicationProfileId, standard.id);
        const { data } = await succeed(server, "GET", `${PATH}?profileId=${quiet.id}`);
        assert.deepEqual(
          data.map(({ id }: { id: string }) => id),
          [definition.id],
        );
      });
      await anOrder();
      const first = await anOrder({ communicationProfileId: enterprise.id });
      const second = await anOrder({ profileNumber: quiet.number });
      await until(() => received.length >= 2, "two callouts");
      assert.deepEqual(told(), [...first, ...second]);
      await succeed(server, "PUT", `${PROFILES}/${quiet.id}`, { muted: true });
      await anOrder({ profileNumber: quiet.number });
      const third = await anOrder({ communicationProfileId: enterprise.id });
      await until(() => received.length >= 3, "three callouts");
      assert.deepEqual(told(), [...first, ...second, ...third]);
      const onlyStandard = { communicationProfileId: standard.id, associatedAccount: "Account.Id" };
      const changed = await succeed(server, "PUT", `${PATH}/${definition.id}`, onlyStandard);
      assert.deepEqual(changed.communicationProfileIds, [standard.id]);
      assert.equal(changed.associatedAccount, "Account.Id");
      await anOrder({ communicationProfileId: enterprise.id });
      const fourth = await anOrder();
      await until(() => received.length >= 4, "four callouts");
      assert.deepEqual(told().slice(3), fourth);
    });
  });
});

describe("callout templates", () => {
  const TEMPLATES = "/notifications/callout-templates";
  let made = 0;
  const aTemplate = (fields: Fields = {}) => ({
    name: `Template ${++made}`,
    eventTypeName: "Invoice Posted",
    calloutBaseurl: hook,
    httpMethod: "POST",
    ...fields,
  });
  const create = (fields: Fields = {}) => succeed(server, "POST", TEMPLATES, aTemplate(fields));
  const byTemplates = (ids: string[], fields: Fields = {}) => ({
    name: `By templates ${++made}`,
    eventTypeName: "Invoice Posted",
    calloutActive: true,
    calloutTemplateIds: ids,
    ...fields,
  });

  test("are made, read, changed, imported and deleted", async () => {
    const template = await create({ calloutRetry: false, description: "x" });
    assert.deepEqual(
      { ...template, id: "", createdBy: "", createdOn: "", updatedBy: "", updatedOn: "" },
      {
        id: "",
        createdBy: "",
        createdOn: "",
        updatedBy: "",
        updatedOn: "",
        eventTypeName: "Invoice Posted",
        eventTypeNamespace: template.eventTypeNamespace,
        eventCategory: 1110,
        name: "Template 1",
        description: "x",
        active: true,
        calloutBaseurl: hook,
        calloutParams: null,
        calloutHeaders: null,
        httpMethod: "POST",
        requiredAuth: false,
        calloutAuth: null,
        requiredOauth2: false,
        oauth2ProviderId: null,
        calloutRetry: false,
        contentType: "APPLICATION_JSON",
        useCustomRequestBody: false,
        customRequestBody: null,
        certificate: null,
        hmacKey: null,
        hmacValue: null,
        hmacData: null,
        hmacAlgorithm: null,
        hmacSecret: null,
        hmacOutputFormat: null,
      },
    );
    const path = `${TEMPLATES}/${template.id}`;
    const changed = await succeed(server, "PUT", path, { httpMethod: "PUT", active: false });
    assert.deepEqual(
      [changed.httpMethod, changed.active, changed.description],
      ["PUT", false, "x"],
    );
    assert.deepEqual(await succeed(server, "GET", path), changed);
    const some = await succeed(server, "POST", `${TEMPLATES}/import`, {
      allowPartialSuccess: true,
      calloutTemplates: [
        { id: template.id, ...aTemplate({ name: "Imported" }) },
        aTemplate({ name: "Imported" }),
      ],
    });
    assert.equal(some.reasons.length, 1);
    assert.match(some.reasons[0].message, /already in use/);
    const { data } = await succeed(server, "GET", `${TEMPLATES}?name=Imported`);
    assert.deepEqual(
      data.map(({ id }: { id: string }) => id),
      [template.id],
    );
    const user = await succeed(server, "POST", PATH, byTemplates([template.id], { active: false }));
    assert.deepEqual([user.calloutTemplateIds, user.callout], [[template.id], null]);
    assert.match((await server.call("DELETE", path)).text, /calls by the template/);
    const { callout } = aDefinition();
    const own = await succeed(server, "PUT", `${PATH}/${user.id}`, { callout });
    assert.deepEqual([own.calloutTemplateIds, own.callout.name], [[], "hook"]);
    assert.equal((await server.call("DELETE", path)).status, 204);
    assert.equal((await server.call("GET", path)).status, 404);
    await server.call("DELETE", `${PATH}/${user.id}`);
  });

  test("fill in merge fields of the object, and each of several is called", async () => {
    const body =
      '{"invoice": "{{Invoice.InvoiceNumber}}", "total": {{Invoice.Amount}}, "of": "{{Invoice.Account.Name}}"}';
    const first = await create({
      calloutBaseurl: `${hook}/{{DataSource.Account.AccountNumber}}?n=<Invoice.Number>`,
      calloutHeaders: { "X-Total": "{{Invoice.Amount}}" },
      useCustomRequestBody: true,
      customRequestBody: body,
    });
    const second = await create({ calloutParams: { number: "{{Invoice.InvoiceNumber}}" } });
    const asleep = await create({ active: false });
    const ids = [first.id, second.id, asleep.id];
    const definition = await succeed(server, "POST", PATH, byTemplates(ids));
    const name = 'Quo"te & Co';
    const { accountNumber } = await anAccount(server, { name });
    const order = { accountNumber, plan, from: "2024-01-01", billThrough: "2024-01-31" };
    const [number] = (await subscribe(server, order)).invoiceNumbers;
    await until(() => received.length >= 2, "two callouts");
    const [one, other] = received;
    assert.equal(one?.url, `/hook/${accountNumber}?n=${number}`);
    assert.deepEqual(JSON.parse(one?.body ?? ""), { invoice: number, total: 30, of: name });
    assert.equal(one?.headers["x-total"], "30.00");
    assert.deepEqual(JSON.parse(other?.body ?? ""), { number });
    const told = await succeed(server, "GET", "/v1/events?limit=1000&type=Invoice%20Posted");
    const { eventNumber } = told.events.at(-1);
    assert.deepEqual(
      received.map(({ headers }) => headers["webhook-id"]),
      [first, second].map(({ id }) => `${definition.id}-${eventNumber}-${id}`),
    );
    const range = { fromEventNumber: eventNumber };
    await server.call("POST", `${PATH}/${definition.id}/replay`, range);
    await until(() => received.length >= 4, "two more");
    assert.equal(received[2]?.body, one?.body);
    await server.call("DELETE", `${PATH}/${definition.id}`);
  });

  test("sign by HMAC, and what failed is made again by its template", async () => {
    const template = await create({
      hmacKey: "X-Signature",
      hmacValue: "sha256={{Request.HMAC.Signed}} by <Tenant.Name>",
      hmacData: "{{Request.Headers.Date}}.{{Request.Body}}",
      hmacAlgorithm: "SHA-256",
      hmacSecret: "whispered",
      hmacOutputFormat: "HEX",
    });
    assert.deepEqual([template.hmacSecret, template.hmacKey], [null, "X-Signature"]);
    const definition = await succeed(server, "POST", PATH, byTemplates([template.id]));
    answers = [500];
    await anOrder();
    await until(() => received.length >= 1, "a callout");
    const isSigned = (told: Received | undefined) => {
      const { date = "", "x-signature": signature = "" } = told?.headers ?? {};
      const signed = createHmac("sha256", "whispered")
        .update(`${date}.${told?.body}`)
        .digest("hex");
      assert.match(String(signature), new RegExp(`^sha256=${signed} by .+`));
    };
    isSigned(received[0]);
    await until(async () => (await history()).length > 0, "in the history");
    const [latest] = await history();
    assert.equal(latest.responseCode, 500);
    await server.call("POST", "/notifications/callout-histories/resend", [latest.id]);
    await until(() => received.length >= 2, "the callout again");
    isSigned(received[1]);
    assert.equal(received[1]?.headers["webhook-id"], received[0]?.headers["webhook-id"]);
    await server.call("DELETE", `${PATH}/${definition.id}`);
  });

  test("are refused with what they could not do", async () => {
    const taken = await create();
    const hmac = { hmacKey: "X", hmacValue: "v", hmacData: "d", hmacAlgorithm: "MD5" };
    const refusals: [Fields, RegExp][] = [
      [aTemplate({ name: taken.name }), /already in use/],
      [aTemplate({ eventTypeName: "Birthday" }), /no event 'Birthday'/],
      [aTemplate({ calloutBaseurl: "http://example.com/" }), /https/],
      [aTemplate({ calloutBaseurl: "https://{{Account.Name}}/" }), /https/],
      [aTemplate({ calloutBaseurl: `${hook}/{{Dog.Name}}` }), /Dog.Name/],
      [aTemplate({ calloutHeaders: { "Content-Length": "1" } }), /Content-Length/],
      [aTemplate({ requiredAuth: true }), /calloutAuth/],
      [aTemplate({ useCustomRequestBody: true }), /customRequestBody/],
      [aTemplate({ useCustomRequestBody: true, customRequestBody: "{" }), /JSON object/],
      [aTemplate({ ...hmac }), /hmacSecret/],
      [aTemplate({ certificate: "x" }), /certificate/],
      [aTemplate({ requiredOauth2: true }), /oauth2ProviderId/],
    ];
    for (const [body, message] of refusals) {
      const { json, text } = await server.call("POST", TEMPLATES, body);
      assert.equal(json.success, false, text);
      assert.match(text, message);
    }
    const other = await create({ eventTypeName: "Payment Processed" });
    const unsaid: [Fields, RegExp][] = [
      [byTemplates(["x"]), /Cannot find/],
      [byTemplates([other.id]), /is of the event 'Payment Processed'/],
      [{ ...aDefinition(), calloutTemplateIds: [taken.id] }, /cannot both be given/],
    ];
    for (const [body, message] of unsaid) {
      assert.match((await server.call("POST", PATH, body)).text, message);
    }
  });
});
