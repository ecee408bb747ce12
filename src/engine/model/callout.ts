/** A request that tells somebody else's server of an event. */
export type Callout = {
  readonly name: string;
  readonly description: string | null;
  readonly active: boolean;
  readonly calloutBaseurl: string;
  readonly httpMethod: CalloutMethod;
  /** Values with merge fields; empty: the event itself is sent. */
  readonly calloutParams: Readonly<Record<string, string>>;
  readonly calloutRetry: boolean;
  /** How often it is tried, 1 to 5. */
  readonly calloutAttempts: number;
  /** Minutes between attempts, 1 to 1440. */
  readonly calloutInterval: number;
  readonly requiredAuth: boolean;
  readonly calloutAuth: CalloutAuth | null;
} & CalloutTokens;

/** Whether it is sent with a token, and who gives it; those that were saved earlier say nothing of it. */
export type CalloutTokens = {
  readonly requiredOauth2?: boolean;
  readonly oauth2ProviderId?: string | null;
};

export const CALLOUT_METHODS = ["POST", "GET", "PUT", "PATCH", "DELETE"] as const;
export type CalloutMethod = (typeof CALLOUT_METHODS)[number];

/** Basic authentication. */
export type CalloutAuth = {
  readonly username: string;
  readonly password: string;
  /** Sent before it is asked for. */
  readonly preemptive: boolean;
  readonly domain: string | null;
};

/** What came of one attempt. */
export type CalloutAnswer = {
  /** An HTTP status, or one of NO_ANSWER. */
  readonly responseCode: number;
  readonly responseContent: string;
};

/** Codes of attempts without an answer; the field has negative ones for these. */
export const NO_ANSWER = {
  connectionFailed: -1,
  tookTooLong: -2,
  /** Not an address that callouts may go to: tried again, it would be refused again. */
  refusedAddress: -1000,
} as const;
