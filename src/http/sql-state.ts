/** Socket errors of the database connection, as the SQLSTATE class that they belong to. */
const CONNECTION_LOST = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOENT"]);

/**
 * PostgreSQL's five-character error code, for errors that the `pg` driver threw: recognised by their
 * shape, because the driver's class can be loaded twice.
 */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") {
    return undefined;
  }
  if ("severity" in error) return error.code;
  return "syscall" in error && CONNECTION_LOST.has(error.code) ? "08006" : undefined;
}
