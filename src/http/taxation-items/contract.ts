import { contract } from "../contract.ts";
import { taxationItem } from "./taxation-item-fields.ts";

const tag = "Taxation items";

export const getTaxationItem = contract({
  operation: "getTaxationItem",
  method: "GET",
  path: "/v1/taxation-items/{id}",
  aliases: ["/v1/taxationitems/{id}"],
  summary: "Retrieve a taxation item",
  tag,
  response: taxationItem,
  errors: ["ENTITY_NOT_FOUND"],
});
