// How this page speaks to the API: documents by their hash, one fetch for each act, one stream for what is followed.
import { createClient, type RequestParams } from 'graphql-sse'
import type { ProblemFragment, TypedDocumentString } from './gql/graphql'

/** What is shown of a problem; its code is for pages that answer one in a way of their own. */
export type Problem = Pick<ProblemFragment, 'path' | 'message'>

export interface Asking {
  api: string
  authorization: string
  language: string
  /** What is sent again under the same key is done once. */
  key?: string
}

/** The answer could not be had; its message can be shown to whoever waits for it. */
export class Unanswered extends Error {}

interface Persisted {
  __meta__?: { hash?: unknown }
}

const idOf = (document: unknown) => String((document as Persisted).__meta__?.hash)

export async function ask<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  { api, authorization, language, key }: Asking,
): Promise<Result> {
  const headers: Record<string, string> = {
    accept: 'application/graphql-response+json',
    'accept-language': language,
    'content-type': 'application/json',
  }
  if (authorization) headers.authorization = authorization
  if (key) headers['idempotency-key'] = key
  const body = JSON.stringify({ documentId: idOf(document), variables })
  const response = await fetch(`${api}/graphql`, { method: 'POST', headers, body })
  const { data, errors } = (await response.json()) as { data?: Result; errors?: { message: string }[] }
  if (!data || errors) throw new Unanswered(errors?.[0]?.message)
  return data
}

/** Tells what stands now and after every change, until the function that it returns is called. */
export function follow<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  { api, authorization, language }: Asking,
  told: { next: (result: Result) => void; cut: () => void; refused: (why?: string) => void },
): () => void {
  // The client tries everything again, also what was refused for good.
  let refused = false
  const client = createClient({
    url: `${api}/graphql`,
    headers: { authorization, 'accept-language': language },
    retryAttempts: Number.POSITIVE_INFINITY,
    fetchFn: async (url: string, init: RequestInit) => {
      const response = await fetch(url, init)
      refused = response.status >= 400 && response.status < 500 && response.status !== 429
      return response
    },
    retry: (retries) => {
      if (refused) return Promise.reject(new Unanswered())
      told.cut()
      return new Promise((resolve) => setTimeout(resolve, Math.min(1000 * 2 ** retries, 30_000)))
    },
  })
  // The type of a request knows documents as text only.
  const request = { documentId: idOf(document), variables } as unknown as RequestParams
  return client.subscribe<Result>(request, {
    next: ({ data, errors }) => (data ? told.next(data) : told.refused(errors?.[0]?.message)),
    error: () => told.refused(),
    complete: () => {},
  })
}
