import { Link } from "@tanstack/react-router";
import { type DocumentKind, KINDS } from "./document-kinds.ts";

type DocumentLinkProps = {
  readonly kind: DocumentKind;
  /** Its number, or its id where the number is not known. */
  readonly documentKey: string;
  readonly children?: string;
};

/** To the page of an invoice or a memo, by its number. */
export const DocumentLink = ({ kind, documentKey, children = documentKey }: DocumentLinkProps) => (
  <Link className="link" to={KINDS[kind].page} params={{ documentKey }}>
    {children}
  </Link>
);
