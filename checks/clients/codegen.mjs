// Types for TypeScript: all of the schema, and what each published operation sends and gets.
const here = new URL("./", import.meta.url).pathname;
const config = {
  strictScalars: true,
  scalars: { Date: "string", DateTime: "string", Decimal: "string", Kopecks: "number" },
  enumsAsTypes: true,
  immutableTypes: true,
};

export default {
  schema: `${here}../../schema.graphql`,
  documents: `${here}../../operations/*.graphql`,
  generates: {
    [`${here}build/typescript/schema.ts`]: { plugins: ["typescript"], config },
    [`${here}build/typescript/operations.ts`]: { plugins: ["typescript-operations"], config },
  },
};
