import pg from "pg";
import { StartError } from "./start-error.ts";

/**
 * Runs `work` on one connection as the user of the URL, who owns the tables: for migrations and for
 * what comes before the first request. Requests go through `openDatabase`, as a role that owns none.
 *
 * Errors: StartError, one line for each way in which a DATABASE_URL is wrong.
 */
export async function withOwnerConnection<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = await connect(url);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<pg.Client> {
  if (!/^postgres(ql)?:\/\//.test(url)) {
    throw new StartError(
      "DATABASE_URL is not a PostgreSQL URL: it looks like postgresql://user:password@host:5432/name",
    );
  }
  let client: pg.Client;
  try {
    client = new pg.Client({ connectionString: url, application_name: "quittance owner" });
  } catch {
    // The parser's own message would print the URL, and the password with it.
    throw new StartError(
      "DATABASE_URL cannot be read: write special characters of the password as %XX",
    );
  }
  // The statement that runs fails too; without a listener the process would end before it is told.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw connectionProblem(error, client);
  }
}

function connectionProblem(error: unknown, client: pg.Client): unknown {
  const { host, port, user, database } = client;
  const code = codeOf(error);
  const at = `PostgreSQL at ${host}:${port}`;
  switch (code) {
    case "ECONNREFUSED":
    case "ENOENT":
      return new StartError(`Nothing answers as ${at}: is it running, and is DATABASE_URL right?`);
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new StartError(`The host "${host}" of DATABASE_URL is not known`);
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return new StartError(`The host "${host}" of DATABASE_URL cannot be reached (${code})`);
    case "28P01":
    case "28000":
      return new StartError(`${at} does not let user "${user}" in: wrong user or password`);
    case "3D000":
      return new StartError(`${at} has no database "${database}": create it first`);
    case "53300":
      return new StartError(`${at} has no free connection left`);
    case "57P03":
      return new StartError(`${at} is starting up or shutting down: try again`);
    default:
      if (code === undefined) return error;
      return new StartError(`${at} refused the connection: ${firstLine(error)} (${code})`);
  }
}

/** Of a failure on several addresses of one host, the first one's code. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

const firstLine = (error: unknown): string => String(error).split("\n")[0] ?? "";
