import { Link } from "@tanstack/react-router";

/** The other pages about taxes. */
export const TaxLinks = () => (
  <span className="row">
    <Link className="link" to="/set-up/tax-codes">
      Codes and rates
    </Link>
    <Link className="link" to="/set-up/tax-companies">
      Companies
    </Link>
    <Link className="link" to="/set-up/tax-engines">
      Engines
    </Link>
  </span>
);
