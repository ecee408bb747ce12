/** Sequence sets and what they count. Locks and writes; document-numbers.ts draws. */
import {
  SEQUENCE_KINDS,
  type Sequence,
  type SequenceKind,
  type SequenceSet,
} from "#engine/accounts/sequence-set.ts";
import { sql, type Transaction } from "./database.ts";
import type { DocumentKind } from "./document-numbers.ts";
import { idOf } from "./ids.ts";

const STORED_KINDS = {
  invoice: "invoice",
  creditMemo: "credit_memo",
  debitMemo: "debit_memo",
  payment: "payment",
  refund: "refund",
} as const satisfies Record<SequenceKind, DocumentKind>;

type SetRow = {
  sequence_set_id: string;
  name: string;
  is_default: boolean;
  sequences: { kind: DocumentKind; prefix: string; next: number }[];
};

const SET = sql`
  select sequence_set_id, name, is_default, (
    select jsonb_agg(jsonb_build_object('kind', kind, 'prefix', prefix,
      'next', coalesce(next_number, next_value_of(sequence_name))))
    from document_sequences counted where counted.sequence_set_id = sets.sequence_set_id
  ) as sequences
  from sequence_sets sets`;

/** DEFAULT first, then by name. */
export async function listSequenceSets(
  tx: Transaction,
  name: string | undefined,
): Promise<SequenceSet[]> {
  const { rows } = await sql<SetRow>`
    ${SET} where ${name ?? null}::text is null or name = ${name ?? null}
    order by is_default desc, name
  `.execute(tx);
  return rows.map(toSequenceSet);
}

export async function findSequenceSet(
  tx: Transaction,
  key: string,
): Promise<SequenceSet | undefined> {
  const { rows } = await sql<SetRow>`
    ${SET} where sequence_set_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows[0] && toSequenceSet(rows[0]);
}

/** Whoever changes a set waits for whoever draws without gaps, and the other way round. */
export async function lockSequenceSet(
  tx: Transaction,
  key: string,
): Promise<SequenceSet | undefined> {
  const id = idOf(key);
  await sql`select from sequence_sets where sequence_set_id = ${id}::uuid for update`.execute(tx);
  await sql`
    select from document_sequences where sequence_set_id = ${id}::uuid order by kind for update
  `.execute(tx);
  return findSequenceSet(tx, key);
}

const toSequenceSet = (row: SetRow): SequenceSet => ({
  sequenceSetId: row.sequence_set_id,
  name: row.name,
  isDefault: row.is_default,
  sequences: Object.fromEntries(
    SEQUENCE_KINDS.flatMap((kind) => {
      const own = row.sequences.find((each) => each.kind === STORED_KINDS[kind]);
      return own ? [[kind, { prefix: own.prefix, startNumber: own.next }]] : [];
    }),
  ),
});

/** Returns whether the name was free. */
export async function saveNewSequenceSet(
  tx: Transaction,
  { sequenceSetId, name }: Pick<SequenceSet, "sequenceSetId" | "name">,
): Promise<boolean> {
  const { rows } = await sql`
    insert into sequence_sets (sequence_set_id, name) values (${sequenceSetId}::uuid, ${name})
    on conflict (entity_id, name) do nothing returning 1
  `.execute(tx);
  return rows.length === 1;
}

export async function isSetNameTaken(
  tx: Transaction,
  { sequenceSetId, name }: Pick<SequenceSet, "sequenceSetId" | "name">,
): Promise<boolean> {
  const { rows } = await sql`
    select from sequence_sets where name = ${name} and sequence_set_id <> ${sequenceSetId}::uuid
  `.execute(tx);
  return rows.length > 0;
}

export async function saveSetName(
  tx: Transaction,
  { sequenceSetId, name }: Pick<SequenceSet, "sequenceSetId" | "name">,
): Promise<void> {
  await sql`
    update sequence_sets set name = ${name}, updated_at = now()
    where sequence_set_id = ${sequenceSetId}::uuid
  `.execute(tx);
}

/** Adds what a set counts of a kind, from the next number on. It may be without gaps from the start. */
export async function saveNewSequence(
  tx: Transaction,
  sequenceSetId: string,
  kind: SequenceKind,
  { prefix, startNumber }: Sequence,
  numbering: Numbering,
): Promise<void> {
  const stored = STORED_KINDS[kind];
  const isGapless = numbering.isSequential && COUNTED_KINDS.includes(stored);
  await sql`
    insert into document_sequences
      (sequence_set_id, kind, prefix, sequence_name, next_number, is_numbered_when_posted)
    values (${sequenceSetId}::uuid, ${stored}, ${prefix},
      create_sequence_of_set(${sequenceSetId}::uuid, ${stored}, ${startNumber}::bigint),
      ${isGapless ? startNumber : null}::bigint, ${isGapless && numbering.isOnPosting})
  `.execute(tx);
}

/** Changes the prefix and the next number of what a set, which is locked, counts already. */
export async function saveSequence(
  tx: Transaction,
  sequenceSetId: string,
  kind: SequenceKind,
  { prefix, startNumber }: Sequence,
): Promise<void> {
  await sql`
    update document_sequences set prefix = ${prefix},
      next_number = case when next_number is not null then ${startNumber}::bigint end
    where sequence_set_id = ${sequenceSetId}::uuid and kind = ${STORED_KINDS[kind]}
  `.execute(tx);
  await sql`
    select setval(sequence_name::regclass, ${startNumber}::bigint, false) from document_sequences
    where sequence_set_id = ${sequenceSetId}::uuid and kind = ${STORED_KINDS[kind]}
    and next_number is null
  `.execute(tx);
}

/** Whose a prefix is. */
export type PrefixOwner = {
  readonly kind: SequenceKind;
  /** The set that counts with it now; null: none does. */
  readonly setName: string | null;
  /** Where none does, the number to go on with. */
  readonly nextNumber: number;
};

/** Makes a prefix that nobody has had this kind's for ever; else says whose it is. Locked. */
export async function claimPrefix(
  tx: Transaction,
  kind: SequenceKind,
  prefix: string,
): Promise<PrefixOwner> {
  const stored = STORED_KINDS[kind];
  await sql`
    insert into document_prefixes (prefix, kind, next_number) values (${prefix}, ${stored}, 1)
    on conflict do nothing
  `.execute(tx);
  const { rows } = await sql<{ kind: DocumentKind; next: string; set_name: string | null }>`
    select kind, next_number::text as next, (
      select name from document_sequences counted join sequence_sets using (sequence_set_id)
      where counted.prefix = prefixes.prefix limit 1
    ) as set_name
    from document_prefixes prefixes where prefix = ${prefix} for update
  `.execute(tx);
  const [row] = rows;
  const owner = SEQUENCE_KINDS.find((each) => STORED_KINDS[each] === row?.kind) ?? kind;
  return { kind: owner, setName: row?.set_name ?? null, nextNumber: Number(row?.next ?? 1) };
}

/** Remembers how far a prefix was counted that its set gives up. */
export async function leavePrefix(tx: Transaction, { prefix, startNumber }: Sequence) {
  await sql`
    update document_prefixes set next_number = greatest(next_number, ${startNumber}::bigint)
    where prefix = ${prefix}
  `.execute(tx);
}

/** Whether an account has the set, or a subscription in whichever version. */
export async function isSequenceSetUsed(tx: Transaction, sequenceSetId: string): Promise<boolean> {
  const { rows } = await sql`
    (select from accounts where sequence_set_id = ${sequenceSetId}::uuid limit 1)
    union all
    (select from subscriptions where sequence_set_id = ${sequenceSetId}::uuid limit 1)
  `.execute(tx);
  return rows.length > 0;
}

/** The first of these ids that is no set's; undefined: all are. */
export async function findUnknownSequenceSet(
  tx: Transaction,
  keys: readonly string[],
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select sequence_set_id as id from sequence_sets
    where sequence_set_id = any (${keys.flatMap((key) => idOf(key) ?? [])}::uuid[])
  `.execute(tx);
  const known = new Set(rows.map(({ id }) => id));
  return keys.find((key) => !known.has(idOf(key) ?? ""));
}

/** The sets of what documents bill, by document; those of their accounts are missing. */
export async function findSetsOfDocuments(
  tx: Transaction,
  kind: "invoice" | "credit_memo",
  documents: readonly { readonly accountId: string; readonly documentId: string }[],
): Promise<Map<string, string>> {
  const id = sql.ref(`items.${kind}_id`);
  const { rows } = await sql<{ document_id: string; sequence_set_id: string }>`
    select document_id, sequence_set_id
    from unnest(
      ${documents.map(({ accountId }) => accountId)}::uuid[],
      ${documents.map(({ documentId }) => documentId)}::uuid[]
    ) as wanted (account_id, document_id)
    cross join lateral (
      select s.sequence_set_id
      from ${sql.table(`${kind}_items`)} items join subscriptions s using (account_id, subscription_id)
      where items.account_id = wanted.account_id and ${id} = wanted.document_id
      and s.sequence_set_id is not null
      limit 1
    ) billed
  `.execute(tx);
  return new Map(rows.map((row) => [row.document_id, row.sequence_set_id]));
}

export async function deleteSequenceSet(tx: Transaction, sequenceSetId: string): Promise<void> {
  await sql`call drop_sequences_of_set(${sequenceSetId}::uuid)`.execute(tx);
  await sql`delete from sequence_sets where sequence_set_id = ${sequenceSetId}::uuid`.execute(tx);
}

/** Kinds that may be numbered without gaps. */
const COUNTED_KINDS: readonly DocumentKind[] = ["invoice", "credit_memo", "debit_memo"];

/** How documents are numbered: the billing rules sequentialInvoiceNumber and numberAssignmentTiming. */
export type Numbering = { readonly isSequential: boolean; readonly isOnPosting: boolean };

/** Sets how documents of all sets are numbered from now on; they go on where they were. */
export async function saveNumbering(
  tx: Transaction,
  { isSequential, isOnPosting }: Numbering,
): Promise<void> {
  await sql`
    select from document_sequences where kind = any (${COUNTED_KINDS}::text[])
    order by sequence_set_id, kind for update
  `.execute(tx);
  if (!isSequential) {
    await sql`
      select setval(sequence_name::regclass, next_number, false) from document_sequences
      where next_number is not null
    `.execute(tx);
  }
  await sql`
    update document_sequences set
      next_number = case when ${isSequential}
        then coalesce(next_number, next_value_of(sequence_name)) end,
      is_numbered_when_posted = ${isSequential && isOnPosting}
    where kind = any (${COUNTED_KINDS}::text[])
  `.execute(tx);
}

export const numberingOf = (rules: Readonly<Record<string, unknown>>): Numbering => ({
  isSequential: rules.sequentialInvoiceNumber === true,
  isOnPosting: rules.sequentialInvoiceNumber === true && rules.numberAssignmentTiming === "Posting",
});

/** Whether documents are, in this entity. */
export async function isNumberedWithoutGaps(tx: Transaction): Promise<boolean> {
  const { rows } = await sql`
    select from document_sequences where kind = 'invoice' and next_number is not null limit 1
  `.execute(tx);
  return rows.length > 0;
}
