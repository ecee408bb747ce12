/** What workloads read of answers, whichever endpoint gave them. */
export type Answer = {
  readonly Id: string;
  readonly accountId: string;
  readonly accountNumber: string;
  readonly subscriptionNumbers: readonly string[];
  readonly writeOff?: readonly { readonly status: string }[];
  readonly ratePlans: readonly {
    readonly id: string;
    readonly ratePlanCharges: readonly { readonly number: string }[];
  }[];
};

/** Calls the API over HTTP like any client. Workloads measure from outside. */
export type Api = {
  readonly origin: string;
  /** Of the bearer. */
  readonly token: string;
  /** The answer's JSON. Throws when the call did not succeed. */
  post(path: string, body: unknown): Promise<Answer>;
  get(path: string): Promise<Answer>;
};

export async function connect(
  origin: string,
  client: { readonly id: string; readonly secret: string },
): Promise<Api> {
  const issued = await fetch(`${origin}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: client.id,
      client_secret: client.secret,
    }),
  });
  const { access_token: token } = (await issued.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const call = async (method: string, path: string, body?: string): Promise<Answer> => {
    const response = await fetch(origin + path, { method, headers, ...(body && { body }) });
    const answer = await response.text();
    if (/"success":false/i.test(answer)) throw new Error(`${path}: ${answer}`);
    return JSON.parse(answer) as Answer;
  };
  return {
    origin,
    token,
    post: (path, body) => call("POST", path, JSON.stringify(body)),
    get: (path) => call("GET", path),
  };
}
