import { Button, Menu, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { entrance, rememberSession } from "../api/client.ts";
import { queryClient } from "../api/queries.ts";
import { inWords } from "../ui/days.tsx";
import { browserLocale, chooseFormat, useFormatOf } from "../ui/format.ts";
import { DetailsDrawer } from "./details.tsx";
import { EntitySwitch } from "./entity-switch.tsx";
import { IdleWarning } from "./idle-warning.tsx";
import { SearchPalette } from "./search-palette.tsx";
import { GROUPS, type Group } from "./sections.ts";
import { useMay, useSession } from "./session.ts";
import classes from "./shell.module.css";
import { ShortcutHelp, useShortcuts } from "./shortcuts.tsx";
import { whenMoved } from "./tabs.ts";

/** Left: where one can go. Top: who is here, and on which day. Middle: the page. Right: details. */
export function Shell() {
  const format = useFormatOf(useSession().userId);
  const [isSearching, setSearching] = useState(false);
  // Another tab is in another entity now: what is shown here is of the one before.
  useEffect(() => whenMoved(() => window.location.assign("/")), []);
  const [isHelping, setHelping] = useState(false);
  useShortcuts({ onSearch: () => setSearching(true), onHelp: () => setHelping(true) });
  return (
    <DetailsDrawer>
      <a className={classes.skip} href="#page">
        Skip to the page
      </a>
      <div className={classes.shell}>
        <Side onSearch={() => setSearching(true)} />
        <div className={classes.main}>
          <Top />
          <Page key={format} />
        </div>
      </div>
      <IdleWarning />
      <SearchPalette isOpen={isSearching} onClose={() => setSearching(false)} />
      <ShortcutHelp isOpen={isHelping} onClose={() => setHelping(false)} />
    </DetailsDrawer>
  );
}

function Side({ onSearch }: { readonly onSearch: () => void }) {
  return (
    <header className={classes.side}>
      <div className={classes.stays}>
        <EntitySwitch />
        <Button
          variant="default"
          justify="space-between"
          className={classes.search ?? ""}
          onClick={onSearch}
          rightSection={<kbd className={classes.key}>/</kbd>}
        >
          Search
        </Button>
        <nav aria-label="Sections" className={classes.sections}>
          {GROUPS.map((group) => (
            <SectionsOf key={group.title} group={group} />
          ))}
          <a href="/docs" className={classes.section}>
            API reference
          </a>
        </nav>
      </div>
    </header>
  );
}

function SectionsOf({ group: { title, sections } }: { readonly group: Group }) {
  const { permissions } = useSession();
  const shown = sections.filter(({ needs }) => permissions.includes(needs));
  if (shown.length === 0) return null;
  return (
    <div className={classes.group}>
      <div className={classes.groupTitle}>{title}</div>
      {shown.map((section) => (
        <Link
          key={section.to}
          to={section.to}
          className={classes.section ?? ""}
          activeOptions={{ exact: section.to === "/" }}
        >
          {section.title}
        </Link>
      ))}
    </div>
  );
}

function Top() {
  const { today, clockDate } = useSession();
  const mayReadClock = useMay("settings.read");
  return (
    <section
      aria-label="Day and user"
      className={clockDate ? `${classes.top} ${classes.notRealTime}` : classes.top}
    >
      <span className="row">
        <span className={clockDate ? undefined : "quiet"}>
          {clockDate ? "Sandbox clock: " : "Today: "}
          {inWords(today)}
        </span>
        {mayReadClock && (
          <Link to="/clock" className="link">
            Clock
          </Link>
        )}
      </span>
      <User />
    </section>
  );
}

function User() {
  const { userName, userId } = useSession();
  const format = useFormatOf(userId);
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const other = scheme === "light" ? "dark" : "light";
  const signOut = useMutation({
    mutationFn: () => entrance.deleteSession(),
    onSettled: (answer) => {
      rememberSession(undefined);
      queryClient.clear();
      // Who has signed in by a provider is signed out there as well.
      if (answer?.signOutAddress) window.location.assign(answer.signOutAddress);
      else void navigate({ to: "/sign-in", search: {} });
    },
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" color="gray" className={classes.user ?? ""} title={userName}>
          <span className={classes.userName}>{userName}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => setColorScheme(other)}>
          {other === "dark" ? "Dark theme" : "Light theme"}
        </Menu.Item>
        <Menu.Item onClick={() => void navigate({ to: "/sessions" })}>Your sessions</Menu.Item>
        <Menu.Item onClick={() => chooseFormat(format === "ISO" ? "own" : "ISO")}>
          {format === "ISO" ? `Days and numbers as in ${browserLocale()}` : "Days as ISO"}
        </Menu.Item>
        <Menu.Item onClick={() => signOut.mutate()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Who goes to another page is told of it: focus and title are of the new one. */
function Page() {
  const page = useRef<HTMLElement>(null);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    page.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <main id="page" ref={page} tabIndex={-1} className={classes.page}>
      <Outlet />
    </main>
  );
}
