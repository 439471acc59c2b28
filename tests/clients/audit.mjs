// Every audit of GraphQL over HTTP that graphql-http has, against the server at the address given. A line of JSON each.
import { auditServer } from 'graphql-http'

for (const { id, name, status, reason } of await auditServer({ url: process.argv[2] })) {
  console.log(JSON.stringify({ audit: `${id} ${name}`, status, reason: reason ?? '' }))
}
