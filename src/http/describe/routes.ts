import { customFieldObject, fieldsOf, NO_RULES } from "#engine/custom-fields/custom-field.ts";
import { BillingError } from "#engine/errors.ts";
import { inTransaction } from "#store/database.ts";
import { listCustomFieldsInUse } from "#store/object-query/custom-fields-in-use.ts";
import { OBJECTS } from "#store/object-query/objects/index.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { describedObject, listXml, objectXml } from "./describe.ts";

const contentType = "text/xml;charset=UTF-8";

export const describeRoutes: readonly Route[] = [
  route(contract.listDescribedObjects, async (_context, { baseUrl }) => ({
    contentType,
    content: listXml(baseUrl),
  })),
  route(contract.describeObject, async (context, { params, query, baseUrl }) => {
    const { database, entityId, customFieldRules: rules = NO_RULES } = context;
    const { showRelationships, showCurrencyConversionInformation: conversion } = query;
    const name = describedObject(params.object);
    if (name === undefined) throw new BillingError("ENTITY_NOT_FOUND", { key: params.object });
    if (conversion?.toLowerCase() === "yes") {
      const message = "'showCurrencyConversionInformation' is not supported yet.";
      throw new BillingError("NOT_SUPPORTED", { message });
    }
    const object = customFieldObject(OBJECTS[name].singular);
    const defined = object === undefined ? [] : fieldsOf(rules, object);
    const inUse = await inTransaction(database, entityId, (tx) =>
      listCustomFieldsInUse(tx, OBJECTS[name]),
    );
    const known = new Set(defined.map((field) => field.name.toLowerCase()));
    const customFields = inUse.filter((field) => !known.has(field.toLowerCase()));
    const content = objectXml({ name, defined, customFields, showRelationships, baseUrl });
    return { contentType, content };
  }),
];
