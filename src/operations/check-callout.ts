/** Where a callout may go, and what it may say of itself. */
import { unknownMergeFields } from "#engine/callouts/merge-fields.ts";
import { BillingError } from "#engine/errors.ts";
import type { Callout } from "#engine/model/callout.ts";
import { type AllowedHosts, isAllowedHost } from "#gateways/callout-addresses.ts";

/** What a merge field stands for must not choose the host. */
const URL_START = /^https?:\/\/[^/?#<>{}@\s]+(?=[/?#]|$)/i;

function hostOf(calloutBaseurl: string): URL | undefined {
  const host = URL_START.exec(calloutBaseurl)?.[0];
  return host !== undefined && URL.canParse(host) ? new URL(host) : undefined;
}

/** Errors: INVALID_VALUE, MISSING_FIELD. */
export function checkCallout(callout: Callout, calloutHosts: AllowedHosts): void {
  const { name, calloutBaseurl, calloutParams } = callout;
  if (name === "") throw new BillingError("MISSING_FIELD", { field: "callout.name" });
  checkAddress(callout, "callout.", calloutHosts);
  const [unknown] = [calloutBaseurl, ...Object.values(calloutParams)].flatMap(unknownMergeFields);
  if (unknown === undefined) return;
  const message = `'${unknown}' in 'callout' is no merge field that this version of Quittance knows.`;
  throw new BillingError("INVALID_VALUE", { message });
}

type Addressed = Pick<Callout, "calloutBaseurl" | "requiredAuth" | "calloutAuth">;

/**
 * To https, or to a host that the operator allows, which no merge field chooses; with credentials where
 * they are required.
 *
 * Errors: INVALID_VALUE, MISSING_FIELD.
 */
export function checkAddress(
  { calloutBaseurl, requiredAuth, calloutAuth }: Addressed,
  within: "" | "callout.",
  calloutHosts: AllowedHosts,
): void {
  if (calloutBaseurl === "") {
    throw new BillingError("MISSING_FIELD", { field: `${within}calloutBaseurl` });
  }
  if (requiredAuth && calloutAuth === null) {
    throw new BillingError("MISSING_FIELD", { field: `${within}calloutAuth` });
  }
  if (isCalloutAddress(calloutBaseurl, calloutHosts)) return;
  const message = `'${within}calloutBaseurl' must start with 'https://' and a host, and have merge fields only after these.`;
  throw new BillingError("INVALID_VALUE", { message });
}

/** Whether it goes to https, or to a host that the operator allows. */
export function isCalloutAddress(address: string, calloutHosts: AllowedHosts): boolean {
  const url = hostOf(address);
  return url !== undefined && (url.protocol === "https:" || isAllowedHost(url, calloutHosts));
}

type Changed = {
  readonly calloutBaseurl?: string | undefined;
  readonly calloutAuth?: Callout["calloutAuth"] | undefined;
};

/**
 * A password is never told: neither may it be sent to a host that it was not given for.
 *
 * Errors: MISSING_FIELD.
 */
export function refuseOldPasswordElsewhere(
  before: Addressed | null,
  { calloutBaseurl, calloutAuth }: Changed,
  within: "" | "callout.",
): void {
  if (!before?.calloutAuth || calloutBaseurl === undefined || calloutAuth !== undefined) return;
  if (hostOf(calloutBaseurl)?.origin === hostOf(before.calloutBaseurl)?.origin) return;
  throw new BillingError("MISSING_FIELD", { field: `${within}calloutAuth` });
}
