/**
 * The console in a real browser, by role and visible text. What somebody does there is in the files
 * beside this one; they follow each other with one server and one page, and the clock moves last.
 */
import { after, before, describe } from "node:test";
import { accountTimeline } from "./account-timeline.tests.ts";
import { billRuns } from "./bill-runs.tests.ts";
import { bulkCancels } from "./bulk-cancels.tests.ts";
import { cancelling } from "./cancelling.tests.ts";
import { beSignedIn, type Clerk, startClerk } from "./clerk.ts";
import { clock } from "./clock.tests.ts";
import { documents } from "./documents.tests.ts";
import { everyPage } from "./every-page.tests.ts";
import { finding } from "./finding.tests.ts";

import { lists } from "./lists.tests.ts";
import { loadedScript } from "./loaded-script.tests.ts";
import { myAccount } from "./my-account.tests.ts";
import { orders } from "./orders.tests.ts";
import { receivables } from "./receivables.tests.ts";

import { rightsAndTabs } from "./rights-and-tabs.tests.ts";
import { settings } from "./settings.tests.ts";
import { signingIn } from "./signing-in.tests.ts";
import { usage } from "./usage.tests.ts";

/** Filled before the first test. */
const clerk = {} as Clerk;
before(async () => {
  Object.assign(clerk, await startClerk());
});
after(() => clerk.close?.());

loadedScript();
signingIn(clerk);
describe("who has signed in", () => {
  before(() => beSignedIn(clerk));
  cancelling(clerk);
  billRuns(clerk);
  bulkCancels(clerk);
  documents(clerk);
  receivables(clerk);
  orders(clerk);
  usage(clerk);
  finding(clerk);
  accountTimeline(clerk);
  lists(clerk);
  settings(clerk);
  rightsAndTabs(clerk);
  myAccount(clerk);
  clock(clerk);
  everyPage(clerk);
});
