/** An e-mail with one file, before it is sent. */
export type Mail = {
  readonly to: readonly string[];
  readonly subject: string;
  /** Plain text. */
  readonly body: string;
  readonly attachment: {
    readonly fileName: string;
    readonly contentType: string;
    readonly content: Uint8Array;
  };
};

/** Who is handed an e-mail as a document is sent. What a mail server takes, it takes from the outbox. */
export type MailGateway = {
  /** Kept with every e-mail that it has carried. */
  readonly name: string;
  /** Resolves once the e-mail is handed over; rejects when it is not. */
  send(mail: Mail): Promise<void>;
};

/**
 * Carries nothing: what is sent stays in the outbox, where it is read, and waits for the mail server where
 * there is one. So a demo needs none, and no customer of a test gets a bill.
 */
export const TEST_MAIL: MailGateway = { name: "Test", send: async () => undefined };
