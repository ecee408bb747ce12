/** The number in the address of the page that follows; undefined on the last one. */
export const pageAfter = (nextPage: string | undefined): string | undefined =>
  nextPage === undefined ? undefined : (new URL(nextPage).searchParams.get("page") ?? undefined);
