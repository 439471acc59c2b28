// A field with its label, its hint, and whatever the API has against it.
import { html, nothing, type TemplateResult } from 'lit-html'
import { type Page, wordsOf } from './page'

interface About {
  /** As the API's problems name it: `body`, `reporter.phone`. */
  name: string
  label: string
  hint?: string
  optional?: boolean
}

type Control = (about: { id: string; described: string | typeof nothing; invalid: 'true' | typeof nothing }) => TemplateResult

const idOf = (name: string) => `field-${name.replace('.', '-')}`

export function field(page: Page, { name, label, hint, optional }: About, control: Control): TemplateResult {
  const id = idOf(name)
  const wrong = page.problems.filter(({ path }) => path.join('.') === name)
  const described = [hint ? `${id}-hint` : '', wrong.length ? `${id}-wrong` : ''].filter(Boolean).join(' ')
  return html`
    <div class="field" ?data-wrong=${wrong.length > 0}>
      <label for=${id}>${label}${optional ? html` <small>(${wordsOf(page).optional})</small>` : nothing}</label>
      ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
      ${wrong.length ? html`<p class="wrong" id="${id}-wrong">${wrong.map(({ message }) => message).join(' ')}</p>` : nothing}
      ${control({ id, described: described || nothing, invalid: wrong.length ? 'true' : nothing })}
    </div>
  `
}

/** All that was refused, each leading to its field. `labels` are those of the form's fields, by name. */
export function summary(page: Page, labels: Record<string, string>): TemplateResult | typeof nothing {
  if (!page.problems.length) return nothing
  return html`
    <div class="summary" role="alert" tabindex="-1" id="summary">
      <h2>${wordsOf(page).wrong}</h2>
      <ul>
        ${page.problems.map(({ path, message }) => {
          const name = path.join('.')
          const label = labels[name]
          return html`<li>${label ? html`<a href="#${idOf(name)}" @click=${leadTo}>${label}: ${message}</a>` : message}</li>`
        })}
      </ul>
    </div>
  `
}

// Led by hand: the address stays as it is.
function leadTo(event: Event) {
  event.preventDefault()
  document.querySelector<HTMLElement>((event.currentTarget as HTMLAnchorElement).hash)?.focus()
}
