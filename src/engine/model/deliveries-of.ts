import { type Decimal, decimal } from "../values/decimal.ts";
import type { Derivation } from "./document.ts";

/** How many deliveries an item bills or credits, as its derivation says; null for any other item. */
export function deliveriesOf(derivation: Pick<Derivation, "inputs"> | null): Decimal | null {
  const count = derivation?.inputs.numberOfDeliveries;
  return count === undefined ? null : decimal(count);
}
