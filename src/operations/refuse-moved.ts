import { BillingError } from "#engine/errors.ts";

/** What is read and written of a setting: texts, numbers, booleans, lists of texts. */
type Setting = Readonly<Record<string, unknown>>;

/**
 * Refuses a change of settings that are not what the caller has looked at. The setting is locked.
 *
 * Errors: SETTINGS_HAVE_MOVED, which names each.
 */
export function refuseMoved(current: Setting, seen: Setting | undefined): void {
  const moved = Object.entries(seen ?? {})
    .filter(([, value]) => value !== undefined)
    .filter(([name, value]) => JSON.stringify(current[name]) !== JSON.stringify(value))
    .map(([name]) => `'${name}' is ${JSON.stringify(current[name])} now`);
  if (moved.length === 0) return;
  throw new BillingError("SETTINGS_HAVE_MOVED", { moved: moved.join(", ") });
}
