import type { Contract } from "./contract.ts";
import { createConnection, createToken } from "./oauth/contract.ts";
import type { Route } from "./route.ts";
import { settingsRoutes } from "./settings/routes.ts";

/** Every endpoint family, once: the server, OpenAPI and the tests know what is here. */
export const routes: readonly Route[] = [...settingsRoutes];

/** In the order of the API reference. */
export const contracts: readonly Contract[] = [
  createToken,
  createConnection,
  ...routes.map((route) => route.contract),
];
