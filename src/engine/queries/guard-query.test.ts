import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BillingError } from "../errors.ts";
import { guardQuery } from "./guard-query.ts";

const HARMLESS = [
  "SELECT accountnumber, balance FROM Account WHERE Account.balance > 100",
  "select s.id from subscription s join rateplan rp on s.id = rp.subscriptionid where rp.name = 'a''b; --'",
  "select count(*), sum(amount) filter (where amount > 0) from invoice -- set_config('a', 'b')",
  "with a (x, y) as (select 1, 2) select * from a as b (c, d) /* pg_sleep(1) /* nested */ */",
  "with recursive a (n) as (values (1) union all select n + 1 from a where n < 9) select n from a",
  "(select 1) union all (select 2)",
  "select cast(amount as numeric(10, 2)), amount::decimal(9,1), date '2024-01-01' from invoice",
  "select row_number() over (partition by accountid order by id) from invoice",
  'select 1 as "Any ""name"""',
  "select 'pg_sleep(1)', 'set_config(''role'', ''x'')' from account where id in (select accountid from invoice)",
];

describe("a data query", () => {
  for (const query of HARMLESS) {
    test(`may read: ${query}`, () => assert.equal(guardQuery(query), query));
  }

  test("may end with a semicolon, which is not handed on", () => {
    assert.equal(guardQuery("select 1 as one ; -- end"), "select 1 as one ");
  });

  const REFUSED: readonly (readonly [query: string, why: RegExp])[] = [
    ["select 1; select 2", /several statements/],
    ["select 1;;", /several statements/],
    ["", /begin with/],
    ["copy account to '/tmp/x'", /begin with/],
    ["reset role", /begin with/],
    ["set role postgres", /begin with/],
    ["insert into account values (1)", /begin with/],
    ["explain analyze select 1", /begin with/],
    ["do 'begin end'", /begin with/],
    ["table pg_class", /begin with/],
    ["select set_config('quittance.entity_id', 'x', true)", /calls 'set_config'/],
    ["select SET_CONFIG/* x */\n(1)", /calls 'set_config'/],
    ['select "set_config"(1)', /calls 'set_config'/],
    ['select U&"\\0073et_config"(1)', /U&/],
    ["select pg_catalog.set_config(1)", /pg_catalog/],
    ["select data_query.year(now())", /by its schema/],
    ["select current_setting('x')", /calls 'current_setting'/],
    ["select query_to_xml('select 1', true, true, '')", /calls 'query_to_xml'/],
    ["select pg_read_file('/etc/passwd')", /pg_read_file/],
    ["select pg_sleep(1000)", /pg_sleep/],
    ["select * from pg_stat_activity", /pg_stat_activity/],
    ['select * from "pg_stats"', /pg_stats/],
    ["select * from information_schema.tables", /information_schema/],
    ["select * from data_query_own.readers", /data_query_own/],
    ["select lo_import('/etc/passwd')", /calls 'lo_import'/],
    ["select * from dblink('x', 'y') as t(a int)", /calls 'dblink'/],
    ["select repeat('x', 1000000000)", /calls 'repeat'/],
    ["select * from generate_series(1, 1000000000)", /calls 'generate_series'/],
    ["with a as materialized (select 1), set_config (b) as (select 1) select 1", /set_config/],
    ["select e'\\'', pg_sleep(1) --'", /may not write e/],
    ["select $$ x $$", /may not contain '\$'/],
    ["select 1set_config('a', 'b', true)", /calls 'set_config'/],
    ["select 'open", /does not end/],
    ["select 1 /* open", /does not end/],
    ["select 1\u0000", /may not contain/],
  ];
  for (const [query, why] of REFUSED) {
    test(`may not be: ${query}`, () => {
      assert.throws(
        () => guardQuery(query),
        (error) => error instanceof BillingError && why.test(error.message),
      );
    });
  }
});
