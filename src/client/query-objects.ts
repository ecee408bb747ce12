/** Rows of Object Query: "accounts", "invoice-items"; brackets of parameters may be left out. */
export type QueryObjects = (
  objects: string,
  query?: {
    readonly filter?: readonly string[];
    readonly expand?: readonly string[];
    readonly fields?: readonly string[];
    readonly sort?: readonly string[];
    readonly pageSize?: number;
    readonly cursor?: string;
    readonly includeNullFields?: boolean;
  },
) => Promise<{
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly nextPage?: string | null;
}>;
