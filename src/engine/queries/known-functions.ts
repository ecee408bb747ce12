/**
 * What a data query may write before an opening parenthesis. A function that is not here is refused
 * before PostgreSQL sees it: what reads files, sleeps, runs SQL from a text or changes a setting.
 */

const words = (text: string): string[] => text.trim().split(/\s+/);

/** Not calls: a parenthesis follows them all the same. */
const GRAMMAR = words(`
  all and any array as between by case cube distinct else end escape except exists fetch filter first
  from group having ilike in intersect is join lateral like limit materialized next not offset on only
  or order over partition recursive rollup row select sets similar some symmetric then to union using
  values when where with within
`);

const TYPES = words(`
  bigint boolean char character date dec decimal double float int integer interval numeric real
  smallint text time timestamp timestamptz varchar
`);

const AGGREGATES = words(`
  array_agg avg bool_and bool_or corr count covar_pop covar_samp every max min mode percentile_cont
  percentile_disc regr_intercept regr_r2 regr_slope stddev stddev_pop stddev_samp string_agg sum
  var_pop var_samp variance
  cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
`);

const FUNCTIONS = words(`
  coalesce nullif greatest least cast
  ascii btrim char_length character_length chr concat concat_ws initcap left length lower ltrim md5
  overlay position regexp_like regexp_replace replace reverse right rtrim split_part starts_with
  strpos substr substring translate trim upper
  abs ceil ceiling exp floor ln log mod pi power round sign sqrt trunc width_bucket
  age date_part date_trunc extract justify_days localtimestamp make_date make_timestamptz now to_char
  to_date to_number to_timestamp current_timestamp
  array_length array_position array_to_string cardinality json_array_length jsonb_array_length
  json_extract_path_text jsonb_extract_path_text jsonb_each_text jsonb_object_keys jsonb_typeof
  unnest
`);

/** Of Trino, where PostgreSQL has none of that name; made beside the views. */
export const TRINO_FUNCTIONS = words(`
  date_add date_diff day day_of_week from_iso8601_date from_iso8601_timestamp hour if minute month
  quarter second week year
`);

export const KNOWN_BEFORE_PARENTHESIS: ReadonlySet<string> = new Set([
  ...GRAMMAR,
  ...TYPES,
  ...AGGREGATES,
  ...FUNCTIONS,
  ...TRINO_FUNCTIONS,
]);
