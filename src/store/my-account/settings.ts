import {
  DEFAULT_MY_ACCOUNT_SETTINGS,
  type MyAccountSettings,
} from "#engine/my-account/settings.ts";
import type { Transaction } from "../database.ts";
import { findSetting, lockSetting, type SettingValue, saveSetting } from "../settings.ts";

/** With whom the page acts; null: it was never on. */
export type StoredMyAccount = MyAccountSettings & { readonly actorId: string | null };

export const myAccountOf = (stored: unknown): StoredMyAccount => ({
  ...DEFAULT_MY_ACCOUNT_SETTINGS,
  actorId: null,
  ...(stored as Partial<StoredMyAccount>),
});

export const findMyAccount = async (tx: Transaction): Promise<StoredMyAccount> =>
  myAccountOf(await findSetting(tx, "my-account"));

/** Locked until the transaction ends. */
export const lockMyAccount = async (tx: Transaction): Promise<StoredMyAccount> =>
  myAccountOf(await lockSetting(tx, "my-account"));

export const saveMyAccount = (tx: Transaction, changed: SettingValue): Promise<void> =>
  saveSetting(tx, "my-account", changed);
