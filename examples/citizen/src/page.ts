// What the page knows at a moment; whoever changes it draws anew.
import type { ChoicesQuery, StandingFragment } from './gql/graphql'
import type { Problem } from './api'
import type { Held } from './kept'
import { type Language, WORDS } from './words'

export interface Page {
  language: Language
  choices: ChoicesQuery | null
  /** The one that is followed now; none where the form is shown. */
  held: Held | null
  /** All that this device keeps. */
  kept: readonly Held[]
  standing: StandingFragment | null
  connection: 'waiting' | 'live' | 'cut' | 'gone'
  /** Of the form that was sent last. */
  problems: readonly Problem[]
  busy: boolean
  /** Registered just now, in this page. */
  fresh: boolean
  objecting: boolean
  /** What became of the act done last, for all to hear. */
  told: string
}

export interface Acts {
  speak(language: Language): void
  register(form: HTMLFormElement): void
  open(held: Held): void
  another(): void
  answer(form: HTMLFormElement, satisfied: boolean): void
  wish(objecting: boolean): void
  object(form: HTMLFormElement): void
  copy(text: string): void
  forget(): void
}

export const wordsOf = (page: Page) => WORDS[page.language]

/** The trimmed text of a field, or null where nothing was written. */
export const textOf = (form: HTMLFormElement, name: string) =>
  (new FormData(form).get(name) as string | null)?.trim() || null
