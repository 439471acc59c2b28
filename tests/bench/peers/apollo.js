// Apollo Server with DataLoaders. `node apollo.js PORT`.
import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import DataLoader from 'dataloader';
import { viewerOf } from './database.js';
import { resolvers } from './resolvers.js';
import * as rows from './rows.js';

function loaders() {
  const followUps = new Map();
  return {
    categories: new DataLoader(rows.categories),
    districts: new DataLoader(rows.districts),
    units: new DataLoader(rows.units),
    incidentSizes: new DataLoader(rows.incidentSizes),
    clocks: new DataLoader(rows.clocks),
    /** One loader for each way of asking. */
    followUps(args) {
      const way = `${args.first} ${args.orderBy}`;
      if (!followUps.has(way)) followUps.set(way, new DataLoader((ids) => rows.followUps(ids, args)));
      return followUps.get(way);
    },
  };
}

const unit = ({ unit_id }, _, { units }) => unit_id && units.load(unit_id);

const server = new ApolloServer({
  typeDefs: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
  resolvers: {
    ...resolvers,
    FollowUp: { unit },
    Message: {
      ...resolvers.Message,
      unit,
      category: ({ category_id }, _, { categories }) => category_id && categories.load(category_id),
      district: ({ district_id }, _, { districts }) => district_id && districts.load(district_id),
      incidentSize: ({ key, incident_id }, _, { incidentSizes }) => incidentSizes.load(incident_id ?? key),
      clocks: ({ key }, _, { clocks }) => clocks.load(key),
      followUps: ({ key }, args, { followUps }) => followUps(args).load(key),
    },
  },
});
await startStandaloneServer(server, {
  listen: { port: Number(process.argv[2]), host: '127.0.0.1' },
  context: async ({ req }) => ({ viewer: await viewerOf(req.headers.authorization), ...loaders() }),
});
