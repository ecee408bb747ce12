/** An id as it is stored: callers write it with hyphens, or in capitals. */
export function contactIdOf(key: string): string;
export function contactIdOf(key: string | undefined): string | undefined;
export function contactIdOf(key: string | undefined): string | undefined {
  return key?.replaceAll("-", "").toLowerCase();
}
