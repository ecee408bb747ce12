/** Functions of Trino that PostgreSQL lacks and that are one expression in it. Immutable or stable. */
import { QUERY_SCHEMA } from "./roles.ts";

type Definition = readonly [name: string, parameters: string, returns: string, body: string];

const UNIT_INTERVAL = `(value || ' ' || case lower(unit)
  when 'quarter' then 'months' else lower(unit) end)::interval
  * case lower(unit) when 'quarter' then 3 else 1 end`;

const MONTHS = `(extract(year from age(later, earlier)) * 12 + extract(month from age(later, earlier)))`;

const DEFINITIONS: readonly Definition[] = [
  ["date_add", "unit text, value bigint, day date", "date", `(day + ${UNIT_INTERVAL})::date`],
  ["date_add", "unit text, value bigint, at timestamptz", "timestamptz", `at + ${UNIT_INTERVAL}`],
  [
    "date_diff",
    "unit text, earlier timestamptz, later timestamptz",
    "bigint",
    `(case lower(unit)
      when 'year' then trunc(${MONTHS} / 12)
      when 'quarter' then trunc(${MONTHS} / 3)
      when 'month' then ${MONTHS}
      else trunc(extract(epoch from later - earlier)
        / extract(epoch from ('1 ' || lower(unit))::interval))
    end)::bigint`,
  ],
  ["from_iso8601_date", "text", "date", "$1::date"],
  ["from_iso8601_timestamp", "text", "timestamptz", "$1::timestamptz"],
  [
    "if",
    "boolean, anycompatible, anycompatible",
    "anycompatible",
    "case when $1 then $2 else $3 end",
  ],
  ["if", "boolean, anyelement", "anyelement", "case when $1 then $2 end"],
  ["day_of_week", "timestamptz", "bigint", "extract(isodow from $1)::bigint"],
  ["second", "timestamptz", "bigint", "trunc(extract(second from $1))::bigint"],
  ...["year", "quarter", "month", "week", "day", "hour", "minute"].map(
    (part): Definition => [part, "timestamptz", "bigint", `extract(${part} from $1)::bigint`],
  ),
];

export const TRINO_SQL = DEFINITIONS.map(
  ([name, parameters, returns, body]) =>
    `create function ${QUERY_SCHEMA}."${name}"(${parameters}) returns ${returns}
      language sql stable as $body$ select ${body} $body$;`,
).join("\n");
