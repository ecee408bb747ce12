/** Who signs in by an OpenID provider, and how nobody else does: decision 0830. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createServer, type ServerOptions } from "#http/server.ts";
import type { OpenIdConfig } from "#operations/sign-in-with-open-id.ts";
import { succeed } from "#test/support/company.ts";
import { type StandInProvider, startOpenIdProvider } from "#test/support/open-id-provider.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

const BASE = "http://billing.example";
const ADA = "ada@billing.example";
const ANONYMOUS = { authorization: "" };

let provider: StandInProvider;
let server: TestServer;
before(async () => {
  provider = await startOpenIdProvider();
  provider.serve(BASE);
  server = await startTestServer([], signingIn());
  await aUser(ADA);
  provider.people.set("ada", { email: ADA, email_verified: true });
});
const closing: { close(): Promise<unknown> }[] = [];
after(async () => {
  for (const each of closing) await each.close();
  await server.close();
  await provider.close();
});

const signingIn = (rules: Partial<OpenIdConfig["rules"]> = {}) => ({
  publicUrl: new URL(BASE),
  openId: {
    provider: provider.settings,
    rules: { userNameClaim: "email", ...rules },
    label: "Sign in with the provider",
  },
});

const aUser = (userName: string, more = {}) =>
  succeed(server, "POST", "/v1/users", { userName, roles: ["Billing Standard User"], ...more });

type Browser = { readonly address: string; readonly cookie: string };

/** Told to go to the provider. */
async function begin(
  next = "/invoices?owing=true",
  at: Pick<TestServer, "call"> = server,
): Promise<Browser> {
  const path = `/sign-in/openid?next=${encodeURIComponent(next)}`;
  const { status, headers } = await at.call("GET", path, undefined, ANONYMOUS);
  assert.equal(status, 303);
  const cookie = String(headers["set-cookie"]).replace(/;.*/, "");
  return { address: String(headers.location), cookie };
}

const comeBack = (
  { pathname, search }: URL,
  cookie: string,
  at: Pick<TestServer, "call"> = server,
) => at.call("GET", pathname + search, undefined, { ...ANONYMOUS, cookie });

/** All of it; where the browser is in the end, and its session. */
async function signIn(name: string, next?: string, at: Pick<TestServer, "call"> = server) {
  const { address, cookie } = await begin(next, at);
  const { status, headers } = await comeBack(await provider.signIn(address, name), cookie, at);
  assert.equal(status, 303);
  return { location: headers.location, ...sessionIn(headers["set-cookie"]) };
}

function sessionIn(cookies: unknown) {
  const session = [cookies].flat().find((each) => String(each).startsWith("QuittanceSession="));
  return { session: session === undefined ? undefined : String(session) };
}

const who = (session: string | undefined, at: Pick<TestServer, "call"> = server) =>
  at.call("GET", "/v1/sessions/current", undefined, {
    ...ANONYMOUS,
    cookie: String(session).replace(/;.*/, ""),
  });

describe("signing in by OpenID", () => {
  test("lets in the user for whom the provider vouches, to where he wanted to go", async () => {
    const { location, session } = await signIn("ada");
    assert.equal(location, "/invoices?owing=true");
    assert.match(
      session ?? "",
      /^QuittanceSession=[0-9a-f]{64}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    );
    const { json } = await who(session);
    assert.deepEqual([json.userName, json.roles], [ADA, ["Billing Standard User"]]);
  });

  test("asks with PKCE, state and nonce, and keeps them where only it can read them", async () => {
    const { address, cookie } = await begin();
    const asked = new URL(address).searchParams;
    assert.equal(asked.get("code_challenge_method"), "S256");
    assert.equal(asked.get("redirect_uri"), `${BASE}/sign-in/openid/callback`);
    for (const name of ["state", "nonce", "code_challenge"]) {
      const value = asked.get(name) ?? "";
      assert.ok(value.length >= 43, name);
      assert.equal(cookie.includes(value), false);
    }
    const { headers } = await server.call("GET", "/sign-in/openid", undefined, ANONYMOUS);
    assert.match(String(headers["set-cookie"]), /; Max-Age=600; HttpOnly; SameSite=Lax$/);
    assert.equal(headers["cache-control"], "no-store");
  });

  test("is offered by name where it is configured, and is not there where it is not", async () => {
    const { json } = await server.call("GET", "/v1/sessions/ways", undefined, ANONYMOUS);
    assert.deepEqual(json, {
      success: true,
      password: true,
      openId: { label: "Sign in with the provider", address: "/sign-in/openid" },
    });
  });

  test("signs out at the provider as well", async () => {
    const { session } = await signIn("ada");
    const { json } = await who(session);
    const cookie = String(session).replace(/;.*/, "");
    const headers = { ...ANONYMOUS, cookie, "x-csrf-token": json.csrfToken };
    const out = await server.call("DELETE", "/v1/sessions/current", undefined, headers);
    const address = new URL(out.json.signOutAddress);
    assert.equal(address.origin, provider.settings.issuer.origin);
    assert.equal(address.searchParams.get("post_logout_redirect_uri"), `${BASE}/sign-in`);
    assert.equal((await fetch(address)).status, 200);
    assert.equal((await who(session)).status, 401);
  });
});

describe("nobody is let in by OpenID", () => {
  const refusals: readonly [title: string, claims: object, user?: object][] = [
    ["who is no user", { email: "nobody@billing.example", email_verified: true }],
    [
      "who is not active",
      { email: "gone@billing.example", email_verified: true },
      { status: "Inactive" },
    ],
    ["whose address the provider has not verified", { email: ADA, email_verified: false }],
    ["of whose address it says nothing", { email: ADA }],
    ["who has no address", { email_verified: true }],
    ["whose address is a list", { email: [ADA], email_verified: true }],
  ];
  for (const [title, claims, user] of refusals) {
    test(`${title}, and all are told the same`, async () => {
      if (user && "email" in claims) await aUser(String(claims.email), user);
      provider.people.set("somebody", { ...claims });
      const { location, session } = await signIn("somebody", "/");
      assert.equal(location, "/sign-in?problem=not-allowed");
      assert.equal(session, undefined);
    });
  }

  const swaps = [
    ["state", "lost"],
    ["nonce", "failed"],
    ["code_challenge", "expired"],
  ] as const;
  for (const [parameter, problem] of swaps) {
    test(`whose ${parameter} is not the one that was asked with`, async () => {
      const { address, cookie } = await begin("/");
      const changed = new URL(address);
      changed.searchParams.set(parameter, "a".repeat(43));
      const back = await provider.signIn(changed.href, "ada");
      const { headers } = await comeBack(back, cookie);
      assert.equal(headers.location, `/sign-in?problem=${problem}`);
      assert.equal(sessionIn(headers["set-cookie"]).session, undefined);
    });
  }

  test("whose browser has not asked, as when somebody sends him his own code", async () => {
    const { address } = await begin();
    const back = await provider.signIn(address, "ada");
    for (const cookie of ["", "QuittanceSignIn=AAAA", (await begin()).cookie]) {
      const { headers } = await comeBack(back, cookie);
      assert.equal(headers.location, "/sign-in?problem=lost");
    }
  });

  test("whose code was used before", async () => {
    const { address, cookie } = await begin("/");
    const back = await provider.signIn(address, "ada");
    const first = await comeBack(back, cookie);
    assert.equal(first.headers.location, "/");
    const again = await comeBack(back, cookie);
    assert.equal(again.headers.location, "/sign-in?problem=expired");
  });

  test("who has changed his mind there", async () => {
    const { address, cookie } = await begin("/accounts");
    const state = new URL(address).searchParams.get("state") ?? "";
    const { origin: iss } = provider.settings.issuer;
    const search = new URLSearchParams({ error: "access_denied", state, iss });
    const back = new URL(`${BASE}/sign-in/openid/callback?${search}`);
    const { headers } = await comeBack(back, cookie);
    assert.equal(headers.location, "/sign-in?problem=denied&next=%2Faccounts");
  });

  test("who is vouched for by another provider", async () => {
    const { address, cookie } = await begin("/");
    const back = await provider.signIn(address, "ada");
    back.searchParams.set("iss", "https://elsewhere.example");
    const { headers } = await comeBack(back, cookie);
    assert.equal(headers.location, "/sign-in?problem=failed");
  });

  test("and nobody is sent to another host", async () => {
    assert.equal((await signIn("ada", "//elsewhere.example/")).location, "/");
  });

  test("while the provider does not answer, which costs nobody his patience", async () => {
    const issuer = new URL("http://127.0.0.1:9");
    const { openId } = signingIn();
    const away = { ...openId, provider: { ...openId.provider, issuer } };
    const at = await serverWith({ ...signingIn(), openId: away });
    const path = "/sign-in/openid?next=/invoices";
    const { headers } = await at.call("GET", path, undefined, ANONYMOUS);
    assert.equal(headers.location, "/sign-in?problem=unreachable&next=%2Finvoices");
  });
});

describe("by what whoever runs the server has configured", () => {
  const ROLES = {
    rolesClaim: "groups",
    roles: [
      ["clerks", "Billing Standard User"],
      ["readers", "Reporting Standard User"],
    ],
  } as const;

  test("who signs in has the roles that the provider says, and none without one", async () => {
    const at = await serverWith(signingIn(ROLES));
    const enter = async (groups: unknown) => {
      provider.people.set("ada", { email: ADA, email_verified: true, groups });
      const { location, session } = await signIn("ada", "/", at);
      return session === undefined ? location : (await who(session)).json.roles;
    };
    assert.deepEqual(await enter(["readers", "others"]), ["Reporting Standard User"]);
    assert.deepEqual(await enter("clerks"), ["Billing Standard User"]);
    for (const groups of [["others"], [], undefined, { clerks: true }]) {
      assert.equal(await enter(groups), "/sign-in?problem=not-allowed");
    }
    const { json } = await server.call("GET", `/v1/users/${ADA}`);
    assert.deepEqual(json.roles, ["Billing Standard User"]);
  });

  test("the last administrator stays one, and a role that is not there lets nobody in", async () => {
    const { users } = await succeed(server, "GET", "/v1/users");
    const boss = users.find(({ roles }: { roles: string[] }) => roles.includes("Administrator"));
    const at = await serverWith(signingIn({ ...ROLES, userNameClaim: "sub" }));
    provider.people.set(boss.userName, { groups: ["readers"] });
    assert.equal((await signIn(boss.userName, "/", at)).location, "/sign-in?problem=not-allowed");
    const wrong = { rolesClaim: "groups", roles: [["readers", "No such role"]] } as const;
    const other = await serverWith(signingIn({ ...wrong, userNameClaim: "sub" }));
    provider.people.set(ADA, { groups: ["readers"] });
    assert.equal((await signIn(ADA, "/", other)).location, "/sign-in?problem=not-allowed");
  });

  test("who is new becomes a user, once and in the entity that is named", async () => {
    const userName = "new@billing.example";
    provider.people.set("new", { email: userName, email_verified: true });
    assert.equal((await signIn("new", "/")).location, "/sign-in?problem=not-allowed");
    const newUsers = { entity: server.entityId, role: "Reporting Standard User" };
    const at = await serverWith(signingIn({ newUsers }));
    const [first, second] = [await signIn("new", "/", at), await signIn("new", "/", at)];
    const [one, two] = [await who(first.session), await who(second.session)];
    assert.deepEqual(one.json.roles, ["Reporting Standard User"]);
    assert.equal(one.json.userId, two.json.userId);
    const nowhere = { newUsers: { entity: "no such entity", role: "Administrator" } };
    const lost = await serverWith(signingIn(nowhere));
    provider.people.set("newer", { email: "newer@billing.example", email_verified: true });
    assert.equal((await signIn("newer", "/", lost)).location, "/sign-in?problem=not-allowed");
  });

  test("passwords let nobody in where they are switched off", async () => {
    const at = await serverWith({ ...signingIn(), passwordSignIn: false });
    const given = { userName: ADA, password: "correct horse battery" };
    await succeed(server, "POST", `/v1/users/${ADA}/password`, { password: given.password });
    assert.equal((await server.call("POST", "/v1/sessions", given, ANONYMOUS)).status, 200);
    const { status, json } = await at.call("POST", "/v1/sessions", given, ANONYMOUS);
    assert.equal(status, 403, JSON.stringify(json));
    assert.equal(
      (await at.call("GET", "/v1/sessions/ways", undefined, ANONYMOUS)).json.password,
      false,
    );
  });

  test("over https its cookies are for https alone", async () => {
    const at = await serverWith({ ...signingIn(), isLoopback: false });
    const { headers } = await at.call("GET", "/sign-in/openid", undefined, ANONYMOUS);
    assert.match(
      String(headers["set-cookie"]),
      /^__Host-QuittanceSignIn=\S+; Path=\/; Max-Age=600; Secure; HttpOnly; SameSite=Lax$/,
    );
  });
});

/** Another process of the same company, which is configured otherwise. */
async function serverWith(options: Partial<ServerOptions>): Promise<Pick<TestServer, "call">> {
  const { database } = server;
  const app = await createServer({ database, logLevel: "silent", isLoopback: true, ...options });
  closing.push(app);
  return {
    async call(method, url, body, headers = {}) {
      const [payload, type] = [body as object, { "content-type": "application/json" }];
      const answer = await app.inject({
        ...{ method: method as "GET", url, headers: { ...type, ...headers } },
        ...(body !== undefined && { payload }),
      });
      const json = answer.payload.startsWith("{") ? answer.json() : undefined;
      const answered = answer.headers as Record<string, string | undefined>;
      return { status: answer.statusCode, headers: answered, json, text: answer.payload };
    },
  };
}
