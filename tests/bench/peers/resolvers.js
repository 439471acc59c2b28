// What Mercurius and Apollo resolve alike: all but what is loaded for many at once.
import { createHmac } from 'node:crypto';
import * as rows from './rows.js';

const MAY = { allowed: true, code: null, message: null };
const refused = (code, message) => ({ allowed: false, code, message });
const NOT_FROM_HERE = refused('NOT_FROM_HERE', 'In its present state this cannot be done with the message.');
const IN_HAND = refused('IN_HAND_ALREADY', 'You have this message in hand already.');
const NOT_OURS = refused('NOT_WITH_THE_OFFICE', "The message is in a unit's hands, not the office's.");
const TRIAGED_FROM = new Set(['REGISTERED', 'TRIAGED', 'RETURNED', 'OBJECTED', 'REFERRED', 'MERGED']);
const WITH_THE_OFFICE = new Set([
  'REGISTERED', 'TRIAGED', 'DISPATCHED', 'RETURNED', 'FEEDBACK_SOUGHT', 'OBJECTED', 'REFERRED',
]);

export function canTriage(state) {
  return TRIAGED_FROM.has(state) ? MAY : NOT_FROM_HERE;
}

export function canTakeInHand(state, holder, viewer) {
  if (!WITH_THE_OFFICE.has(state)) return NOT_OURS;
  return holder === viewer.person ? IN_HAND : MAY;
}

export function receipt(id) {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  const digest = createHmac('sha256', process.env.PAYESH_SECRET).update('receipt').update(bytes).digest();
  return Buffer.concat([bytes, digest.subarray(0, 16)]).toString('base64url');
}

export const resolvers = {
  Query: {
    message: (_, { trackingCode }) => rows.message(trackingCode),
    messages: (_, args) => rows.messages({ ...args, first: args.first ?? 20 }),
    districts: () => rows.allDistricts(),
    units: () => rows.allUnits(),
  },
  MessageConnection: {
    totalCount: async (connection) => (await rows.count(connection)).total,
    totalCountCapped: async (connection) => (await rows.count(connection)).capped,
  },
  Message: {
    canTriage: ({ state }) => canTriage(state),
    canTakeInHand: ({ state, holder_person_id }, _, { viewer }) => canTakeInHand(state, holder_person_id, viewer),
  },
  Mutation: {
    registerMessage: async (_, { input }, { viewer }) => {
      const { id, trackingCode } = await rows.register(input, viewer.person);
      return { trackingCode, receipt: receipt(id), problems: [] };
    },
  },
};
