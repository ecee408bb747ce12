/** Reads the views and owns nothing. */
export const QUERY_ROLE = "quittance_query";
/** Owns the views. */
export const SOURCE_ROLE = "quittance_query_source";
export const QUERY_SCHEMA = "data_query";
