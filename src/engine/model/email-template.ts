/** Whom an e-mail of a template goes to, or a copy of it. */
export const RECIPIENTS = [
  "BillToContact",
  "SoldToContact",
  "BillToAndSoldToContacts",
  "AllContacts",
  "InvoiceOwnerBillToContact",
  "InvoiceOwnerSoldToContact",
  "InvoiceOwnerBillToAndSoldToContacts",
  "InvoiceOwnerAllContacts",
  "SpecificEmails",
] as const;
export type Recipients = (typeof RECIPIENTS)[number];

export type SenderType = "TenantEmail" | "SpecificEmail";

/** How e-mails of events are written; all texts may have merge fields. */
export type EmailContent = {
  readonly description: string | null;
  readonly isHtml: boolean;
  readonly emailSubject: string;
  readonly emailBody: string;
  readonly emailHeaders: Readonly<Record<string, string>>;
  readonly fromEmailType: SenderType;
  readonly fromEmailAddress: string | null;
  readonly fromName: string | null;
  readonly replyToEmailType: SenderType | null;
  readonly replyToEmailAddress: string | null;
  readonly toEmailType: Recipients;
  /** Addresses with commas between them. */
  readonly toEmailAddress: string | null;
  readonly ccEmailType: Recipients;
  readonly ccEmailAddress: string | null;
  readonly bccEmailAddress: string | null;
  /** Those that an account names besides its contacts. */
  readonly useAdditionalAddresses: boolean;
};

export type EmailTemplate = {
  readonly emailTemplateId: string;
  readonly name: string;
  readonly active: boolean;
  readonly eventType: string;
  readonly eventCategory: number | null;
  readonly content: EmailContent;
};
