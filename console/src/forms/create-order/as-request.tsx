import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { Json, useShowDetails } from "../../shell/details.tsx";
import type { OrderBody } from "./order-form.ts";

/** The order as a program would send it. */
export function AsRequestButton({ body }: { readonly body: OrderBody }) {
  const showDetails = useShowDetails();
  const show = () =>
    showDetails({ title: "The order as a request", content: <AsRequest body={body} /> });
  return (
    <Button variant="subtle" onClick={show}>
      Show as JSON or curl
    </Button>
  );
}

function AsRequest({ body }: { readonly body: OrderBody }) {
  const curl = curlOf(body);
  return (
    <div className="stack">
      <div className="row">
        <CopyButton label="Copy the JSON" text={JSON.stringify(body, null, 2)} />
        <CopyButton label="Copy the curl command" text={curl} />
      </div>
      <Json value={body} />
      <h3>curl</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by its arrow keys */}
      <pre className="json" tabIndex={0}>
        {curl}
      </pre>
    </div>
  );
}

function CopyButton({ label, text }: { readonly label: string; readonly text: string }) {
  const { copied, copy } = useClipboard();
  return (
    <Button variant="default" onClick={() => copy(text)}>
      {copied ? "Copied" : label}
    </Button>
  );
}

/** A shell keeps all that stands between single quotes but those. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const curlOf = (body: OrderBody): string =>
  [
    `curl -X POST ${quoted(`${window.location.origin}/v1/orders`)}`,
    `-H "Authorization: Bearer $TOKEN"`,
    `-H 'Content-Type: application/json'`,
    `-d ${quoted(JSON.stringify(body))}`,
  ].join(" \\\n  ");
