import { Link } from "@tanstack/react-router";

/** To the page of a refund, by its number. */
export const RefundLink = ({ refundKey }: { readonly refundKey: string }) => (
  <Link className="link" to="/refunds/$refundKey" params={{ refundKey }}>
    {refundKey}
  </Link>
);
