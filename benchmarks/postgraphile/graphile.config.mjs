// PostGraphile's own preset over the product's tables and the functions of functions.sql.
// The address of the database comes from PGHOST and its like. Connections stay open, so that no process ends meanwhile.
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { makePgService } from "postgraphile/adaptors/pg";

export default {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ schemas: ["public"], poolConfig: { idleTimeoutMillis: 0 } })],
  grafserv: { host: "127.0.0.1", graphiql: false, graphqlPath: "/graphql" },
  grafast: { explain: false },
};
