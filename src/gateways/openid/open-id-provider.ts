/**
 * An OpenID provider, asked who somebody is: authorization code flow with PKCE, state and nonce, by the
 * library openid-client. It is loaded when the first one signs in: most servers have no provider.
 */
import type { ClientAuth, Configuration } from "openid-client";
import { OpenIdFailure } from "#engine/rights/open-id-failure.ts";

export type OpenIdSettings = {
  /** By https, or on this machine. */
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Between spaces; "openid" is one of them. */
  readonly scopes: string;
};

/** What one browser is asked for, and only that one can show when it comes back. */
export type OpenIdRequest = {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
};

export type OpenIdAnswer = {
  /** Of the ID token and, where it has no more, of the provider's user info. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** For signing out there. */
  readonly idToken: string | undefined;
};

/** In seconds. */
const PATIENCE = 8;
/** Providers rarely move; keys are asked for as they are needed. */
const DISCOVERY_MS = 3600_000;

type Library = typeof import("openid-client");

export class OpenIdProvider {
  readonly #settings: OpenIdSettings;
  #known: { readonly until: number; readonly configuration: Promise<Configuration> } | undefined;

  constructor(settings: OpenIdSettings) {
    this.#settings = settings;
  }

  /**
   * Where the browser goes, and what it has to come back with.
   *
   * Errors: OpenIdFailure.
   */
  async begin(callback: URL): Promise<{ readonly address: URL; readonly request: OpenIdRequest }> {
    const library = await import("openid-client");
    const configuration = await this.#configuration(library);
    const request = {
      state: library.randomState(),
      nonce: library.randomNonce(),
      codeVerifier: library.randomPKCECodeVerifier(),
    };
    const address = library.buildAuthorizationUrl(configuration, {
      redirect_uri: callback.href,
      scope: this.#settings.scopes,
      state: request.state,
      nonce: request.nonce,
      code_challenge: await library.calculatePKCECodeChallenge(request.codeVerifier),
      code_challenge_method: "S256",
    });
    return { address, request };
  }

  /**
   * Who it is.
   *
   * @param came  the address that the provider has sent the browser to
   * @param wanted  a claim that the answer should have, if anybody knows it
   * Errors: OpenIdFailure.
   */
  async answer(
    came: URL,
    request: OpenIdRequest,
    wanted: readonly string[],
  ): Promise<OpenIdAnswer> {
    const library = await import("openid-client");
    const configuration = await this.#configuration(library);
    try {
      const tokens = await library.authorizationCodeGrant(configuration, came, {
        expectedState: request.state,
        expectedNonce: request.nonce,
        pkceCodeVerifier: request.codeVerifier,
        idTokenExpected: true,
      });
      const told: OpenIdAnswer["claims"] = tokens.claims() ?? {};
      const { sub } = told;
      const isEnough = wanted.every((claim) => told[claim] !== undefined);
      const isAsked = !isEnough && configuration.serverMetadata().userinfo_endpoint !== undefined;
      const more =
        isAsked && typeof sub === "string"
          ? await library.fetchUserInfo(configuration, tokens.access_token, sub)
          : {};
      return { claims: { ...more, ...told }, idToken: tokens.id_token };
    } catch (error) {
      throw failureOf(library, error);
    }
  }

  /**
   * Where a browser signs out at the provider as well; undefined where it has no such place.
   *
   * @param back  where it goes from there
   * Errors: OpenIdFailure.
   */
  async signOutAddress(idToken: string | null, back: URL): Promise<URL | undefined> {
    const library = await import("openid-client");
    const configuration = await this.#configuration(library);
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
    return library.buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: back.href,
      ...(idToken !== null && { id_token_hint: idToken }),
    });
  }

  /** What the provider says of itself, asked once in a while. */
  async #configuration(library: Library): Promise<Configuration> {
    const now = Date.now();
    if (this.#known === undefined || this.#known.until < now) {
      const configuration = discovered(library, this.#settings);
      this.#known = { until: now + DISCOVERY_MS, configuration };
    }
    const known = this.#known;
    try {
      return await known.configuration;
    } catch (error) {
      // Who comes next asks again.
      if (this.#known === known) this.#known = undefined;
      throw error;
    }
  }
}

async function discovered(library: Library, settings: OpenIdSettings): Promise<Configuration> {
  const { issuer, clientId, clientSecret } = settings;
  const post = library.ClientSecretPost(clientSecret);
  const basic = library.ClientSecretBasic(clientSecret);
  // Whichever it takes; who says nothing takes Basic.
  const authenticate: ClientAuth = (server, ...rest) =>
    server.token_endpoint_auth_methods_supported?.includes("client_secret_post")
      ? post(server, ...rest)
      : basic(server, ...rest);
  try {
    // A signature is checked although the token comes from the provider itself.
    const execute = [library.enableNonRepudiationChecks];
    if (issuer.protocol === "http:") execute.push(library.allowInsecureRequests);
    return await library.discovery(issuer, clientId, undefined, authenticate, {
      execute,
      timeout: PATIENCE,
    });
  } catch (error) {
    throw new OpenIdFailure("unreachable", messageOf(error));
  }
}

function failureOf(library: Library, error: unknown): OpenIdFailure {
  const message = messageOf(error);
  if (error instanceof library.AuthorizationResponseError) {
    return new OpenIdFailure(error.error === "access_denied" ? "denied" : "failed", message);
  }
  if (error instanceof library.ResponseBodyError && error.error === "invalid_grant") {
    return new OpenIdFailure("expired", message);
  }
  const isLost = !(error instanceof library.ClientError) || LOST.has(error.code ?? "");
  return new OpenIdFailure(isLost ? "unreachable" : "failed", message);
}

/** It does not answer in time, or answers that something is wrong with itself. */
const LOST = new Set(["OAUTH_TIMEOUT", "OAUTH_RESPONSE_IS_NOT_CONFORM"]);

/** Codes and sentences of the library; what it was answered is in `cause`, and stays there. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? ` (${String(error.code)})` : "";
  return `${error.message}${code}`;
}
