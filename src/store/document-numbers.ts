/**
 * Numbers of documents, payments and refunds: the account's sequence set says which
 * (docs/decisions/0540-sequence-sets.md). Those of a standard set come from PostgreSQL's sequences and
 * wait for nobody; those that may have no gap come from a row, which is locked until the transaction
 * ends (docs/decisions/0541-numbers-without-gaps.md).
 */
import { sql, type Transaction } from "./database.ts";
import { madeUpNumbers } from "./preview.ts";

/** With the text before the digits in a preview and of a temporary number, and who has numbers. */
const KINDS = {
  invoice: { prefix: "INV", temporary: "TMP-INV-", taken: ["invoices", "invoice_number"] },
  credit_memo: {
    prefix: "CM",
    temporary: "TMP-CM-",
    taken: ["credit_memos", "credit_memo_number"],
  },
  debit_memo: { prefix: "DM", temporary: "TMP-DM-", taken: ["debit_memos", "debit_memo_number"] },
  payment: { prefix: "P-", temporary: null, taken: null },
  refund: { prefix: "R-", temporary: null, taken: null },
} as const;

export type DocumentKind = keyof typeof KINDS;

/** What is to be numbered. */
export type Numbered = {
  readonly accountId: string;
  /** Instead of the account's own; null or undefined: that one. */
  readonly sequenceSetId?: string | null;
  readonly status?: string;
};

/**
 * Draws a number such as "INV00000001" for each, in their order; ascending where they are of one set.
 * A draft has a temporary one, such as "TMP-INV-00000001", where numbers are assigned on posting. What
 * a caller has chosen for one of his own is passed over; a preview draws none (preview.ts).
 */
export async function documentNumbers(
  tx: Transaction,
  kind: DocumentKind,
  documents: readonly Numbered[],
): Promise<string[]> {
  const madeUp = madeUpNumbers(tx, KINDS[kind].prefix, documents.length);
  if (madeUp) return madeUp;
  const numbers: string[] = documents.map(() => "");
  let places = documents.map((_, place) => place);
  while (places.length > 0) {
    const wanted = places.flatMap((place) => documents[place] ?? []);
    const drawn = await draw(tx, kind, wanted);
    places.forEach((place, index) => {
      numbers[place] = drawn[index]?.number ?? "";
    });
    places = places.filter((_, index) => drawn[index]?.isTaken);
  }
  return numbers;
}

/** One number: see documentNumbers. */
export async function documentNumber(
  tx: Transaction,
  kind: DocumentKind,
  document: Numbered,
): Promise<string> {
  const [number = ""] = await documentNumbers(tx, kind, [document]);
  return number;
}

/** Whether a document still waits for the number that it keeps. */
export const isTemporaryNumber = (number: string): boolean => /^TMP-(INV|CM|DM)-\d/.test(number);

type Drawn = { readonly number: string; readonly isTaken: boolean };

async function draw(
  tx: Transaction,
  kind: DocumentKind,
  documents: readonly Numbered[],
): Promise<Drawn[]> {
  const { rows } = await drawFromSequences(tx, kind, documents);
  const [only] = rows;
  if (rows.length === 1 && only?.number) {
    return [{ number: only.number, isTaken: only.is_taken === true }];
  }
  const gapless = rows.filter(({ number }) => number === null);
  const next = gapless.length > 0 ? await drawWithoutGaps(tx, kind, gapless) : new Map();
  const drawn = rows.map(({ sequence_set_id: id, prefix, number }) => {
    if (number !== null) return { prefix, number };
    const own: bigint = next.get(id) ?? 0n;
    next.set(id, own + 1n);
    return { prefix, number: prefix + String(own).padStart(DIGITS, "0") };
  });
  const taken = await takenOf(tx, kind, drawn);
  return drawn.map(({ number }) => ({ number, isTaken: taken.has(number) }));
}

/** At least. Source: the vendor's page about prefixes and numbers. */
const DIGITS = 8;

type DrawnRow = {
  sequence_set_id: string;
  prefix: string;
  /** Null: the row of the set gives it. */
  number: string | null;
  /** Only where one is drawn: then it takes no round trip of its own. */
  is_taken: boolean | null;
};

type Sql = ReturnType<typeof sql>;

/** A set that has nothing of the kind, as it may be with payments and refunds, counts with DEFAULT. */
function drawFromSequences(tx: Transaction, kind: DocumentKind, documents: readonly Numbered[]) {
  const { temporary, taken } = KINDS[kind];
  const [only] = documents;
  const isOne = documents.length === 1 && only !== undefined;
  const next = sql`nextval(case when is_temporary then temporary when next_number is null then numbers end)`;
  const temporaryNumbers = temporary
    ? sql`sequence_name(${`temporary_${kind}`})::regclass`
    : sql`null::regclass`;
  // Not `exists`: PostgreSQL may answer that from a hash of every number of the entity.
  const isTaken =
    isOne && taken
      ? sql`(select true from ${sql.table(taken[0])} where ${sql.ref(taken[1])} = number limit 1)`
      : sql`null::boolean`;
  const counted = sql`
    select sequence_set_id, is_default, prefix, next_number, is_numbered_when_posted,
      sequence_name::regclass as numbers, ${temporaryNumbers} as temporary
    from document_sequences join sequence_sets using (sequence_set_id)
    where kind = ${kind}`;
  return sql<DrawnRow>`
    select sequence_set_id, prefix, number, ${isTaken} as is_taken
    from (
      select sequence_set_id, place, prefix,
        prefix || lpad(n::text, greatest(${DIGITS}, length(n::text)), '0') as number
      from (
        select sequence_set_id, place, ${next} as n,
          case when is_temporary then ${temporary} else prefix end as prefix
        from (${isOne ? countedForOne(counted, only) : countedForMany(counted, documents)}) ordered
        offset 0
      ) drawn
    ) numbered
    order by place
  `.execute(tx);
}

/** What most orders need: the account's set is looked up, and so is DEFAULT. */
const countedForOne = (counted: Sql, { accountId, sequenceSetId, status }: Numbered): Sql => sql`
  select chosen.*, 1 as place, ${status === "Draft"} and is_numbered_when_posted as is_temporary
  from (${counted} and (is_default or sequence_set_id = coalesce(${sequenceSetId ?? null}::uuid,
      (select sequence_set_id from accounts where account_id = ${accountId}::uuid)))
    order by is_default limit 1) chosen`;

/** Names become sequences once for each set, and sets are few: rows cost what drawing costs. */
function countedForMany(counted: Sql, documents: readonly Numbered[]): Sql {
  // A few accounts are looked up; many are joined.
  const joinedOwn =
    documents.length < 10
      ? sql`left join counted own on own.sequence_set_id = coalesce(set_id,
          (select sequence_set_id from accounts a where a.account_id = given.account_id))`
      : sql`left join accounts using (account_id) left join counted own
          on own.sequence_set_id = coalesce(set_id, accounts.sequence_set_id)`;
  return sql`
    with counted as materialized (${counted})
    select counted.*, place, is_draft and is_numbered_when_posted as is_temporary
    from (
      select place, is_draft, coalesce(own.sequence_set_id, standard.sequence_set_id) as id
      from unnest(
        ${documents.map(({ accountId }) => accountId)}::uuid[],
        ${documents.map(({ sequenceSetId }) => sequenceSetId ?? null)}::uuid[],
        ${documents.map(({ status }) => status === "Draft")}::boolean[]
      ) with ordinality as given (account_id, set_id, is_draft, place)
      ${joinedOwn}
      join counted standard on standard.is_default
    ) chosen join counted on counted.sequence_set_id = chosen.id
    order by place offset 0`;
}

/**
 * The first of the numbers that each set gives. Its row is locked, sets in the order of their ids, until
 * the transaction ends: what it takes back, it takes back whole.
 */
async function drawWithoutGaps(
  tx: Transaction,
  kind: DocumentKind,
  rows: readonly DrawnRow[],
): Promise<Map<string, bigint>> {
  const bySet = Map.groupBy(rows, (row) => row.sequence_set_id);
  const { rows: first } = await sql<{ sequence_set_id: string; first: string }>`
    with wanted as (
      select * from unnest(
        ${[...bySet.keys()]}::uuid[], ${[...bySet.values()].map((own) => own.length)}::bigint[]
      ) as wanted (sequence_set_id, how_many)
    ), locked as (
      select sequence_set_id from document_sequences
      where kind = ${kind} and sequence_set_id in (select sequence_set_id from wanted)
      order by sequence_set_id for update
    )
    update document_sequences as counted set next_number = next_number + how_many
    from wanted join locked using (sequence_set_id)
    where counted.kind = ${kind} and counted.sequence_set_id = wanted.sequence_set_id
    returning counted.sequence_set_id, (next_number - how_many)::text as first
  `.execute(tx);
  return new Map(first.map((row) => [row.sequence_set_id, BigInt(row.first)]));
}

/** Numbers that follow each other are one stretch of the index, which is looked at once. */
async function takenOf(
  tx: Transaction,
  kind: DocumentKind,
  drawn: readonly { readonly prefix: string; readonly number: string }[],
): Promise<Set<string>> {
  const taken = new Set<string>();
  const place = KINDS[kind].taken;
  if (!place) return taken;
  const [table, column] = place;
  // Another length is another stretch: "9" comes after "10" in an index.
  const stretches = Map.groupBy(drawn, ({ prefix, number }) => `${prefix} ${number.length}`);
  for (const stretch of stretches.values()) {
    const numbers = stretch.map(({ number }) => number).toSorted();
    const { rows } = await sql<{ number: string }>`
      select ${sql.ref(column)} as number from ${sql.table(table)}
      where ${sql.ref(column)} between ${numbers[0]} and ${numbers.at(-1)}
    `.execute(tx);
    for (const { number } of rows) taken.add(number);
  }
  return taken;
}
