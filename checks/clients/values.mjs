// Types without `id`. A part is what one type leads to: nobody refetches it, and a client keeps it inside of its parent.
// What several types lead to, or an edge, a client would keep many times, and what has a version is decided on: it has an
// id, or values.json says why not.
import { readFileSync } from "node:fs";
import { buildSchema, getNamedType, isObjectType, isUnionType } from "graphql";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const types = Object.values(buildSchema(read("../../schema.graphql")).getTypeMap());
const fields = (type) => (isObjectType(type) ? type.getFields() : {});
const leadsTo = (type) =>
  isUnionType(type) ? type.getTypes() : Object.values(fields(type)).map((field) => getNamedType(field.type));

function isPart(type) {
  const owners = types.filter((owner) => leadsTo(owner).includes(type));
  return owners.length === 1 && !fields(owners[0]).cursor && !fields(type).version;
}

export const parts = types.filter((type) => isObjectType(type) && !fields(type).id && isPart(type)).map(String);
export const values = JSON.parse(read("values.json")).map(({ name }) => name);
