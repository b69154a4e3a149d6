// Apollo Client: pages merged in a normalised cache, a decision that updates it, a refusal that does not.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";
import { buildSchema, isAbstractType } from "graphql";
import { ENDPOINT, browser, newcomer, operation, providerCard, refusalCodes } from "./people.mjs";

const schema = buildSchema(readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"));
const possibleTypes = Object.fromEntries(
  Object.values(schema.getTypeMap())
    .filter(isAbstractType)
    .map((type) => [type.name, schema.getPossibleTypes(type).map((possible) => possible.name)]),
);
const cache = new InMemoryCache({
  possibleTypes,
  typePolicies: { Query: { fields: { municipalities: relayStylePagination() } } },
});
const client = new ApolloClient({ cache, link: new HttpLink({ uri: ENDPOINT, fetch: browser() }) });
const ask = async (name, variables) => (await client.query({ query: gql(operation(name)), variables })).data;
const decide = async (name, input) => {
  const { data } = await client.mutate({ mutation: gql(operation(name)), variables: { input } });
  return Object.values(data)[0];
};
/** What a screen shows of a query as soon as it satisfies; the screen stays subscribed. */
const shown = (query, satisfies = () => true) =>
  new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`never shown: ${satisfies}`)), 5000).unref();
    query.subscribe(({ data, dataState }) => dataState === "complete" && satisfies(data) && resolve(data));
  });

// an error of the closed list reaches the client as Apollo's own class
await assert.rejects(ask("Me"), (error) => {
  assert.ok(CombinedGraphQLErrors.is(error));
  assert.deepEqual(error.errors.map((each) => each.extensions.code), ["UNAUTHENTICATED"]);
  return true;
});

// pages of a list are one list in the cache, each object once, under its global id
const list = client.watchQuery({ query: gql(operation("Municipalities")), variables: { first: 10 } });
const first = (await shown(list)).municipalities;
await list.fetchMore({ variables: { after: first.pageInfo.endCursor } });
const { municipalities } = await shown(list, (data) => data.municipalities.edges.length > 10);
const merged = new Set(municipalities.edges.map(({ node }) => node.id));
assert.equal(merged.size, 20);
for (const id of merged) assert.ok(cache.extract()[`Municipality:${id}`].name);

// a decision is done once: a repeat with the same key gets the same answer
const { username, password, fullName } = newcomer();
assert.deepEqual(refusalCodes(await decide("RegisterApplicant", { username, password, fullName })), []);
assert.deepEqual(refusalCodes(await decide("SignIn", { username, password })), []);
const card = providerCard("Аполлон");
const key = randomUUID();
const drafted = await decide("DraftProvider", { idempotencyKey: key, card });
assert.deepEqual([drafted.__typename, drafted.status, drafted.version], ["Provider", "DRAFT", 1]);
assert.equal((await decide("DraftProvider", { idempotencyKey: key, card })).id, drafted.id);

// its answer updates what stands on the screen, without another query
const mine = client.watchQuery({ query: gql(operation("Providers")), fetchPolicy: "cache-first" });
const drawn = ({ providers }) => providers.edges.map(({ node }) => [node.id, node.version]);
assert.deepEqual(drawn(await shown(mine)), [[drafted.id, 1]]);
await decide("SaveProvider", { provider: drafted.id, expectedVersion: 1, card: { ...card, shortName: "Новое" } });
assert.deepEqual(drawn(await shown(mine, (data) => drawn(data)[0][1] === 2)), [[drafted.id, 2]]);

// a refusal is data of another type with every reason, and the cache keeps what it had
const refused = await decide("SaveProvider", { provider: drafted.id, expectedVersion: 1, card });
assert.equal(refused.__typename, "Refused");
assert.deepEqual(refusalCodes(refused), ["CASE_CHANGED"]);
const reused = await decide("DraftProvider", { idempotencyKey: key, card: providerCard("Другая карточка") });
assert.deepEqual(refusalCodes(reused), ["KEY_REUSED"]);
assert.equal(cache.extract()[`Provider:${drafted.id}`].version, 2);

// `node` finds the same object under the same id
const { node } = await ask("Node", { id: drafted.id });
assert.deepEqual([node.__typename, node.id], ["Provider", drafted.id]);
client.stop();
console.log("pages, decision, refusal, normalised cache");
