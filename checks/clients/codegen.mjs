// Types for TypeScript: all of the schema, and what each published operation sends and gets.
const config = {
  strictScalars: true,
  scalars: { Date: "string", DateTime: "string", Decimal: "string", Kopecks: "number", LargeInt: "number" },
  enumsAsTypes: true,
  immutableTypes: true,
};

export default {
  schema: "../../schema.graphql",
  documents: "../../operations/*.graphql",
  generates: {
    "build/typescript/schema.ts": { plugins: ["typescript"], config },
    "build/typescript/operations.ts": { plugins: ["typescript-operations"], config },
  },
};
