import { isIP } from "node:net";
import type { SmtpServer } from "#gateways/mail/smtp-mail.ts";
import type { OpenIdConfig } from "#operations/sign-in-with-open-id.ts";
import { StartError } from "#store/start-error.ts";
import { openIdOf } from "./openid-config.ts";
import { smtpOf } from "./smtp-config.ts";

export type Config = {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly isLoopback: boolean;
  /** An own PostgreSQL, by its owner's URL. Without it the embedded one keeps its data in `dataDirectory`. */
  readonly databaseUrl: string | undefined;
  readonly dataDirectory: string;
  /** The demo client's secret is public: on an address that others reach it must be asked for. */
  readonly allowDemoOnPublicAddress: boolean;
  readonly logLevel: LogLevel;
  /** Whether too many requests of one tenant are refused; of a demo they never are. */
  readonly enforcesLimits: boolean;
  /** Hosts, some with ports, that callouts may go to although they are not public, or by plain http. */
  readonly calloutHosts: ReadonlySet<string>;
  /** Who takes e-mails; undefined: they stay in the outbox. */
  readonly smtp: SmtpServer | undefined;
  /** Addresses of proxies in front, between commas, whose X-Forwarded-* are believed. */
  readonly trustProxy: string | undefined;
  /** Where people reach the server. */
  readonly publicUrl: URL | undefined;
  /** Whether user name and password let somebody in. */
  readonly passwordSignIn: boolean;
  /** Who else vouches for people. */
  readonly openId: OpenIdConfig | undefined;
};

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * The settings of the server, from environment variables; an empty one counts as not set.
 *
 * Errors: StartError, naming the variable and what it may be.
 */
export function readConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const read = (name: string) => variables[name]?.trim() || undefined;
  const host = read("HOST") ?? "127.0.0.1";
  return {
    host,
    port: portOf(read("PORT") ?? "8080"),
    isLoopback: isLoopback(host),
    databaseUrl: read("DATABASE_URL"),
    dataDirectory: read("QUITTANCE_DATA_DIR") ?? ".quittance",
    allowDemoOnPublicAddress: switchOf(ALLOW_DEMO, read(ALLOW_DEMO) ?? "false"),
    enforcesLimits: switchOf(LIMITS, read(LIMITS) ?? "true"),
    logLevel: logLevelOf(read("LOG_LEVEL") ?? "info"),
    calloutHosts: hostsOf(read("QUITTANCE_CALLOUT_HOSTS") ?? ""),
    smtp: smtpOf(read),
    trustProxy: proxiesOf(read("QUITTANCE_TRUST_PROXY")),
    ...signInOf(read, host),
  };
}

function signInOf(read: (name: string) => string | undefined, host: string) {
  const passwordSignIn = switchOf(PASSWORDS, read(PASSWORDS) ?? "true");
  const publicUrl = publicUrlOf(read(PUBLIC_URL));
  const openId = openIdOf(read);
  if (!passwordSignIn && openId === undefined) {
    throw new StartError(`${PASSWORDS} is "false": without QUITTANCE_OIDC_ISSUER nobody signs in.`);
  }
  if (openId && publicUrl === undefined && !isLoopback(host)) {
    throw new StartError(`${PUBLIC_URL} is needed: the OpenID provider sends people back there.`);
  }
  return { passwordSignIn, publicUrl, openId };
}

const PASSWORDS = "QUITTANCE_PASSWORD_SIGN_IN";
const PUBLIC_URL = "QUITTANCE_PUBLIC_URL";

function publicUrlOf(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isAddress = url !== undefined && /^https?:$/.test(url.protocol);
  if (isAddress && url.href === `${url.origin}/`) return url;
  throw new StartError(
    `${PUBLIC_URL} is "${text}": it must be an address such as https://billing.example.com.`,
  );
}

/** "10.0.0.0/8, loopback" */
function proxiesOf(text: string | undefined): string | undefined {
  const proxies = text?.split(",").map((proxy) => proxy.trim());
  if (proxies === undefined || proxies.every(isProxy)) return proxies?.join(",");
  throw new StartError(
    `QUITTANCE_TRUST_PROXY is "${text}": it must be addresses or networks between commas.`,
  );
}

function isProxy(text: string): boolean {
  if (["loopback", "linklocal", "uniquelocal"].includes(text)) return true;
  const [, address = "", bits = "0"] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  return isIP(address) > 0 && Number(bits) <= (isIP(address) === 4 ? 32 : 128);
}

export const ALLOW_DEMO = "QUITTANCE_ALLOW_DEMO_ON_PUBLIC_ADDRESS";

const LIMITS = "QUITTANCE_LIMITS";

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new StartError(`PORT is "${text}": it must be a number from 0 to 65535.`);
}

function switchOf(name: string, text: string): boolean {
  if (text === "true") return true;
  if (text === "false") return false;
  throw new StartError(`${name} is "${text}": it must be true or false.`);
}

/** "hooks.internal, 10.0.0.7:8443" */
function hostsOf(text: string): ReadonlySet<string> {
  const hosts = text.split(",").flatMap((host) => host.trim().toLowerCase() || []);
  const isWrong = hosts.some((host) => !/^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/.test(host));
  if (!isWrong) return new Set(hosts);
  throw new StartError(
    `QUITTANCE_CALLOUT_HOSTS is "${text}": it must be hosts, some with ports, between commas.`,
  );
}

function logLevelOf(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text);
  if (level) return level;
  throw new StartError(`LOG_LEVEL is "${text}": it must be one of ${LOG_LEVELS.join(", ")}.`);
}

/** Addresses that only this machine reaches. A name other than localhost could lead anywhere. */
const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
