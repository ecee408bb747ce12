/** Who pays, and in what. */
export type Payer = {
  readonly accountId: string;
  readonly accountNumber: string;
  readonly currency: string;
  readonly defaultMethodId: string | null;
};
