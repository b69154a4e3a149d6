// PostGraphile's own preset over the product's tables; the schema "bench" adds the queue as one function.
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { makePgService } from "postgraphile/adaptors/pg";

export default {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: "postgresql://", schemas: ["public"] })],
  grafserv: { host: "127.0.0.1", graphiql: false, graphqlPath: "/graphql" },
  grafast: { explain: false },
};
