/** Somebody else's server that gives tokens for callouts to those who know a client's secret. */
export type Oauth2Provider = {
  readonly oauth2ProviderId: string;
  readonly name: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where it is asked for the client: in a header, or in the body. */
  readonly authenticationMethod: Oauth2AuthenticationMethod;
  /** What is asked for; null: whatever the client has. */
  readonly scope: string | null;
  readonly audience: string | null;
};

export const OAUTH2_AUTHENTICATION_METHODS = ["client_secret_basic", "client_secret_post"] as const;
export type Oauth2AuthenticationMethod = (typeof OAUTH2_AUTHENTICATION_METHODS)[number];
