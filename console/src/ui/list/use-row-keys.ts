import { type RefObject, useEffect } from "react";
import { isWritingIn } from "../is-writing.ts";

/** `j` and `k` go from row to row by their first links, which Enter follows. */
export function useRowKeys(table: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
      const hasModifier = event.metaKey || event.ctrlKey || event.altKey;
      if (step === 0 || hasModifier || isWritingIn(event.target)) return;
      const rows = [...(table.current?.querySelectorAll("tbody tr") ?? [])];
      const here = rows.findIndex((row) => row.contains(document.activeElement));
      const next = here === -1 ? (step === 1 ? 0 : rows.length - 1) : here + step;
      rows[next]?.querySelector("a")?.focus();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [table]);
}
