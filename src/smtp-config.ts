import type { SmtpServer } from "#gateways/mail/smtp-mail.ts";
import { StartError } from "#store/start-error.ts";

const URL_NAME = "QUITTANCE_SMTP_URL";
const PORTS: Readonly<Record<string, number>> = { "smtp:": 587, "smtps:": 465 };

/**
 * The mail server: QUITTANCE_SMTP_URL such as smtp://user:password@mail.example.com:587, where TLS begins
 * with STARTTLS, or smtps:// for TLS from the start; QUITTANCE_SMTP_PASSWORD, so that the password need
 * not be in the URL; QUITTANCE_MAIL_FROM. Without TLS only on this machine, or with ?tls=none.
 *
 * Errors: StartError, which says nothing of what is in the URL: a password is.
 */
export function smtpOf(read: (name: string) => string | undefined): SmtpServer | undefined {
  const given = read(URL_NAME);
  if (given === undefined) return undefined;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const port = url && PORTS[url.protocol];
  if (!url || port === undefined || url.hostname === "") {
    throw new StartError(`${URL_NAME} must be like smtp://user@mail.example.com:587 or smtps://….`);
  }
  const from = read("QUITTANCE_MAIL_FROM");
  if (from === undefined || !/^[^\r\n]*[^\s<>@]+@[^\s<>@]+>?$/.test(from)) {
    throw new StartError(
      "QUITTANCE_MAIL_FROM must be an address such as Billing <billing@example.com>: it is who sends.",
    );
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? port : Number(url.port),
    encryption: encryptionOf(url),
    user: url.username === "" ? null : decodeURIComponent(url.username),
    password: read("QUITTANCE_SMTP_PASSWORD") ?? (decodeURIComponent(url.password) || null),
    from,
  };
}

function encryptionOf(url: URL): SmtpServer["encryption"] {
  if (url.protocol === "smtps:") return "Tls";
  const tls = url.searchParams.get("tls");
  if (tls === "none") return "None";
  if (tls === null) return LOCAL.test(url.hostname) ? "None" : "StartTls";
  throw new StartError(`'tls' of ${URL_NAME} can only be none.`);
}

const LOCAL = /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/;
