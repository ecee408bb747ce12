/** What an entry of the closed list of errors is: errors.ts. */
export type ErrorCategory = 10 | 11 | 20 | 21 | 22 | 23 | 27 | 30 | 40 | 45 | 50 | 60 | 70 | 90;

export type ErrorDetails = Readonly<Record<string, string>>;

export type ErrorKind = {
  readonly category: ErrorCategory;
  /** The HTTP status in every API version, of what the field's own clients never meet. */
  readonly status?: number;
  readonly message: (details: ErrorDetails) => string;
};

export const kind = (
  category: ErrorCategory,
  message: (details: ErrorDetails) => string,
): ErrorKind => ({
  category,
  message,
});
