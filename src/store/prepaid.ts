/** What has become of prepaid units: what billing moved, and what a person rolled over. */
import type {
  FundKey,
  ManualRollover,
  PrepaidHistories,
  PrepaidHistory,
  PrepaidMove,
} from "#engine/model/prepaid.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { newId } from "./ids.ts";
import { type Columns, insertRows } from "./insert-rows.ts";

/** Of these subscriptions, by number; moves of one fund, usage charge and day are added up. */
export async function listPrepaidHistories(
  tx: Transaction,
  subscriptionNumbers: readonly string[],
): Promise<PrepaidHistories> {
  if (subscriptionNumbers.length === 0) return new Map();
  const { rows } = await sql<MoveRow>`
    select subscription_number, fund_charge_number, fund_start, type, charge_number, usage_date,
      sum(units)::text as units, '' as unit_of_measure, null::date as destination_start,
      null::date as destination_end
    from prepaid_moves where subscription_number = any (${[...subscriptionNumbers]}::text[])
    group by 1, 2, 3, 4, 5, 6
    union all
    select subscription_number, '', source_start, apply, null, null, '0', unit_of_measure,
      destination_start, destination_end
    from prepaid_rollovers where subscription_number = any (${[...subscriptionNumbers]}::text[])
    union all
    select subscription_number, fund_charge_number, fund_start, 'Depletion', null, null,
      sum(units)::text, '', null, null
    from prepaid_depletions where subscription_number = any (${[...subscriptionNumbers]}::text[])
    group by 1, 2, 3
    order by fund_start, charge_number, usage_date
  `.execute(tx);
  const bySubscription = Map.groupBy(rows, (row) => row.subscription_number);
  return new Map([...bySubscription].map(([number, own]) => [number, toHistory(own)]));
}

type Author = { readonly userId: string; readonly now: string };

type MoveRow = {
  subscription_number: string;
  fund_charge_number: string;
  fund_start: PlainDate;
  type: PrepaidMove["type"] | ManualRollover["apply"];
  charge_number: string | null;
  usage_date: PlainDate | null;
  units: string;
  unit_of_measure: string;
  destination_start: PlainDate | null;
  destination_end: PlainDate | null;
};

function toHistory(rows: readonly MoveRow[]): PrepaidHistory {
  const moves: PrepaidMove[] = [];
  const rollovers: ManualRollover[] = [];
  for (const row of rows) {
    const fund = { chargeNumber: row.fund_charge_number, start: row.fund_start };
    const units = decimal(row.units);
    const { type, charge_number: chargeNumber, usage_date: day } = row;
    if (type === "ApplyFirst" || type === "ApplyLast") {
      rollovers.push({
        unitOfMeasure: row.unit_of_measure,
        sourceStart: row.fund_start,
        destination: {
          start: row.destination_start ?? row.fund_start,
          end: row.destination_end ?? row.fund_start,
        },
        apply: type,
      });
    } else if (type === "CreditBack" || type === "Depletion") {
      moves.push({ fund, type, units, chargeNumber: null, day: null });
    } else if (chargeNumber !== null && day !== null) {
      moves.push({ fund, type, units, chargeNumber, day });
    }
  }
  return { moves, rollovers };
}

/** Moves of one item of a document. */
export type ItemMoves = {
  readonly accountId: string;
  readonly subscriptionNumber: string;
  readonly documentType: "Invoice" | "CreditMemo";
  readonly documentId: string;
  readonly itemId: string;
  readonly moves: readonly PrepaidMove[];
};

export async function savePrepaidMoves(
  tx: Transaction,
  items: readonly ItemMoves[],
  author: Author,
): Promise<void> {
  const { userId, now } = author;
  if (items.every(({ moves }) => moves.length === 0)) return;
  await insertRows(
    tx,
    "prepaid_moves",
    COLUMNS,
    items.flatMap((item) =>
      item.moves.map((move) => ({
        account_id: item.accountId,
        move_id: newId(),
        subscription_number: item.subscriptionNumber,
        fund_charge_number: move.fund.chargeNumber,
        fund_start: move.fund.start,
        type: move.type,
        units: move.units,
        charge_number: move.chargeNumber,
        usage_date: move.day,
        document_type: item.documentType,
        document_id: item.documentId,
        item_id: item.itemId,
        created_by_id: userId,
        created_at: now,
      })),
    ),
  );
  await refreshValidityPeriods(
    tx,
    items.map(({ subscriptionNumber }) => subscriptionNumber),
    author,
  );
}

const COLUMNS = {
  account_id: "uuid",
  move_id: "uuid",
  subscription_number: "text",
  fund_charge_number: "text",
  fund_start: "date",
  type: "text",
  units: "numeric",
  charge_number: "text",
  usage_date: "date",
  document_type: "text",
  document_id: "uuid",
  item_id: "uuid",
  created_by_id: "uuid",
  created_at: "timestamptz",
} as const satisfies Columns;

/** Items that bill nothing any more: what they have moved is as before. */
export async function forgetPrepaidMoves(
  tx: Transaction,
  itemIds: readonly string[],
): Promise<void> {
  if (itemIds.length === 0) return;
  const { rows } = await sql<{ subscription_number: string }>`
    delete from prepaid_moves where item_id = any (${[...itemIds]}::uuid[])
    returning subscription_number
  `.execute(tx);
  await refreshValidityPeriods(
    tx,
    rows.map((row) => row.subscription_number),
    undefined,
  );
}

/** What validity periods have left is shown anew. @param author  undefined: who has written the funds */
export async function refreshValidityPeriods(
  tx: Transaction,
  subscriptionNumbers: readonly string[],
  author: Author | undefined,
): Promise<void> {
  const numbers = [...new Set(subscriptionNumbers)];
  if (numbers.length === 0) return;
  await sql`
    call refresh_validity_periods(${numbers}::text[], ${author?.userId ?? null}::uuid,
      ${author?.now ?? null}::timestamptz)
  `.execute(tx);
}

/** A fund as callers know it. */
export type KnownFund = FundKey & {
  readonly fundId: string;
  readonly subscriptionNumber: string;
};

/** Unknown ids are left out. */
export async function listFunds(tx: Transaction, fundIds: readonly string[]): Promise<KnownFund[]> {
  const { rows } = await sql<FundRow>`
    select replace(fund_id::text, '-', '') as fund_id, subscription_number, charge_number, fund_start
    from prepaid_funds where fund_id = any (${[...fundIds]}::uuid[]) order by fund_id
  `.execute(tx);
  return rows.map((row) => ({
    fundId: row.fund_id,
    subscriptionNumber: row.subscription_number,
    chargeNumber: row.charge_number,
    start: row.fund_start,
  }));
}

type FundRow = {
  fund_id: string;
  subscription_number: string;
  charge_number: string;
  fund_start: PlainDate;
};

export type Depletion = Omit<KnownFund, "fundId"> & {
  readonly accountId: string;
  readonly units: Decimal;
  readonly depletedOn: PlainDate;
};

export async function savePrepaidDepletions(
  tx: Transaction,
  depletions: readonly Depletion[],
  author: Author,
): Promise<void> {
  await insertRows(
    tx,
    "prepaid_depletions",
    DEPLETION,
    depletions.map((depletion) => ({
      account_id: depletion.accountId,
      depletion_id: newId(),
      subscription_number: depletion.subscriptionNumber,
      fund_charge_number: depletion.chargeNumber,
      fund_start: depletion.start,
      units: depletion.units,
      depleted_on: depletion.depletedOn,
      created_by_id: author.userId,
      created_at: author.now,
    })),
  );
  await refreshValidityPeriods(
    tx,
    depletions.map(({ subscriptionNumber }) => subscriptionNumber),
    author,
  );
}

const DEPLETION = {
  account_id: "uuid",
  depletion_id: "uuid",
  subscription_number: "text",
  fund_charge_number: "text",
  fund_start: "date",
  units: "numeric",
  depleted_on: "date",
  created_by_id: "uuid",
  created_at: "timestamptz",
} as const satisfies Columns;

export type RolloverKey = {
  readonly accountId: string;
  readonly subscriptionNumber: string;
  readonly unitOfMeasure: string;
  readonly sourceStart: PlainDate;
};

export async function savePrepaidRollover(
  tx: Transaction,
  key: RolloverKey,
  { destination, apply }: Pick<ManualRollover, "destination" | "apply">,
  { userId, now }: { readonly userId: string; readonly now: string },
): Promise<void> {
  await sql`
    insert into prepaid_rollovers (account_id, subscription_number, unit_of_measure, source_start,
      destination_start, destination_end, apply, created_by_id, created_at)
    values (${key.accountId}::uuid, ${key.subscriptionNumber}, ${key.unitOfMeasure},
      ${key.sourceStart}, ${destination.start}, ${destination.end}, ${apply}, ${userId}::uuid, ${now})
  `.execute(tx);
}

/** Of whatever account it was billed to when it was rolled over. */
export async function deletePrepaidRollover(
  tx: Transaction,
  { subscriptionNumber, unitOfMeasure, sourceStart }: RolloverKey,
): Promise<void> {
  await sql`
    delete from prepaid_rollovers where subscription_number = ${subscriptionNumber}
    and unit_of_measure = ${unitOfMeasure} and source_start = ${sourceStart}
  `.execute(tx);
}
