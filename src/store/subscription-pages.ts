/**
 * Subscription versions with what surrounds them, as pages show them. Always the same number of
 * queries, however many subscriptions.
 */

import type { NetRules } from "#engine/metrics/net-revenue.ts";
import type { Contact } from "#engine/model/account.ts";
import { DEFAULT_BILLING_RULES } from "#engine/model/billing-rules.ts";
import type { Charge } from "#engine/model/charge.ts";
import { chargesOf, type Subscription } from "#engine/model/subscription.ts";
import { type ChargeRow, toCharge } from "./charge-rows.ts";
import { listContactsById } from "./contacts.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { organizationLabelOf } from "./organizations.ts";
import { findBillingRules } from "./settings.ts";
import type { SubscriptionRow } from "./subscription-rows.ts";
import { withRatePlans } from "./subscriptions.ts";

export type SubscriptionPage = {
  readonly subscription: Subscription;
  readonly isLatestVersion: boolean;
  readonly owner: AccountName;
  readonly invoiceOwner: AccountName;
  /** Of the order that made this version. */
  /** Of the account that is billed; null: of none. */
  readonly organizationLabel: string | null;
  readonly orderNumber: string;
  /** When the first version was made. */
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Null where the subscription has none of its own. */
  readonly billToContact: Contact | null;
  /** Null where the subscription has none of its own. */
  readonly soldToContact: Contact | null;
  /** Null where the subscription has no sequence set of its own. */
  readonly sequenceSetName: string | null;
  readonly catalog: CatalogNames;
  /** Each segment of a charge as it was before its last change, by `segmentKey`. */
  readonly earlierCharges: ReadonlyMap<string, Charge>;
  /** How the entity orders discounts: read only where there are any. */
  readonly discountRules: NetRules;
};

export type AccountName = {
  readonly accountId: string;
  readonly accountNumber: string;
  readonly name: string;
};

/** What the catalog calls the parts of a subscription. */
export type CatalogNames = {
  /** By product rate plan id. */
  readonly ratePlans: ReadonlyMap<string, RatePlanNames>;
  /** Product rate plan charge numbers by id. */
  readonly chargeNumbers: ReadonlyMap<string, string>;
};

export type RatePlanNames = {
  readonly productId: string;
  readonly productName: string;
  readonly productSku: string;
  readonly productRatePlanNumber: string;
};

export const segmentKey = ({ chargeNumber, segment }: Pick<Charge, "chargeNumber" | "segment">) =>
  `${chargeNumber} ${segment}`;

/** The latest version for a number, that very version for an id; undefined when there is none. */
export const findSubscriptionPage = async (
  tx: Transaction,
  key: string,
): Promise<SubscriptionPage | undefined> => {
  const condition = sql`s.subscription_id = ${idOf(key)}::uuid
    or (s.is_latest_version and s.subscription_number = ${key})`;
  const byIdFirst = sql`order by s.subscription_id = ${idOf(key)}::uuid desc nulls last limit 1`;
  const [page] = await listPages(tx, condition, byIdFirst);
  return page;
};

/** @param key  a number, or the id of any version */
export const findSubscriptionVersionPage = async (
  tx: Transaction,
  key: string,
  version: number,
): Promise<SubscriptionPage | undefined> => {
  const condition = sql`s.version = ${version} and s.subscription_number = coalesce((
    select subscription_number from subscriptions where subscription_id = ${idOf(key)}::uuid
  ), ${key})`;
  const [page] = await listPages(tx, condition, sql``);
  return page;
};

/** Latest versions of what an account owns, the one that changed last first. */
export const listSubscriptionPages = (
  tx: Transaction,
  accountId: string,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<SubscriptionPage[]> =>
  listPages(
    tx,
    sql`s.is_latest_version and s.subscription_owner_id = ${accountId}::uuid`,
    sql`order by s.updated_at desc, s.subscription_id desc offset ${offset} limit ${limit}`,
  );

type PageRow = SubscriptionRow & {
  is_latest_version: boolean;
  account_number: string;
  account_name: string;
  owner_number: string;
  owner_name: string;
  organization_label: string | null;
  order_number: string;
  sequence_set_name: string | null;
  original_created_at: Date;
  updated_at: Date;
};

type Sql = ReturnType<typeof sql>;

async function listPages(tx: Transaction, condition: Sql, order: Sql): Promise<SubscriptionPage[]> {
  const { rows } = await sql<PageRow>`
    select s.*, a.account_number, a.name as account_name, owner.account_number as owner_number,
      owner.name as owner_name, ${organizationLabelOf("a")}, o.order_number, sets.name as sequence_set_name
    from subscriptions s
      join accounts a using (account_id)
      join accounts owner on owner.account_id = s.subscription_owner_id
      join orders o using (order_id)
      left join sequence_sets sets on sets.sequence_set_id = s.sequence_set_id
    where ${condition}
    ${order}
  `.execute(tx);
  const stored = await withRatePlans(tx, rows);
  const subscriptions = stored.map(({ subscription }) => subscription);
  const catalog = await catalogNames(tx, subscriptions);
  const contacts = await contactsOf(tx, rows);
  const earlier = await earlierCharges(tx, subscriptions);
  const discountRules = await discountRulesFor(tx, subscriptions);
  return rows.flatMap((row, index) => {
    const subscription = subscriptions[index];
    if (!subscription) return [];
    return {
      subscription,
      isLatestVersion: row.is_latest_version,
      owner: {
        accountId: row.subscription_owner_id,
        accountNumber: row.owner_number,
        name: row.owner_name,
      },
      invoiceOwner: {
        accountId: row.account_id,
        accountNumber: row.account_number,
        name: row.account_name,
      },
      orderNumber: row.order_number,
      organizationLabel: row.organization_label,
      createdAt: row.original_created_at,
      updatedAt: row.updated_at,
      billToContact: contacts.get(row.bill_to_contact_id) ?? null,
      soldToContact: contacts.get(row.sold_to_contact_id) ?? null,
      sequenceSetName: row.sequence_set_name,
      catalog,
      earlierCharges: earlier.get(row.subscription_id) ?? new Map(),
      discountRules,
    };
  });
}

/** Read only where something is discounted. */
export const discountRulesFor = async (
  tx: Transaction,
  subscriptions: readonly Subscription[],
): Promise<NetRules> =>
  subscriptions.flatMap(chargesOf).some(({ discount }) => discount !== null)
    ? findBillingRules(tx)
    : DEFAULT_BILLING_RULES;

type RatePlanNameRow = {
  product_rate_plan_id: string;
  product_rate_plan_number: string;
  product_id: string;
  name: string;
  sku: string;
};

type ChargeNumberRow = {
  product_rate_plan_charge_id: string;
  product_rate_plan_charge_number: string;
};

async function catalogNames(
  tx: Transaction,
  subscriptions: readonly Subscription[],
): Promise<CatalogNames> {
  const planIds = subscriptions.flatMap(({ ratePlans }) =>
    ratePlans.map((ratePlan) => ratePlan.productRatePlanId),
  );
  const chargeIds = subscriptions
    .flatMap(chargesOf)
    .map(({ productRatePlanChargeId }) => productRatePlanChargeId);
  const plans = await sql<RatePlanNameRow>`
    select product_rate_plan_id, product_rate_plan_number, product_id, products.name, sku
    from product_rate_plans join products using (product_id)
    where product_rate_plan_id = any (${[...new Set(planIds)]}::uuid[])
  `.execute(tx);
  const charges = await sql<ChargeNumberRow>`
    select product_rate_plan_charge_id, product_rate_plan_charge_number
    from product_rate_plan_charges
    where product_rate_plan_charge_id = any (${[...new Set(chargeIds)]}::uuid[])
  `.execute(tx);
  return {
    ratePlans: new Map(plans.rows.map((row) => [row.product_rate_plan_id, toRatePlanNames(row)])),
    chargeNumbers: new Map(
      charges.rows.map((row) => [
        row.product_rate_plan_charge_id,
        row.product_rate_plan_charge_number,
      ]),
    ),
  };
}

const toRatePlanNames = (row: RatePlanNameRow): RatePlanNames => ({
  productId: row.product_id,
  productName: row.name,
  productSku: row.sku,
  productRatePlanNumber: row.product_rate_plan_number,
});

/** Most subscriptions have their account's contacts: then there is nothing to read. */
async function contactsOf(
  tx: Transaction,
  rows: readonly PageRow[],
): Promise<Map<string | null, Contact>> {
  const contacts = await listContactsById(
    tx,
    rows.flatMap(({ bill_to_contact_id: billTo, sold_to_contact_id: soldTo }) =>
      [billTo, soldTo].flatMap((contactId) => contactId ?? []),
    ),
  );
  return new Map(contacts.map((contact) => [contact.contactId, contact]));
}

type EarlierRow = ChargeRow & { of_subscription_id: string };

/** What the metrics of a charge are compared with: its latest copy of a lower charge version. */
async function earlierCharges(
  tx: Transaction,
  subscriptions: readonly Subscription[],
): Promise<Map<string, Map<string, Charge>>> {
  const changed = subscriptions.flatMap((subscription) =>
    chargesOf(subscription)
      .filter(({ version }) => version > 1)
      .map((charge) => ({ subscription, charge })),
  );
  if (changed.length === 0) return new Map();
  const { rows } = await sql<EarlierRow>`
    select distinct on (wanted.of_subscription_id, c.charge_number, c.segment)
      c.*, wanted.of_subscription_id
    from unnest(
      ${changed.map(({ subscription }) => subscription.subscriptionId)}::uuid[],
      ${changed.map(({ subscription }) => subscription.subscriptionNumber)}::text[],
      ${changed.map(({ charge }) => charge.chargeNumber)}::text[],
      ${changed.map(({ charge }) => charge.segment)}::integer[],
      ${changed.map(({ charge }) => charge.version)}::integer[]
    ) as wanted (of_subscription_id, subscription_number, charge_number, segment, version)
      join subscriptions s on s.subscription_number = wanted.subscription_number
      join rate_plan_charges c on c.account_id = s.account_id
        and c.subscription_id = s.subscription_id
        and c.charge_number = wanted.charge_number and c.segment = wanted.segment
        and c.version < wanted.version
    order by wanted.of_subscription_id, c.charge_number, c.segment, c.version desc, s.version desc
  `.execute(tx);
  const bySubscription = Map.groupBy(rows, (row) => row.of_subscription_id);
  return new Map(
    [...bySubscription].map(([subscriptionId, charges]) => [
      subscriptionId,
      new Map(charges.map(toCharge).map((charge) => [segmentKey(charge), charge])),
    ]),
  );
}
