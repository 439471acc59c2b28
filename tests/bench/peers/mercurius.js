// Mercurius on Fastify, its documents compiled by graphql-jit. `node mercurius.js PORT`.
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import mercurius from 'mercurius';
import { viewerOf } from './database.js';
import { resolvers } from './resolvers.js';
import * as rows from './rows.js';

/** Its cache would write every parent row as a JSON key, which costs more than it saves. */
const uncached = (loader) => ({ loader, opts: { cache: false } });
const by = (load, of) => uncached((queries) => load(queries.map(({ obj }) => of(obj))));
const unit = by(rows.units, ({ unit_id }) => unit_id);

/** Those who ask in the same way together. */
async function followUpsOf(queries) {
  const answers = [];
  for (const [, asked] of Map.groupBy(queries, ({ params }) => `${params.first} ${params.orderBy}`)) {
    const found = await rows.followUps(asked.map(({ obj }) => obj.key), asked[0].params);
    asked.forEach((query, place) => answers.push([query, found[place]]));
  }
  const byQuery = new Map(answers);
  return queries.map((query) => byQuery.get(query));
}

const app = Fastify();
app.register(mercurius, {
  schema: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
  resolvers,
  loaders: {
    FollowUp: { unit },
    Message: {
      unit,
      followUps: uncached(followUpsOf),
      category: by(rows.categories, ({ category_id }) => category_id),
      district: by(rows.districts, ({ district_id }) => district_id),
      incidentSize: by(rows.incidentSizes, ({ key, incident_id }) => incident_id ?? key),
      clocks: by(rows.clocks, ({ key }) => key),
    },
  },
  jit: 1,
  context: async (request) => ({ viewer: await viewerOf(request.headers.authorization) }),
});
await app.listen({ port: Number(process.argv[2]), host: '127.0.0.1' });
