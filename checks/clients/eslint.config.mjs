// Every rule of @graphql-eslint for schemas (all and Relay) and for operations. What departs from them is said here.
import graphql from "@graphql-eslint/eslint-plugin";
import { parts, values } from "./values.mjs";

const root = new URL("../../", import.meta.url).pathname;
const { configs, parser } = graphql;
const rule = (settings) =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`@graphql-eslint/${name}`, value]));

/** `relay-edge-types` knows no exceptions by name: the node of an edge may be a value. All else of it stays. */
const edges = graphql.rules["relay-edge-types"];
const isOfAValue = ({ messageId, node }) =>
  messageId === "MESSAGE_SHOULD_IMPLEMENTS_NODE" && values.some((name) => node.value === `${name}Edge`);
const create = (context) =>
  edges.create(Object.create(context, { report: { value: (found) => isOfAValue(found) || context.report(found) } }));
const plugin = { ...graphql, rules: { ...graphql.rules, "relay-edge-types": { ...edges, create } } };

const base = {
  languageOptions: {
    parser,
    parserOptions: { graphQLConfig: { schema: `${root}schema.graphql`, documents: `${root}operations/*.graphql` } },
  },
  linterOptions: { reportUnusedDisableDirectives: "error" },
  plugins: { "@graphql-eslint": plugin },
};

const schema = rule({
  // the order of the fields tells a reader what matters
  alphabetize: "off",
  // mutations are wanted; there are no subscriptions
  "no-root-type": ["error", { disallow: ["subscription"] }],
  // `Me.memberships` and `SignedOut.signedOut` only begin like their types; the rule knows no exceptions
  "no-typename-prefix": "off",
  // lists that an act or a form bounds (modules, places, marks) are plain lists; long ones are connections
  "relay-edge-types": ["error", { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false }],
  // `tasks` is read from the most urgent on and never backwards
  "relay-arguments": ["error", { includeBoth: false }],
  // a union cannot have it, and the only mutation with an object is `signOut`, after which there is nothing to read
  "require-field-of-type-query-in-mutation-result": "off",
  // a root field fails with an error that has a code, never with a bare null beside it; null means «not found»
  "require-nullable-result-in-root": "off",
  "strict-id-in-types": ["error", { exceptions: { types: [...new Set([...parts, ...values])], suffixes: ["Connection", "Edge"] } }],
});

const operations = rule({
  // the order of the fields tells a reader what matters
  alphabetize: "off",
  // a document is sent as it stands in its file: its fragments stand there too, even if they are used once
  "lone-executable-definition": "off",
  "no-one-place-fragments": "off",
  // files are named as their operations
  "match-document-filename": ["error", { fileExtension: ".graphql", query: "PascalCase", mutation: "PascalCase" }],
  // the server refuses what is deeper than 15; the register's costs by place are the deepest
  "selection-set-depth": ["error", { maxDepth: 8 }],
});

export default [
  {
    ...base,
    files: ["schema.graphql"],
    rules: { ...configs["flat/schema-all"].rules, ...configs["flat/schema-relay"].rules, ...schema },
  },
  { ...base, files: ["operations/*.graphql"], rules: { ...configs["flat/operations-all"].rules, ...operations } },
];
