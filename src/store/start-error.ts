/**
 * A start that cannot go on for a reason the person at the shell can act on: a taken port, a wrong
 * DATABASE_URL, a full disk. `message` is the one line they read. Anything else that is thrown is
 * our own mistake and keeps its stack.
 */
export class StartError extends Error {
  override readonly name = "StartError";
}
