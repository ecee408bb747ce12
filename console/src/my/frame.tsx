import { type ReactNode, useId } from "react";
import type { Page } from "./api.ts";
import { type Language, NAMES, useWords } from "./language.tsx";

type FrameProps = {
  readonly page: Pick<Page, "merchantName" | "logo" | "language" | "languages"> | undefined;
  readonly onLanguage: (language: Language) => void;
  /** Beside the language. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
};

/** The merchant's name above, and one column. */
export function Frame({ page, onLanguage, action, children }: FrameProps) {
  const { say } = useWords();
  const id = useId();
  return (
    <>
      <header>
        <div className="merchant">
          {page?.logo && <img src={page.logo} alt="" />}
          <span>{page?.merchantName}</span>
        </div>
        {page && (
          <div className="tools">
            <label htmlFor={id} className="visually-hidden">
              {say("language")}
            </label>
            <select
              id={id}
              value={page.language}
              onChange={({ target }) => onLanguage(target.value as Language)}
            >
              {page.languages.map((each) => (
                <option key={each} value={each}>
                  {NAMES[each]}
                </option>
              ))}
            </select>
            {action}
          </div>
        )}
      </header>
      <main>{children}</main>
    </>
  );
}
