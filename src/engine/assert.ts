/** What must hold whatever a caller sends. A failure is our mistake, never theirs. */
export function assert(condition: unknown, whatMustHold: string): asserts condition {
  if (!condition) throw new AssertionError(whatMustHold);
}

export class AssertionError extends Error {
  override readonly name = "AssertionError";
}
