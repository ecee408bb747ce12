import { useState } from "react";
import { ask, type Receipt, type Session } from "./api.ts";
import { CancelView } from "./cancel-view.tsx";
import { Documents } from "./documents.tsx";
import { Frame } from "./frame.tsx";
import { type Language, useWords } from "./language.tsx";
import { Heading } from "./parts.tsx";
import { PayView } from "./pay-view.tsx";
import { PaymentMethods } from "./payment-methods.tsx";
import { ReceiptView } from "./receipt-view.tsx";
import { goTo, useRoute } from "./route.ts";
import { Subscriptions } from "./subscriptions.tsx";
import { TakeBackView } from "./take-back-view.tsx";

type SignedInProps = {
  readonly session: Session;
  readonly onLanguage: (language: Language) => void;
  readonly onSignedOut: () => void;
};

export function SignedIn({ session, onLanguage, onSignedOut }: SignedInProps) {
  const { say } = useWords();
  const signOut = () => ask("DELETE", "/session").then(onSignedOut, onSignedOut);
  return (
    <Frame
      page={session.page}
      onLanguage={onLanguage}
      action={
        <button type="button" onClick={() => void signOut()}>
          {say("signOut")}
        </button>
      }
    >
      <View session={session} />
    </Frame>
  );
}

function View({ session }: { readonly session: Session }) {
  const [view, key = ""] = useRoute();
  const [receipt, setReceipt] = useState<Receipt>();
  if (view === "cancel") {
    const done = (told: Receipt) => {
      setReceipt(told);
      goTo("receipt", told.orderNumber);
    };
    return (
      <CancelView subscriptionNumber={key} reasons={session.page.cancelReasons} onDone={done} />
    );
  }
  if (view === "receipt" && receipt) return <ReceiptView receipt={receipt} />;
  if (view === "take-back") return <TakeBackView orderNumber={key} />;
  if (view === "pay") return <PayView invoiceNumber={key} />;
  return <Account session={session} />;
}

function Account({ session }: { readonly session: Session }) {
  const { say } = useWords();
  return (
    <>
      <Heading>{say("hello", { name: session.accountName })}</Heading>
      <Subscriptions />
      <Documents />
      <PaymentMethods />
    </>
  );
}
