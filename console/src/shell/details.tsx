/** The drawer on the right: why something is as it is, and what the API says of it, beside the page. */
import { Drawer } from "@mantine/core";
import { useRouterState } from "@tanstack/react-router";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";

type Details = { readonly title: string; readonly content: ReactNode };

const ShowDetails = createContext<(details: Details) => void>(() => undefined);

/** `show({ title, content })` */
export const useShowDetails = () => useContext(ShowDetails);

export function DetailsDrawer({ children }: { readonly children: ReactNode }) {
  const [details, setDetails] = useState<Details>();
  const [isOpen, setOpen] = useState(false);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const [shownOn, setShownOn] = useState(path);
  // Who follows a link of the drawer goes on to what it leads to.
  if (shownOn !== path) {
    setShownOn(path);
    setOpen(false);
  }
  const show = useMemo(
    () => (next: Details) => {
      setDetails(next);
      setOpen(true);
    },
    [],
  );
  return (
    <ShowDetails value={show}>
      {children}
      <Drawer
        opened={isOpen}
        onClose={() => setOpen(false)}
        position="right"
        size="lg"
        title={details?.title}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {details?.content}
      </Drawer>
    </ShowDetails>
  );
}

/** Text, whatever it holds. */
export const Json = ({ value }: { readonly value: unknown }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it by its arrow keys
  <pre className="json" tabIndex={0}>
    {JSON.stringify(value, null, 2)}
  </pre>
);
