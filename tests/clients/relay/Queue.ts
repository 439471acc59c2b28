// What a page of an operator's queue asks with Relay: rows of their own, pages in both directions, one row refetched.
import { graphql } from 'relay-runtime'

export const query = graphql`
  query QueueQuery {
    ...Queue_messages
  }
`

export const messages = graphql`
  fragment Queue_messages on Query
  @refetchable(queryName: "QueuePageQuery")
  @argumentDefinitions(
    first: { type: "Int", defaultValue: 2 }
    after: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
  ) {
    messages(first: $first, after: $after, last: $last, before: $before, orderBy: REGISTERED_AT)
      @connection(key: "Queue_messages") {
      edges {
        node {
          ...Queue_row
        }
      }
    }
  }
`

export const row = graphql`
  fragment Queue_row on Message @refetchable(queryName: "QueueRowQuery") {
    trackingCode
    state
    ...Queue_timeline
  }
`

export const timeline = graphql`
  fragment Queue_timeline on Message
  @refetchable(queryName: "QueueTimelineQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 5 }, after: { type: "String" }) {
    followUps(first: $first, after: $after) @connection(key: "Queue_timeline_followUps") {
      edges {
        node {
          kind
        }
      }
    }
  }
`

export const changed = graphql`
  subscription QueueSubscription($code: String!) {
    messageChanged(trackingCode: $code) {
      ...Queue_row
    }
  }
`

export const take = graphql`
  mutation QueueTakeMutation($input: TakeMessageInHandInput!) {
    takeMessageInHand(input: $input) {
      message {
        ...Queue_row
      }
      problems {
        code
        message
      }
    }
  }
`
