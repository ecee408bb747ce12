/** The server's own tax engine is no row: every entity has it under the same id. */
export const OWN_ENGINE_ID = "00000000000070008000000000000001";
