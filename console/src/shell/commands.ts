/** What can be done from the palette: go somewhere, start something, press a button of the page. */
import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { useSession } from "./session.ts";
import { keysOf, useSections } from "./shortcuts.tsx";

export type Command = {
  readonly title: string;
  readonly detail: string;
  readonly run: () => void;
};

const STARTS = [
  { title: "Start a bill run", to: "/bill-runs/start", needs: "billing.write" },
  { title: "Create an account", to: "/accounts/new", needs: "accounts.write" },
  { title: "Create an order", to: "/orders/new", needs: "orders.write" },
] as const;

/** As they are now: buttons of the page come and go with what it shows. */
export function useCommands(): () => readonly Command[] {
  const router = useRouter();
  const sections = useSections();
  const { permissions } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  return useMemo(() => {
    const other = scheme === "light" ? "dark" : "light";
    const always: Command[] = [
      ...STARTS.filter(({ needs }) => permissions.includes(needs)).map(({ title, to }) => ({
        ...{ title, detail: "Start", run: () => void router.navigate({ to }) },
      })),
      ...sections.map((section) => ({
        title: `Go to ${section.title}`,
        detail: keysOf(section) ?? "",
        run: () => void router.navigate({ to: section.to }),
      })),
      { title: `Use the ${other} theme`, detail: "Look", run: () => setColorScheme(other) },
    ];
    return () => [...ofThisPage(), ...always];
  }, [router, sections, permissions, scheme, setColorScheme]);
}

/** The page offers what one may do with what it shows: "Cancel …", "Post", "Refund …". */
function ofThisPage(): Command[] {
  const found = document.querySelectorAll<HTMLElement>(
    "#page .page-head :is(a, button):not([disabled])",
  );
  return [...found].flatMap((element) => {
    const title = (element.getAttribute("aria-label") ?? element.textContent).trim();
    return title === "" ? [] : [{ title, detail: "This page", run: () => element.click() }];
  });
}

/** Each word of the text begins one of the title. */
export function isMeant({ title }: Command, text: string): boolean {
  const words = title.toLowerCase().split(/\s+/);
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  return wanted.every((each) => words.some((word) => word.startsWith(each)));
}
