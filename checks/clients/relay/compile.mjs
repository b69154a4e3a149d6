// Give the Relay compiler our schema, our own lists and every published operation, under the names that it asks for.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const build = new URL("../build/relay/", import.meta.url);
const operations = new URL("../../../operations/", import.meta.url);
rmSync(build, { recursive: true, force: true });
for (const folder of ["src/", "artifacts/"]) mkdirSync(new URL(folder, build), { recursive: true });
copyFileSync(new URL("Lists.js", import.meta.url), new URL("src/Lists.js", build));
copyFileSync(new URL("../../../schema.graphql", import.meta.url), new URL("schema.graphql", build));

const names = readdirSync(operations).map((file) => file.replace(".graphql", ""));
for (const name of names) {
  const document = readFileSync(new URL(`${name}.graphql`, operations), "utf8")
    .replace(/^(query|mutation) (\w+)/gm, (_, kind, own) => `${kind} ${own}${kind === "query" ? "Query" : "Mutation"}`)
    .replace(/(fragment |\.\.\.)(?!on\b)(\w+)/g, `$1${name}_$2`);
  writeFileSync(new URL(`src/${name}.js`, build), `graphql\`${document}\`;\n`);
}
const settings = { src: "src", schema: "schema.graphql", artifactDirectory: "artifacts", language: "javascript", eagerEsModules: false };
writeFileSync(new URL("relay.config.json", build), JSON.stringify(settings));
writeFileSync(new URL("package.json", build), `{ "type": "commonjs" }`); // how the artifacts refer to each other
const compiler = createRequire(import.meta.url).resolve("relay-compiler/cli.js");
execFileSync("node", [compiler, "relay.config.json"], { cwd: build, stdio: "inherit" });
console.log(`${names.length} operations and 4 documents of our own compiled`);
