/** What a server has answered instead of a success. */
export class QuittanceError extends Error {
  override readonly name = "QuittanceError";
  /** Of HTTP. */
  readonly status: number;
  readonly reasons: readonly { readonly code: number | string; readonly message: string }[];
  /** Names the request in the server's log. */
  readonly requestId: string | undefined;

  constructor(status: number, text: string, requestId: string | null = null) {
    const answer = partsOf(text);
    super(answer.reasons.map(({ message }) => message).join(" ") || `HTTP ${status}`);
    this.status = status;
    this.reasons = answer.reasons;
    this.requestId = answer.requestId ?? requestId ?? undefined;
  }
}

type Parts = Pick<QuittanceError, "reasons" | "requestId">;

/** Of whatever envelope: v1's reasons, object CRUD's Errors, a fault of the actions, OAuth's error. */
function partsOf(text: string): Parts {
  let answer: Record<string, unknown>;
  try {
    answer = JSON.parse(text);
  } catch {
    return { reasons: [], requestId: undefined };
  }
  const { reasons, requestId, Errors, FaultCode, FaultMessage, error } = answer as {
    reasons?: Parts["reasons"];
    requestId?: string;
    Errors?: readonly { Code: string; Message: string }[];
    FaultCode?: string;
    FaultMessage?: string;
    error?: string;
  };
  const others = [
    ...(Errors ?? []).map(({ Code: code, Message: message }) => ({ code, message })),
    ...(FaultCode ? [{ code: FaultCode, message: FaultMessage ?? FaultCode }] : []),
    ...(error ? [{ code: error, message: error }] : []),
  ];
  return { reasons: reasons ?? others, requestId };
}
