import type { OwnRequest } from "../../api/client.ts";

type Step = { readonly ends: RegExp; readonly inWords: string; readonly needs: string };

/** As src/engine/settlement/residues.ts proposes them. */
const STEPS: readonly Step[] = [
  { ends: /\/write-off$/, inWords: "Write it off", needs: "billing.write-off" },
  { ends: /^\/v1\/payments$/, inWords: "Record its payment", needs: "payments.write" },
  { ends: /\/payments\/[^/]+\/apply$/, inWords: "Apply the payment", needs: "payments.write" },
  { ends: /\/apply$/, inWords: "Apply the credit", needs: "billing.write" },
  { ends: /\/unapply$/, inWords: "Take the write-off back", needs: "billing.write" },
  { ends: /\/refunds?$/, inWords: "Refund it", needs: "payments.refund" },
  { ends: /\/reverse$/, inWords: "Reverse it", needs: "billing.write" },
];

const OTHER = { inWords: "Settle it", needs: "billing.write" };

/** What requests that settle a residue do, in words, and what they take. */
export function stepsOf(requests: readonly OwnRequest[]) {
  const steps = requests.map(({ path }) => STEPS.find(({ ends }) => ends.test(path)) ?? OTHER);
  return {
    inWords: [...new Set(steps.map(({ inWords }) => inWords))].join(", then: "),
    needs: steps.map(({ needs }) => needs),
  };
}
