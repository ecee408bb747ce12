import { Link } from "@tanstack/react-router";

/** To the page of a payment, by its number. */
export const PaymentLink = ({ paymentKey }: { readonly paymentKey: string }) => (
  <Link className="link" to="/payments/$paymentKey" params={{ paymentKey }}>
    {paymentKey}
  </Link>
);
