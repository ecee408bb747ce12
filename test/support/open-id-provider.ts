/** A real OpenID provider in this process, whose page asks for a name and believes it. */
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import Provider from "oidc-provider";
import type { OpenIdConfig } from "#operations/sign-in-with-open-id.ts";

export type StandInProvider = {
  /** For `startTestServer`. */
  readonly settings: OpenIdConfig["provider"];
  /** Who there is, and what is told of him. */
  readonly people: Map<string, Readonly<Record<string, unknown>>>;
  /** Goes where a browser is sent, signs in there, and returns the address that it is sent back to. */
  signIn(address: string, name: string): Promise<URL>;
  /** Begins to answer. Browsers are sent back to a server at this address, and nowhere else. */
  serve(base: string): void;
  close(): Promise<void>;
};

export async function startOpenIdProvider(): Promise<StandInProvider> {
  const people = new Map<string, Readonly<Record<string, unknown>>>();
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [clientId, clientSecret] = ["quittance", `${randomUUID()} +&`];
  const serve = (base: string) => {
    const client = {
      client_id: clientId,
      client_secret: clientSecret,
      id_token_signed_response_alg: "ES256",
      redirect_uris: [`${base}/sign-in/openid/callback`],
      post_logout_redirect_uris: [`${base}/sign-in`],
    };
    server.on("request", answererOf(issuer, client, people));
  };
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  const scopes = "openid email groups";
  const settings = { issuer: new URL(issuer), clientId, clientSecret, scopes };
  return { settings, people, signIn: (address, name) => walk(issuer, address, name), serve, close };
}

function answererOf(issuer: string, client: object, people: StandInProvider["people"]) {
  const provider = new Provider(issuer, {
    ...CONFIGURATION,
    clients: [client],
    findAccount: (_: unknown, name: string) =>
      people.has(name)
        ? { accountId: name, claims: () => ({ sub: name, ...people.get(name) }) }
        : undefined,
    // Nobody is asked what a client may know of him.
    loadExistingGrant: (context: Consenting) => grantAll(provider, context),
  });
  const answer = provider.callback();
  return (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith("/interaction/")) void interact(provider, request, response);
    else answer(request, response);
  };
}

const CONFIGURATION = {
  jwks: {
    keys: [
      {
        ...generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" }),
        kid: "test",
        use: "sig",
      },
    ],
  },
  cookies: { keys: [randomUUID()] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], groups: ["groups"] },
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
  interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
  ttl: {
    ...{ AccessToken: 60, AuthorizationCode: 60, IdToken: 60 },
    ...{ Grant: 60, Interaction: 60, Session: 60 },
  },
};

type Consenting = {
  readonly oidc: {
    readonly client: { readonly clientId: string };
    readonly session: { readonly accountId: string };
  };
};

async function grantAll(provider: Provider, { oidc: { client, session } }: Consenting) {
  const { clientId } = client;
  const grant = new provider.Grant({ clientId, accountId: session.accountId });
  grant.addOIDCScope("openid email groups");
  await grant.save();
  return grant;
}

async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse) {
  if (request.method === "POST") {
    const accountId = new URLSearchParams(await text(request)).get("name") ?? "";
    return provider.interactionFinished(request, response, { login: { accountId } });
  }
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end(PAGE);
}

const PAGE = `<!doctype html><html lang="en"><title>Provider</title><h1>Who are you?</h1>
<form method="post"><label>Name <input name="name"></label><button>Go on</button></form></html>`;

/** What a browser does: it keeps cookies and follows until it leaves the provider. */
async function walk(issuer: string, first: string, name: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let address = new URL(first);
  let body: URLSearchParams | undefined;
  for (let step = 0; step < 10; step += 1) {
    const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
    const method = body ? "POST" : "GET";
    const init = {
      method,
      headers: { cookie },
      redirect: "manual",
      ...(body && { body }),
    } as const;
    const answer = await fetch(address, init);
    for (const set of answer.headers.getSetCookie()) {
      const [, key = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(key, value);
    }
    const location = answer.headers.get("location");
    const page = await answer.text();
    if (location === null && body) throw new Error(`the provider stays: ${page}`);
    body = location === null ? new URLSearchParams({ name }) : undefined;
    address = new URL(location ?? address, address);
    if (address.origin !== issuer) return address;
  }
  throw new Error("the provider never sends the browser back");
}
