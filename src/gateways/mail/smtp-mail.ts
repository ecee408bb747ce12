/** E-mails over SMTP. What it is signed in with is in no message of an error and in no log. */
import { createTransport } from "nodemailer";
import type { Mail } from "./mail.ts";

/** A mail server, as the environment names it: config.ts. */
export type SmtpServer = {
  readonly host: string;
  readonly port: number;
  /** Tls: from the first byte. StartTls: refused where the server has none. None: on this machine only. */
  readonly encryption: "Tls" | "StartTls" | "None";
  readonly user: string | null;
  readonly password: string | null;
  /** Who sends: "Billing <billing@example.com>". */
  readonly from: string;
};

/** An e-mail on its way to a mail server. */
export type OutgoingMail = Omit<Mail, "attachment"> & {
  /** The same each time it is tried, so that whoever gets it twice can tell. */
  readonly emailId: string;
  readonly attachment: Mail["attachment"] | null;
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo: string | null;
  /** Null: the mail server's own. */
  readonly fromAddress: string | null;
  readonly fromName: string | null;
  /** Whether the body is HTML. */
  readonly isHtml: boolean;
  readonly headers: Readonly<Record<string, string>>;
};

/** What the mail server did. Away: nobody was there, or nobody let us in; another try may help. */
export type SmtpOutcome =
  | { readonly outcome: "Sent"; readonly refused: readonly string[] }
  | { readonly outcome: "Away" | "Deferred" | "Refused"; readonly reason: string };

export type SmtpConnection = {
  send(mail: OutgoingMail): Promise<SmtpOutcome>;
  close(): void;
};

const TIMEOUT_MS = 20_000;
/** Nothing was said about the e-mail itself. */
const AWAY = new Set(["ECONNECTION", "ETIMEDOUT", "ESOCKET", "EDNS", "EAUTH", "ETLS", "EOAUTH2"]);

/** Connects as it sends, and keeps the connection until `close`. */
export function openSmtp(server: SmtpServer): SmtpConnection {
  const { host, port, encryption, user, password, from } = server;
  const transport = createTransport({
    pool: true,
    maxConnections: 1,
    host,
    port,
    secure: encryption === "Tls",
    requireTLS: encryption === "StartTls",
    ignoreTLS: encryption === "None",
    ...(user !== null && { auth: { user, pass: password ?? "" } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: 3 * TIMEOUT_MS,
    // What is sent is what is given: no file and no address is ever opened for it.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.replace(/^.*@/, "").replace(/[^a-z0-9.-].*$/i, "") || host;
  return {
    async send({ emailId, to, subject, body, attachment, ...mail }) {
      try {
        const { rejected } = await transport.sendMail({
          ...sendersOf(from, mail),
          to: [...to],
          cc: [...mail.cc],
          bcc: [...mail.bcc],
          headers: { ...mail.headers },
          subject,
          ...(mail.isHtml ? { html: body } : { text: body }),
          messageId: `<${emailId}@${domain}>`,
          ...(attachment && { attachments: [attachmentOf(attachment)] }),
        });
        return { outcome: "Sent", refused: rejected.map(String) };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    close: () => transport.close(),
  };
}

/** The mail server's own sender signs what somebody else is named as the author of. */
function sendersOf(
  from: string,
  { fromAddress, fromName, replyTo }: Pick<OutgoingMail, "fromAddress" | "fromName" | "replyTo">,
) {
  const own = from.replace(/^.*<|>.*$/g, "").trim();
  const isNamed = fromAddress !== null || fromName !== null;
  return {
    from: isNamed ? { name: fromName ?? "", address: fromAddress ?? own } : from,
    ...(fromAddress !== null && { sender: own }),
    ...(replyTo !== null && { replyTo }),
  };
}

const attachmentOf = ({ fileName, contentType, content }: Mail["attachment"]) => ({
  filename: fileName,
  contentType,
  content: Buffer.from(content),
});

/** A reply that begins with 5 is for good, with 4 for now. */
function outcomeOf(error: unknown): SmtpOutcome {
  const reason = error instanceof Error ? error.message : String(error);
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  if (typeof code === "string" && AWAY.has(code)) return { outcome: "Away", reason };
  const isForGood = typeof responseCode === "number" && responseCode >= 500;
  return { outcome: isForGood ? "Refused" : "Deferred", reason };
}
