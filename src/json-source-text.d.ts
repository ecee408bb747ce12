/** Node has these (TC39 "JSON.parse source text access"); TypeScript's library does not know them yet. */
interface JSON {
  /** A value that JSON.stringify writes as `text`, digit by digit. */
  rawJSON(text: string): object;
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
}
