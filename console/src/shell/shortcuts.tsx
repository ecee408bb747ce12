/** What keys do wherever one is: `?` shows them. */
import { Modal } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { isWritingIn } from "../ui/is-writing.ts";
import { GROUPS, type Section } from "./sections.ts";
import { useSession } from "./session.ts";
import classes from "./shell.module.css";

/** After `g`; by the section's address. */
const KEYS: Readonly<Record<string, string>> = {
  ...{ "/": "h", "/accounts": "a", "/subscriptions": "s", "/orders": "o", "/bill-runs": "b" },
  ...{ "/usage": "u", "/catalog": "k", "/invoices": "i", "/credit-memos": "c" },
  ...{ "/debit-memos": "d", "/payments": "p", "/refunds": "r", "/webhooks": "w" },
  ...{ "/audit-trail": "t", "/api-log": "l" },
};

export const keysOf = ({ to }: Section): string | undefined => KEYS[to] && `g ${KEYS[to]}`;

/** Of who may see them. */
export function useSections(): readonly Section[] {
  const { permissions } = useSession();
  return GROUPS.flatMap(({ sections }) => sections).filter(({ needs }) =>
    permissions.includes(needs),
  );
}

type ShortcutsProps = { readonly onSearch: () => void; readonly onHelp: () => void };

/** So long after `g` a letter goes somewhere, in milliseconds. */
const PATIENCE = 1_500;

/** `/` where nobody is writing, ⌘K or Ctrl-K everywhere, `g` and a letter, `?`. */
export function useShortcuts(shortcuts: ShortcutsProps): void {
  const router = useRouter();
  const sections = useSections();
  const latest = useRef({ ...shortcuts, sections });
  latest.current = { ...shortcuts, sections };
  const goesUntil = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { onSearch, onHelp, sections: known } = latest.current;
      const hasModifier = event.metaKey || event.ctrlKey || event.altKey;
      const act = (what: () => void) => {
        event.preventDefault();
        what();
      };
      if (event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey)) return act(onSearch);
      if (hasModifier || isWritingIn(event.target)) return;
      if (event.timeStamp < goesUntil.current) {
        goesUntil.current = 0;
        const section = known.find(({ to }) => KEYS[to] === event.key);
        if (section) act(() => void router.navigate({ to: section.to }));
        return;
      }
      if (event.key === "g") goesUntil.current = event.timeStamp + PATIENCE;
      if (event.key === "/") act(onSearch);
      if (event.key === "?") act(onHelp);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [router]);
}

const EVERYWHERE = [
  ["⌘K, Ctrl-K or /", "Search, and do something"],
  ["j and k", "Next and previous row of a list"],
  ["Enter", "Open the row"],
  ["Escape", "Close what is open"],
  ["?", "Show these keys"],
] as const;

type ShortcutHelpProps = { readonly isOpen: boolean; readonly onClose: () => void };

export function ShortcutHelp({ isOpen, onClose }: ShortcutHelpProps) {
  const sections = useSections();
  const goes = sections.flatMap((section) => {
    const keys = keysOf(section);
    return keys === undefined ? [] : [[keys, `Go to ${section.title}`] as const];
  });
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title="Keys"
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <dl className={classes.shortcuts}>
        {[...EVERYWHERE, ...goes].map(([keys, what]) => (
          <div key={keys} className="row row-apart">
            <dt>{what}</dt>
            <dd>
              <kbd className={classes.key}>{keys}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
