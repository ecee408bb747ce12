/**
 * Why an OpenID provider has let nobody in:
 * - unreachable: it does not answer, or says that something is wrong with itself
 * - denied: whoever was asked there said no
 * - expired: its code is too old, or was used before
 * - failed: what it has answered is not valid, or not what was asked for
 * - not-allowed: it knows him, and here he may not; of this the caller is told no more
 */
export class OpenIdFailure extends Error {
  override readonly name = "OpenIdFailure";
  readonly reason: "unreachable" | "denied" | "expired" | "failed" | "not-allowed";

  /** @param message  for the log; without any token */
  constructor(reason: OpenIdFailure["reason"], message: string) {
    super(message);
    this.reason = reason;
  }
}
