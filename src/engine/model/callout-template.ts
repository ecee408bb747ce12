import type { Callout, CalloutAuth, CalloutMethod, CalloutTokens } from "./callout.ts";
import type { EventName } from "./event.ts";

export const HMAC_ALGORITHMS = [
  "MD5",
  "SHA-1",
  "SHA-224",
  "SHA-256",
  "SHA-384",
  "SHA-512",
] as const;
export const HMAC_FORMATS = ["BASE64", "HEX"] as const;

/** A header of a callout that says that nobody has changed it. */
export type CalloutHmac = {
  /** The header's name, and its value, where `{{Request.HMAC.Signed}}` is what was signed. */
  readonly key: string;
  readonly value: string;
  /** What is signed: `{{Request.Body}}`, `{{Request.Headers.Date}}` and merge fields. */
  readonly data: string;
  readonly algorithm: (typeof HMAC_ALGORITHMS)[number];
  readonly secret: string;
  readonly outputFormat: (typeof HMAC_FORMATS)[number];
};

/** How a callout is made; URL, values and the body may have merge fields. */
export type CalloutContent = {
  readonly description: string | null;
  readonly calloutBaseurl: string;
  readonly httpMethod: CalloutMethod;
  readonly calloutParams: Readonly<Record<string, string>>;
  readonly calloutHeaders: Readonly<Record<string, string>>;
  readonly calloutRetry: boolean;
  readonly requiredAuth: boolean;
  readonly calloutAuth: CalloutAuth | null;
  readonly useCustomRequestBody: boolean;
  /** JSON with merge fields; their values are escaped. */
  readonly customRequestBody: string | null;
  readonly hmac: CalloutHmac | null;
} & CalloutTokens;

/** How callouts of one event are made; many notification definitions may use it. */
export type CalloutTemplate = {
  readonly calloutTemplateId: string;
  readonly name: string;
  readonly active: boolean;
  readonly eventType: EventName;
  /** Of a standard event; null where the type was named. */
  readonly eventCategory: number | null;
  readonly content: CalloutContent;
};

/** What a callout needs besides what it says: of a template, the field's numbers of attempts. */
export type CalloutRules = Pick<
  Callout,
  | "httpMethod"
  | "calloutRetry"
  | "calloutAttempts"
  | "calloutInterval"
  | "requiredAuth"
  | "calloutAuth"
  | "requiredOauth2"
  | "oauth2ProviderId"
>;

export const rulesOfTemplate = ({ content }: CalloutTemplate): CalloutRules => ({
  httpMethod: content.httpMethod,
  calloutRetry: content.calloutRetry,
  calloutAttempts: 3,
  calloutInterval: 30,
  requiredAuth: content.requiredAuth,
  calloutAuth: content.calloutAuth,
  requiredOauth2: content.requiredOauth2 ?? false,
  oauth2ProviderId: content.oauth2ProviderId ?? null,
});
