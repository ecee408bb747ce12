import type { ReactNode } from "react";

type PageHeadProps = {
  readonly title: ReactNode;
  /** For the browser's tab, where the title is more than text. */
  readonly tabTitle: string;
  readonly beneath?: ReactNode;
  /** What can be done here. */
  readonly children?: ReactNode;
};

export const PageHead = ({ title, tabTitle, beneath, children }: PageHeadProps) => (
  <div className="row row-apart page-head">
    <title>{`${tabTitle} · Quittance`}</title>
    <div>
      <h1>{title}</h1>
      {beneath && <div className="row quiet">{beneath}</div>}
    </div>
    <div className="row">{children}</div>
  </div>
);
