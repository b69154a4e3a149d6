// relay-runtime on what the Relay compiler made: a connection that goes on, a refetch by `node`, decision and refusal.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import relay from "relay-runtime";
import { BEARER, ENDPOINT, browser, machine, newcomer, providerCard, refusalCodes } from "./people.mjs";

const artifacts = createRequire(import.meta.url);
const { Environment, Network, RecordSource, Store, ROOT_ID } = relay;
const { commitMutation, createOperationDescriptor, createReaderSelector, fetchQuery } = relay;
const made = (name) => artifacts(`./build/relay/artifacts/${name}.graphql`);

function environment(fetchFn) {
  const post = async ({ text }, variables) => {
    const body = JSON.stringify({ query: text, variables });
    return (await fetchFn(ENDPOINT, { method: "POST", body, headers: { "content-type": "application/json" } })).json();
  };
  const complaints = ({ name, ...rest }) => assert.notEqual(name, "execute.error", JSON.stringify(rest));
  return new Environment({ network: Network.create(post), store: new Store(new RecordSource()), log: complaints });
}

const ask = (world, name, variables = {}) => fetchQuery(world, made(name), variables).toPromise();
const decide = async (world, name, input) => {
  const mutation = made(`${name}Mutation`);
  const answer = await new Promise((onCompleted, onError) =>
    commitMutation(world, { mutation, variables: { input }, onCompleted, onError }),
  );
  return Object.values(answer)[0];
};

/** What a component with this compiled fragment would show of the object with this id. */
function show(world, fragment, query, variables, id) {
  const { request } = createOperationDescriptor(made(query), variables);
  return world.lookup(createReaderSelector(made(fragment), id, variables, request)).data;
}

// a connection: the compiler's own query for the next page, appended to the list in the store
const stranger = environment(browser());
await ask(stranger, "ListsQuery", { first: 10 });
const list = () => show(stranger, "Lists_municipalities", "ListsQuery", { first: 10 }, ROOT_ID);
const { pageInfo } = list().municipalities;
assert.deepEqual([list().municipalities.edges.length, pageInfo.hasNextPage], [10, true]);
await ask(stranger, "ListsMunicipalitiesQuery", { first: 10, after: pageInfo.endCursor });
assert.equal(new Set(list().municipalities.edges.map(({ node }) => node.id)).size, 20);

// `node`: the compiler's own query refetches a part of one object, and its next page
const head = environment(machine(BEARER));
const { cases } = await ask(head, "ListsCasesQuery");
const { id } = cases.edges[0].node;
await ask(head, "ListsHistoryQuery", { id, first: 2 });
const history = () => show(head, "Lists_history", "ListsHistoryQuery", { id, first: 2 }, id).history;
const { endCursor } = history().pageInfo;
assert.equal(history().edges.length, 2);
await ask(head, "ListsHistoryQuery", { id, first: 1, after: endCursor });
assert.equal(new Set(history().edges.map(({ node }) => node.id)).size, 3);

// a decision, by a session; the store has the object under its global id
const { username, password, fullName } = newcomer();
assert.deepEqual(refusalCodes(await decide(stranger, "RegisterApplicant", { username, password, fullName })), []);
assert.deepEqual(refusalCodes(await decide(stranger, "SignIn", { username, password })), []);
const key = randomUUID();
const drafted = await decide(stranger, "DraftProvider", { idempotencyKey: key, card: providerCard("Релей") });
assert.deepEqual([drafted.status, drafted.version], ["DRAFT", 1]);
assert.equal(stranger.getStore().getSource().get(drafted.id).__typename, "Provider");

// a refusal, with its reasons; the store keeps what it had
const refused = await decide(stranger, "SubmitProvider", { provider: drafted.id, expectedVersion: 1 });
assert.deepEqual([...new Set(refusalCodes(refused))], ["DOCUMENT_REQUIRED", "FIELD_REQUIRED"]);
assert.deepEqual(refused.refusals.find(({ code }) => code === "FIELD_REQUIRED").path.length, 1);
assert.equal(stranger.getStore().getSource().get(drafted.id).status, "DRAFT");

// an error of the closed list
await assert.rejects(ask(environment(machine()), "MeQuery"), (error) => {
  assert.deepEqual(error.source.errors.map((each) => each.extensions.code), ["UNAUTHENTICATED"]);
  return true;
});
console.log("connection, node, decision, refusal, normalised store");
