/** An e-mail that tells of an event, as it is written and kept. */
export type EventEmail = {
  readonly accountId: string | null;
  readonly objectType: string;
  readonly objectId: string;
  readonly eventNumber: number;
  readonly eventCategory: number | null;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo: string | null;
  /** Null: as the mail server is set up. */
  readonly fromAddress: string | null;
  readonly fromName: string | null;
  readonly subject: string;
  readonly body: string;
  readonly isHtml: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** Why it is not sent; null where it is. */
  readonly errorMessage: string | null;
};
