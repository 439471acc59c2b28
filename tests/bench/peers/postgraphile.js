// PostGraphile 5 over the tables themselves, and what tests/bench/peering.py puts beside them. `node postgraphile.js PORT`.
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { context, lambda } from 'postgraphile/grafast';
import { GraphQLBoolean } from 'postgraphile/graphql';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { addPgTableCondition, extendSchema } from 'postgraphile/utils';
import { pool, viewerOf } from './database.js';
import { canTakeInHand, canTriage } from './resolvers.js';

const Open = addPgTableCondition(
  { schemaName: 'public', tableName: 'message' },
  'open',
  () => ({ type: GraphQLBoolean }),
  (open, { sql, sqlTableAlias }) => open && sql`${sqlTableAlias}.state NOT IN ('CLOSED', 'REJECTED', 'MERGED')`,
);

const Permissions = extendSchema({
  typeDefs: `
    type Permission { allowed: Boolean! code: String message: String }
    extend type Message { canTriage: Permission! canTakeInHand: Permission! }
  `,
  objects: {
    Message: {
      plans: {
        canTriage: ($message) => lambda($message.get('state'), canTriage, true),
        canTakeInHand: ($message) => lambda(
          [$message.get('state'), $message.get('holder_person_id'), context().get('viewer')],
          (of) => canTakeInHand(...of),
          true,
        ),
      },
    },
  },
});

const preset = {
  extends: [PostGraphileAmberPreset],
  plugins: [Open, Permissions],
  // Ordered by what no index of its own leads with, as the documents ask.
  disablePlugins: ['PgIndexBehaviorsPlugin'],
  pgServices: [makePgService({ pool, schemas: ['public', 'bench'] })],
  grafserv: { graphqlPath: '/graphql', graphiql: false },
  grafast: {
    explain: false,
    context: async ({ node }) => ({ viewer: await viewerOf(node.req.headers.authorization) }),
  },
};

const server = createServer();
await postgraphile(preset).createServ(grafserv).addTo(server);
server.listen(Number(process.argv[2]), '127.0.0.1');
