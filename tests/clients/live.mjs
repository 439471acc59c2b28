// Four clients that others wrote, each asking a query and following a subscription with the same fragment. They speak
// to the server at the address given; what to do comes as lines of JSON, what happens is told as lines of JSON:
//   {"id", "client", "authorization", "code"}  asks and follows     {"id", "leave": true}  follows no longer
//   {"id", "event": "asked" | "told" | "ended" | "failed", …}
import { createInterface } from 'node:readline'
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client/core'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { cacheExchange, Client, fetchExchange } from '@urql/core'
import { createClient as createSse } from 'graphql-sse'
import { createClient as createWs } from 'graphql-ws'
import { OperationTypeNode } from 'graphql'
import WebSocket from 'ws'

const url = process.argv[2]
const socketUrl = url.replace('http', 'ws')
const STANDING = 'fragment Standing on Message { id trackingCode state version }'
const ASK = `query Ask($code: String!) { message(trackingCode: $code) { ...Standing } } ${STANDING}`
const FOLLOW = `subscription Follow($code: String!) { messageChanged(trackingCode: $code) { ...Standing } } ${STANDING}`

const openSocket = (authorization) =>
  createWs({ url: socketUrl, webSocketImpl: WebSocket, connectionParams: { authorization }, retryAttempts: 3 })

const openStream = (authorization) => createSse({ url, headers: { authorization }, retryAttempts: 3 })

// graphql-ws and graphql-sse have the same face.
function plain(client, { code }, tell) {
  return client.subscribe(
    { query: FOLLOW, variables: { code } },
    {
      next: ({ data, errors }) => tell('told', { message: data?.messageChanged, codes: codesOf(errors) }),
      complete: () => tell('ended'),
      // A socket that is closed, or errors of the operation.
      error: (problem) => tell('failed', { closed: problem.code, codes: codesOf(problem) }),
    },
  )
}

// The message is asked for once and then watched in the cache: a subscription that updates it must be heard there.
async function apollo({ authorization, code }, tell) {
  const socket = new GraphQLWsLink(openSocket(authorization))
  const http = new HttpLink({ uri: url, headers: { authorization } })
  const isLive = ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION
  const client = new ApolloClient({ link: ApolloLink.split(isLive, socket, http), cache: new InMemoryCache() })
  const { data } = await client.query({ query: gql(ASK), variables: { code } })
  tell('asked', { message: clean(data.message) })
  const watched = client.watchQuery({ query: gql(ASK), variables: { code } }).subscribe(({ data }) => {
    tell('cached', { message: clean(data?.message) })
  })
  const followed = client.subscribe({ query: gql(FOLLOW), variables: { code } }).subscribe({
    next: ({ data, error }) => tell('told', { message: clean(data?.messageChanged), error: error?.message }),
    complete: () => tell('ended'),
  })
  return () => {
    watched.unsubscribe()
    followed.unsubscribe()
    client.stop()
  }
}

// Out of the box: queries and subscriptions by fetch, all media types in one Accept.
async function urql({ authorization, code }, tell) {
  const client = new Client({
    url,
    exchanges: [cacheExchange, fetchExchange],
    fetchSubscriptions: true,
    preferGetMethod: false,
    fetchOptions: { headers: { authorization } },
  })
  const { data, error } = await client.query(ASK, { code }).toPromise()
  tell('asked', { message: clean(data?.message), error: error?.message })
  const { unsubscribe } = client.subscription(FOLLOW, { code }).subscribe(({ data, error }) => {
    tell('told', { message: clean(data?.messageChanged), codes: codesOf(error?.graphQLErrors) })
  })
  return unsubscribe
}

const CLIENTS = {
  'graphql-ws': (asked, tell) => plain(openSocket(asked.authorization), asked, tell),
  'graphql-sse': (asked, tell) => plain(openStream(asked.authorization), asked, tell),
  apollo,
  urql,
}

const codesOf = (errors) => (Array.isArray(errors) ? errors.map(({ extensions }) => extensions?.code) : [])

// What caching clients add for themselves.
function clean(message) {
  if (!message) return message
  const { __typename, ...rest } = message
  return rest
}

const say = (line) => console.log(JSON.stringify(line))
const leaving = new Map()

for await (const line of createInterface({ input: process.stdin })) {
  const { id, client, leave, ...asked } = JSON.parse(line)
  if (leave) {
    leaving.get(id)?.()
    continue
  }
  const tell = (event, more = {}) => say({ id, event, ...more })
  Promise.resolve(CLIENTS[client](asked, tell)).then(
    (stop) => leaving.set(id, stop),
    (problem) => tell('failed', { why: String(problem) }),
  )
}
process.exit(0)
