/** Pages count from 1. */
export type PageRequest = { readonly page: number; readonly pageSize: number };

/** One row more than `pageSize` is read to know whether there is more. */
export type PageOf<Row> = { readonly rows: readonly Row[]; readonly hasMore: boolean };
