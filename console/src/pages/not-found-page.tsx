import { Link } from "@tanstack/react-router";

export const NotFoundPage = () => (
  <main className="notice">
    <strong>There is no page here</strong>
    <p>The address may be misspelt, or the page may have moved.</p>
    <Link className="link" to="/accounts">
      Go to the accounts
    </Link>
  </main>
);
