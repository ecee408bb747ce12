import { useEffect, useState } from "react";
import {
  ask,
  isEmbedded,
  type Page,
  Refused,
  remember,
  type Session,
  speak,
  whenSignedOut,
} from "./api.ts";
import { paint } from "./brand.ts";
import { type Language, loadMessages, type Spoken, SpokenContext } from "./language.tsx";
import { linkOf } from "./link.ts";
import { SignIn } from "./sign-in.tsx";
import { SignedIn } from "./signed-in.tsx";

/** Why somebody stands before the door. */
export type Before = "first" | "linkWrong" | "sessionEnded" | "signedOut";

type State =
  | { readonly at: "door"; readonly page: Page | undefined; readonly before: Before }
  | { readonly at: "page"; readonly session: Session };

/** Signs in by the link of the address, or goes on with the session that there is. */
export function MyAccount() {
  const [state, setState] = useState<State>();
  const [spoken, setSpoken] = useState<Spoken>();
  const show = async (next: State) => {
    const language = languageIn(next);
    const messages = await loadMessages(language);
    speak(language);
    document.documentElement.lang = language;
    paint(next.at === "page" ? next.session.page : next.page);
    setSpoken({ language, messages });
    setState(next);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, whatever is rendered anew
  useEffect(() => {
    const leave = (before: Before) =>
      void findPage().then((page) => show({ at: "door", page, before }));
    whenSignedOut(() => leave("sessionEnded"));
    enter().then(
      (session) => show({ at: "page", session }),
      () => leave(wasLink ? "linkWrong" : "first"),
    );
  }, []);
  if (!state || !spoken) return null;
  const changeLanguage = (language: Language) => {
    speak(language);
    if (state.at === "page")
      void ask<Session>("GET", "/session").then((session) => show({ at: "page", session }));
    else void findPage().then((page) => show({ ...state, page }));
  };
  const leave = () =>
    void findPage().then((page) => show({ at: "door", page, before: "signedOut" }));
  return (
    <SpokenContext value={spoken}>
      {state.at === "page" ? (
        <SignedIn
          key={spoken.language}
          session={state.session}
          onLanguage={changeLanguage}
          onSignedOut={leave}
        />
      ) : (
        <SignIn page={state.page} before={state.before} onLanguage={changeLanguage} />
      )}
    </SpokenContext>
  );
}

const address = new URLSearchParams(location.search);
const merchant = address.get("merchant") ?? undefined;
const asked = address.get("lang");
if (asked) speak(asked);

/** Taken out of the address at once: who goes back or sends the page on does not send the key with it. */
const link = linkOf(location.hash, merchant);
const wasLink = link !== undefined;
if (wasLink) history.replaceState(null, "", location.pathname + location.search);

/** Another link in the same tab changes what stands behind the # alone: no page is loaded for it. */
addEventListener("hashchange", () => {
  if (linkOf(location.hash, merchant)) location.reload();
});

/** Asked for once, as a link works once; React renders twice while it is developed. */
let entering: Promise<Session> | undefined;

function enter(): Promise<Session> {
  entering ??= link
    ? ask<Session>("POST", "/session", { body: { ...link, embedded: isEmbedded } })
    : ask<Session>("GET", "/session");
  return entering.then((session) => {
    remember(session);
    return session;
  });
}

/** Undefined where there is none of this address. */
async function findPage(): Promise<Page | undefined> {
  const query = merchant === undefined ? "" : `?merchant=${encodeURIComponent(merchant)}`;
  try {
    return await ask<Page>("GET", `/page${query}`);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

function languageIn(state: State): Language {
  const page = state.at === "page" ? state.session.page : state.page;
  if (page) return page.language;
  return navigator.language.startsWith("de") ? "de" : "en";
}
