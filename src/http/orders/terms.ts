import { z } from "zod";
import * as wire from "../wire.ts";

/** How long a term or a wait is: a number and its unit. */
export const periodType = z.enum(["Month", "Year", "Day", "Week"]);

export const periods = wire.intBetween(1, 1200);
