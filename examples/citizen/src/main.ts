// The page as a whole: what it knows, what is done, and what is drawn of it.
import { html, render } from 'lit-html'
import { type Asking, ask, follow, type Problem, Unanswered } from './api'
import { following } from './following'
import { AnswerDocument, ChoicesDocument, FollowDocument, ObjectDocument, RegisterDocument, type ObjectionReason } from './gql/graphql'
import { forget, type Held, held, keep } from './kept'
import { type Acts, type Page, textOf, wordsOf } from './page'
import { report } from './report'
import type { Language } from './words'

interface Config {
  api: string
  token: string
}

const config = (await (await fetch('config.json')).json()) as Config
const page: Page = {
  language: navigator.language.startsWith('en') ? 'en' : 'fa',
  choices: null,
  held: held()[0] ?? null,
  kept: held(),
  standing: null,
  connection: 'waiting',
  problems: [],
  busy: false,
  fresh: false,
  objecting: false,
  told: '',
}
let leave = () => {}
// One key for one report, however often it has to be sent.
let lastSent = { input: '', key: '' }

const asking = (authorization: string, key?: string): Asking => ({
  api: config.api,
  authorization,
  language: page.language,
  key,
})

const asOwner = () => `Receipt ${page.held?.receipt}`

const acts: Acts = {
  speak(language) {
    Object.assign(page, { language, problems: [], told: '' })
    draw()
    if (page.held) watch()
  },
  async register(form) {
    const district = textOf(form, 'districtNumber')
    const [name, phone] = [textOf(form, 'name'), textOf(form, 'phone')]
    const input = {
      body: textOf(form, 'body') ?? '',
      categoryCode: textOf(form, 'categoryCode'),
      districtNumber: district ? Number(district) : null,
      address: textOf(form, 'address'),
      reporter: name || phone ? { name, phone } : null,
    }
    const written = JSON.stringify(input)
    if (written !== lastSent.input) lastSent = { input: written, key: crypto.randomUUID() }
    const authorization = config.token ? `Bearer ${config.token}` : ''
    await act(async () => {
      const { registerMessage } = await ask(RegisterDocument, { input }, asking(authorization, lastSent.key))
      const { trackingCode: code, receipt, problems } = registerMessage ?? { problems: [] }
      if (code && receipt) begin({ code, receipt }, true)
      return problems
    })
  },
  open(what) {
    begin(what, false)
  },
  another() {
    leave()
    Object.assign(page, { held: null, standing: null, fresh: false, objecting: false, problems: [], told: '' })
    draw()
    scrollTo({ top: 0 })
  },
  async answer(form, satisfied) {
    const input = { id: page.standing?.id ?? '', satisfied, channel: 'APP' as const, text: textOf(form, 'text') }
    await act(async () => {
      const { recordFeedback } = await ask(AnswerDocument, { input }, asking(asOwner()))
      return recordFeedback?.problems ?? []
    }, wordsOf(page).thanks)
  },
  wish(objecting) {
    page.objecting = objecting
    page.problems = []
    draw()
    document.querySelector<HTMLElement>('#objecting select')?.focus()
  },
  async object(form) {
    const reason = textOf(form, 'reason') as ObjectionReason
    const input = { messageId: page.standing?.id ?? '', reason, text: textOf(form, 'text') }
    await act(async () => {
      const { raiseObjection } = await ask(ObjectDocument, { input }, asking(asOwner()))
      page.objecting = Boolean(raiseObjection?.problems.length)
      return raiseObjection?.problems ?? []
    }, wordsOf(page).objected)
  },
  async copy(text) {
    await navigator.clipboard.writeText(text)
    tell(wordsOf(page).copied)
  },
  forget() {
    if (!page.held || !confirm(wordsOf(page).sure)) return
    forget(page.held)
    page.kept = held()
    acts.another()
  },
}

/** Do it once, and show what was refused. */
async function act(doing: () => Promise<readonly Problem[]>, done = '') {
  if (page.busy) return
  Object.assign(page, { busy: true, problems: [], told: '' })
  draw()
  try {
    page.problems = await doing()
    if (!page.problems.length) tell(done)
  } catch (error) {
    const message = (error instanceof Unanswered && error.message) || wordsOf(page).unreachable
    page.problems = [{ path: [], message }]
  }
  page.busy = false
  draw()
  if (page.problems.length) document.getElementById('summary')?.focus()
}

/** Say it for a while: what is done shows in the page itself. */
function tell(what: string) {
  page.told = what
  draw()
  setTimeout(() => {
    if (page.told !== what) return
    page.told = ''
    draw()
  }, 8000)
}

function begin(what: Held, fresh: boolean) {
  if (fresh) keep(what)
  Object.assign(page, { held: what, fresh, standing: null, objecting: false, problems: [], told: '' })
  watch()
  document.getElementById('top')?.focus()
  scrollTo({ top: 0 })
}

/** Follow what is held, and nothing else any more. */
function watch() {
  leave()
  page.connection = 'waiting'
  draw()
  const followed = page.held
  if (!followed) return
  leave = follow(FollowDocument, { code: followed.code }, asking(asOwner()), {
    next({ messageChanged }) {
      // Only what the receipt does show is worth keeping.
      if (messageChanged) keep(followed)
      page.kept = held()
      page.standing = messageChanged ?? null
      page.connection = messageChanged ? 'live' : 'gone'
      draw()
    },
    cut() {
      page.connection = 'cut'
      draw()
    },
    refused() {
      page.connection = 'gone'
      draw()
    },
  })
}

function draw() {
  const words = wordsOf(page)
  const other: Language = page.language === 'fa' ? 'en' : 'fa'
  document.documentElement.lang = page.language
  document.documentElement.dir = page.language === 'fa' ? 'rtl' : 'ltr'
  document.title = words.title
  render(
    html`
      <a class="skip" href="#main">${words.skip}</a>
      <header>
        <p class="brand"><img src="icon.svg" alt="" width="28" height="28" /> <span>${page.language === 'fa' ? '۱۳۷ اصفهان' : '137 Isfahan'}</span></p>
        <button class="plain" lang=${other} @click=${() => acts.speak(other)}>${words.other}</button>
      </header>
      <main id="main">${page.held ? following(page, acts) : report(page, acts)}</main>
      <p class="told" role="status" ?hidden=${!page.told}>${page.told}</p>
    `,
    document.body,
  )
}

draw()
if (page.held) watch()
try {
  page.choices = await ask(ChoicesDocument, {}, asking(''))
} catch {
  page.told = wordsOf(page).unreachable
}
draw()
