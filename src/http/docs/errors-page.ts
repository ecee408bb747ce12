import { ERRORS, type ErrorCategory, type ErrorCode } from "#engine/errors.ts";
import { CURES } from "./cures.ts";
import { escaped } from "./pages.ts";

/** Every error once: its message with the names of its details, and what to do. HTML. */
export const errorsPage = (): string => `<h1>Errors</h1>
<p>The last two digits of a numeric code are its category, the six before it the operation and the field.
Before <code>Zuora-Version: 2024-05-20</code> failures of an operation have HTTP status 200 and
<code>"success": false</code>; from then on the status is the category's.</p>
<table>
<thead><tr><th scope="col">Message</th><th scope="col">Category, status</th><th scope="col">What to do</th></tr></thead>
<tbody>
${(Object.keys(ERRORS) as ErrorCode[]).map(row).join("\n")}
</tbody>
</table>`;

function row(code: ErrorCode): string {
  const { category, message } = ERRORS[code];
  const names = new Proxy<Record<string, string>>({}, { get: (_, name) => `{${String(name)}}` });
  return `<tr id="${code}"><td>${escaped(message(names))}<br><small><code>${code}</code></small></td>
<td>${category}, ${STATUS[category]}</td><td>${escaped(CURES[code])}</td></tr>`;
}

const STATUS: Readonly<Record<ErrorCategory, number>> = {
  ...{ 10: 403, 11: 401, 20: 400, 21: 400, 22: 400, 23: 400, 27: 400, 30: 400 },
  ...{ 40: 404, 45: 405, 50: 409, 60: 500, 70: 429, 90: 400 },
};
