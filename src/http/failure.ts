import type { ErrorCategory } from "#engine/errors.ts";

/** A reason as the envelopes write it, before its numeric code is known. */
export type Reason = {
  readonly category: ErrorCategory | 61 | 99;
  readonly message: string;
  /** Fifth and sixth digit of the code; "00" or absent when it is about no field. */
  readonly fieldCode?: string;
  /** Instead of the code that resource and category make. */
  readonly code?: number | string;
  /** Instead of what the category is called in object CRUD and actions. */
  readonly fault?: string;
  /** All of the answer, of what looks alike in every family. */
  readonly body?: object;
};

/**
 * A request that HTTP itself refuses, before or around the operation: headers, media types, paths.
 * `status` is the answer's whatever the caller's version; without it the category decides.
 */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly reason: Reason;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(reason: Reason, status?: number, headers: Readonly<Record<string, string>> = {}) {
    super(reason.message);
    this.reason = reason;
    this.status = status;
    this.headers = headers;
  }
}

export const badHeader = (message: string): Refused => new Refused({ category: 20, message }, 400);

/** @param consumes  what the operation takes */
export const unsupportedMediaType = (consumes = "application/json"): Refused =>
  new Refused(
    {
      category: 45,
      message: `Content-Type should be ${WHAT[consumes] ?? consumes}`,
      code: 50000045,
    },
    415,
  );

const WHAT: Readonly<Record<string, string>> = {
  "multipart/form-data": "multipart/form-data: a form with a file in the part 'file'",
};

const CHALLENGE = "Basic realm=Zuora API, ZSession realm=Zuora API, Bearer realm=Zuora API";

/** One message whatever was wrong: who guesses learns nothing. */
export const notSignedIn = (): Refused =>
  new Refused({ category: 11, message: "Authentication error", code: "90000011" }, 401, {
    "www-authenticate": CHALLENGE,
  });

/** A customer's page asks him to sign in; no browser's own window does. */
export const customerNotSignedIn = (): Refused =>
  new Refused({ category: 11, message: "Authentication error", code: "90000011" }, 401);

/** @param limit  bytes */
export const bodyTooLarge = (limit: number): Refused =>
  new Refused(
    { category: 20, message: `The request body is larger than ${limit / 1024 / 1024} MB.` },
    413,
  );
