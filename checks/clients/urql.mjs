// urql with its normalised cache that knows the schema: by a bearer, a task is taken and put back.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Client, fetchExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { buildSchema, introspectionFromSchema, isObjectType } from "graphql";
import { BEARER, ENDPOINT, machine, operation, refusalCodes } from "./people.mjs";

const sdl = buildSchema(readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"));
const keyless = Object.values(sdl.getTypeMap()).filter((type) => isObjectType(type) && !type.getFields().id);
const complaints = [];
console.warn = console.error = (...words) => complaints.push(words.join(" "));

function client(token) {
  const cache = cacheExchange({
    schema: introspectionFromSchema(sdl),
    keys: Object.fromEntries(keyless.map((type) => [type.name, () => null])),
    resolvers: { Query: { roadmap: relayPagination() } },
  });
  return new Client({ url: ENDPOINT, fetch: machine(token), exchanges: [cache, fetchExchange], preferGetMethod: false });
}

async function data(promise) {
  const result = await promise;
  assert.equal(result.error, undefined);
  return result.data;
}

// an error of the closed list
const { error } = await client().query(operation("TaskCounts"), {}).toPromise();
assert.deepEqual(error.graphQLErrors.map((each) => each.extensions.code), ["UNAUTHENTICATED"]);

// pages are merged by the cache, each measure of the roadmap once
const reader = client();
const { pageInfo } = (await data(reader.query(operation("Roadmap"), { first: 10 }))).roadmap;
const { roadmap } = await data(reader.query(operation("Roadmap"), { first: 10, after: pageInfo.endCursor }));
assert.equal(new Set(roadmap.edges.map(({ node }) => node.number)).size, 20);

// a decision: a task is taken, and what the cache shows of the list changes with it, without another request
const head = client(BEARER);
const unclaimed = { view: "UNCLAIMED" };
const { tasks } = await data(head.query(operation("Tasks"), { first: 5, ...unclaimed }));
const task = tasks.edges[0].node;
assert.deepEqual([task.status, task.owner], ["NEW", null]);
const claimed = (await data(head.mutation(operation("ClaimTask"), { input: { task: task.id } }))).claimTask;
assert.deepEqual([claimed.id, claimed.status], [task.id, "ASSIGNED"]);
const shown = await data(head.query(operation("Tasks"), { first: 5, ...unclaimed }, { requestPolicy: "cache-only" }));
assert.equal(shown.tasks.edges[0].node.owner.fullName, claimed.owner.fullName);

// a refusal: an id of something else is no task, and the cache keeps what it had
const wrong = (await data(head.mutation(operation("ClaimTask"), { input: { task: task.case.id } }))).claimTask;
assert.deepEqual(refusalCodes(wrong), ["NOT_FOUND"]);
const released = (await data(head.mutation(operation("ReleaseTask"), { input: { task: task.id } }))).releaseTask;
assert.deepEqual([released.status, released.owner], ["NEW", null]);
assert.deepEqual(complaints, [], "what urql complains of");
console.log("pages, decision, refusal, normalised cache that knows the schema");
