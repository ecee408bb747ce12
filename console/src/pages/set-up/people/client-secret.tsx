import { Button, CopyButton } from "@mantine/core";

type Made = { readonly clientId: string; readonly clientSecret: string };

/** The only time that a secret is seen: the server keeps a hash of it. */
export const ClientSecret = ({ made: { clientId, clientSecret } }: { readonly made: Made }) => (
  <div className="notice" role="status">
    <strong>Copy the secret now: it is not shown again</strong>
    <Copied label="Client id" text={clientId} />
    <Copied label="Client secret" text={clientSecret} />
  </div>
);

const Copied = ({ label, text }: { readonly label: string; readonly text: string }) => (
  <div className="row">
    <span>{label}</span>
    <code className="wraps">{text}</code>
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={`Copy the ${label.toLowerCase()}`}
          onClick={copy}
        >
          {copied ? "Copied" : "Copy"}
        </Button>
      )}
    </CopyButton>
  </div>
);

type CreatedSecretProps = { readonly made: Made; readonly onDone: () => void };

export const CreatedSecret = ({ made, onDone }: CreatedSecretProps) => (
  <div className="stack">
    <ClientSecret made={made} />
    <div className="row">
      <Button onClick={onDone}>I have copied it</Button>
    </div>
  </div>
);
