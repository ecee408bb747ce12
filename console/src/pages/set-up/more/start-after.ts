/** Where the page that follows starts; undefined on the last one. */
export const startAfter = (next: string | undefined): string | undefined =>
  next === undefined
    ? undefined
    : (new URL(next, window.location.origin).searchParams.get("start") ?? undefined);
