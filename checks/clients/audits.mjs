// The public audits of GraphQL over HTTP: all of them with a bearer, all but the named ones as a stranger.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { serverAudits } from "graphql-http";
import { BEARER, ENDPOINT, machine } from "./people.mjs";

const notForStrangers = JSON.parse(readFileSync(new URL("not-for-strangers.json", import.meta.url)));

async function failing(fetchFn) {
  const audits = serverAudits({ url: ENDPOINT, fetchFn });
  const failed = {};
  for (const audit of audits) {
    const result = await audit.fn();
    if (result.status !== "ok") failed[audit.id] = audit.name;
  }
  console.log(`${audits.length - Object.keys(failed).length} of ${audits.length} audits pass`);
  return failed;
}

assert.ok(BEARER, "BEARER is empty");
assert.deepEqual(await failing(machine(BEARER)), {}, "with a bearer that may introspect");
const expected = Object.fromEntries(notForStrangers.map(({ id, name }) => [id, name]));
assert.deepEqual(await failing(machine()), expected, "as a stranger");
