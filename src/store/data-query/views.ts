/**
 * What data queries read: a view for each object that can be queried, made anew whenever what it is
 * made from has changed. See docs/decisions/0660.
 */
import { createHash } from "node:crypto";
import type pg from "pg";
import { assert } from "#engine/assert.ts";
import { OBJECTS } from "../object-query/objects/index.ts";
import type { Field, QueryObject } from "../object-query/query-object.ts";
import { QUERY_ROLE, QUERY_SCHEMA, SOURCE_ROLE } from "./roles.ts";
import { TRINO_SQL } from "./trino-functions.ts";

/** Before tables are changed: a view would hold on to their columns. */
export const dropQueryViews = (client: pg.Client): Promise<unknown> =>
  client.query(`set client_min_messages = warning; drop schema if exists ${QUERY_SCHEMA} cascade`);

/** After migrations, as the owner, one server at a time. Does nothing where the views are as they should be. */
export async function makeQueryViews(client: pg.Client): Promise<void> {
  const isReady = await client.query(
    `select to_regrole($1) as role, to_regnamespace('data_query_own') as own,
      to_regprocedure('organization_condition(regclass,text)') as conditions`,
    [SOURCE_ROLE],
  );
  if (Object.values(isReady.rows[0] ?? {}).includes(null)) return;
  const text = schemaText();
  const fingerprint = createHash("sha256").update(text).digest("hex");
  const { rows } = await client.query<{ fingerprint: string | null }>(
    "select obj_description(to_regnamespace($1)::oid, 'pg_namespace') as fingerprint",
    [QUERY_SCHEMA],
  );
  if (rows[0]?.fingerprint === fingerprint) return;
  await client.query("begin");
  try {
    await dropQueryViews(client);
    await client.query(text);
    await client.query(`comment on schema ${QUERY_SCHEMA} is '${fingerprint}'`);
    await giveToSource(client);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new Error("The views of data queries could not be made", { cause: error });
  }
}

/** By the name of its view: what data queries call each object. */
export const QUERY_TABLES: Readonly<Record<string, QueryObject>> = Object.fromEntries(
  Object.values(OBJECTS).map((object) => [tableName(object), object]),
);

/** "order" is a word of SQL. */
function tableName({ singular }: QueryObject): string {
  return singular === "order" ? "orders" : singular.toLowerCase();
}

function schemaText(): string {
  const views = Object.entries(QUERY_TABLES).map(([name, object]) => viewText(name, object));
  return [
    `create schema ${QUERY_SCHEMA};`,
    `grant usage on schema ${QUERY_SCHEMA} to ${QUERY_ROLE};`,
    // Ownership of the views cannot be given away without; the role cannot sign in.
    `grant create, usage on schema ${QUERY_SCHEMA} to ${SOURCE_ROLE};`,
    ...views,
    TRINO_SQL,
  ].join("\n");
}

function viewText(name: string, { from, fields, customFields }: QueryObject): string {
  const columns = Object.entries(fields)
    // What the engine computes is in no column.
    .filter(([, field]) => field.compute === undefined)
    .map(([field, held]) => `${columnText(held)} as "${field.toLowerCase()}"`);
  if (customFields !== undefined) columns.push(`${customFields} as "customfields"`);
  return `create view ${QUERY_SCHEMA}.${name} as select ${columns.join(", ")} from ${from};
    grant select on ${QUERY_SCHEMA}.${name} to ${QUERY_ROLE};`;
}

function columnText({ sql, spelling }: Field): string {
  if (spelling === undefined) return sql;
  const cases = Object.entries(spelling).map(
    ([stored, wire]) => `when ${quoted(stored)} then ${quoted(wire)}`,
  );
  return cases.length === 0 ? sql : `case ${sql} ${cases.join(" ")} else ${sql} end`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const TABLES_OF_VIEWS = `
  select distinct source.oid::regclass::text as name, source.relrowsecurity as is_protected,
    exists (select from pg_policy where polrelid = source.oid and polname = 'data_query') as is_done,
    organization_condition(source.oid, '(select data_query_own.organization_ids())') as condition
  from pg_class shown
  join pg_rewrite rule on rule.ev_class = shown.oid
  join pg_depend on pg_depend.objid = rule.oid and classid = 'pg_rewrite'::regclass
    and refclassid = 'pg_class'::regclass
  join pg_class source on source.oid = refobjid and source.relkind in ('r', 'p')
  where shown.relnamespace = '${QUERY_SCHEMA}'::regnamespace`;

type Shown = {
  readonly name: string;
  readonly is_protected: boolean;
  readonly is_done: boolean;
  /** Null: all organizations see all of it. */
  readonly condition: string | null;
};

/** Their owner sees what the views need, of the entity and the organizations whose query it is. */
async function giveToSource(client: pg.Client): Promise<void> {
  const { rows } = await client.query<Shown>(TABLES_OF_VIEWS);
  for (const { name, is_protected, is_done, condition } of rows) {
    assert(is_protected, `${name}, which data queries show, keeps entities apart`);
    await client.query(`grant select on ${name} to ${SOURCE_ROLE}`);
    await limitToOrganizations(client, name, condition);
    if (is_done) continue;
    await client.query(
      `create policy data_query on ${name} as restrictive for select to ${SOURCE_ROLE} ` +
        "using (entity_id = (select data_query_own.entity_id()))",
    );
  }
  for (const name of Object.keys(QUERY_TABLES)) {
    await client.query(`alter view ${QUERY_SCHEMA}.${name} owner to ${SOURCE_ROLE}`);
  }
  await client.query(`revoke create on schema ${QUERY_SCHEMA} from ${SOURCE_ROLE}`);
}

async function limitToOrganizations(
  client: pg.Client,
  name: string,
  condition: string | null,
): Promise<void> {
  await client.query(`drop policy if exists data_query_organization on ${name}`);
  if (condition === null) return;
  await client.query(
    `create policy data_query_organization on ${name} as restrictive for select to ${SOURCE_ROLE} ` +
      `using ((select data_query_own.organization_ids()) is null or ${condition})`,
  );
}
