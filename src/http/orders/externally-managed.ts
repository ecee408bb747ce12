import { z } from "zod";

export const externallyManagedBy = z
  .enum(["Amazon", "Apple", "Google", "Roku"])
  .optional()
  .describe("The store in which the customer has bought it, and which bills for it.");
