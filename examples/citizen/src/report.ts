// The form of a report, and the way back to one made before.
import { html, nothing, type TemplateResult } from 'lit-html'
import { field, summary } from './fields'
import { type Acts, type Page, textOf, wordsOf } from './page'
import { digits } from './words'

export function report(page: Page, acts: Acts): TemplateResult {
  const words = wordsOf(page)
  const { categories, districts } = page.choices ?? { categories: [], districts: [] }
  const fa = page.language === 'fa'
  const opened = (form: HTMLFormElement) => {
    const [code, receipt] = [textOf(form, 'code'), textOf(form, 'receipt')]
    if (code && receipt) acts.open({ code, receipt })
  }
  const labels = {
    categoryCode: words.type, body: words.body, districtNumber: words.district, address: words.address,
    'reporter.name': words.name, 'reporter.phone': words.phone,
  }
  return html`
    <h1>${words.title}</h1>
    <p class="lead">${words.lead}</p>
    <form class="card" novalidate @submit=${sent((form) => acts.register(form))}>
      ${summary(page, labels)}
      <div class="pair">
        ${field(page, { name: 'categoryCode', label: words.type }, ({ id, described, invalid }) => html`
          <select id=${id} name="categoryCode" aria-describedby=${described} aria-invalid=${invalid}>
            <option value="">${words.choose}</option>
            ${categories.map(({ code, titleFa, titleEn }) => html`<option value=${code}>${fa ? titleFa : titleEn}</option>`)}
          </select>
        `)}
        ${field(page, { name: 'districtNumber', label: words.district }, ({ id, described, invalid }) => html`
          <select id=${id} name="districtNumber" aria-describedby=${described} aria-invalid=${invalid}>
            <option value="">${words.choose}</option>
            ${districts.map(({ number, nameFa, nameEn }) => html`<option value=${number}>${fa ? nameFa : nameEn}</option>`)}
          </select>
        `)}
      </div>
      ${field(page, { name: 'address', label: words.address, hint: words.addressHint }, ({ id, described, invalid }) => html`
        <input id=${id} name="address" dir="auto" autocomplete="off" aria-describedby=${described} aria-invalid=${invalid} />
      `)}
      ${field(page, { name: 'body', label: words.body, hint: words.bodyHint }, ({ id, described, invalid }) => html`
        <textarea id=${id} name="body" rows="5" dir="auto" aria-describedby=${described} aria-invalid=${invalid}></textarea>
      `)}
      ${field(page, { name: 'reporter.name', label: words.name, optional: true }, ({ id, described, invalid }) => html`
        <input id=${id} name="name" dir="auto" autocomplete="name" aria-describedby=${described} aria-invalid=${invalid} />
      `)}
      ${field(page, { name: 'reporter.phone', label: words.phone, hint: words.phoneHint, optional: true }, ({ id, described, invalid }) => html`
        <input id=${id} name="phone" type="tel" dir="ltr" autocomplete="tel" aria-describedby=${described} aria-invalid=${invalid} />
      `)}
      <button class="main" ?disabled=${page.busy}>${page.busy ? words.sending : words.send}</button>
    </form>
    ${page.kept.length ? html`
      <section class="card">
        <h2>${words.mine}</h2>
        <ul class="mine">
          ${page.kept.map((one) => html`
            <li><button class="plain" @click=${() => acts.open(one)}><bdi dir="ltr">${digits(page.language, one.code)}</bdi></button></li>
          `)}
        </ul>
      </section>
    ` : nothing}
    <details class="card quiet">
      <summary>${words.have}</summary>
      <form novalidate @submit=${sent(opened)}>
        <div class="field">
          <label for="held-code">${words.code}</label>
          <input id="held-code" name="code" dir="ltr" autocomplete="off" required />
        </div>
        <div class="field">
          <label for="held-receipt">${words.receipt}</label>
          <input id="held-receipt" name="receipt" dir="ltr" autocomplete="off" spellcheck="false" required />
        </div>
        <button>${words.open}</button>
      </form>
    </details>
  `
}

/** A form that this page sends itself. */
export const sent = (act: (form: HTMLFormElement, event: SubmitEvent) => void) => (event: SubmitEvent) => {
  event.preventDefault()
  act(event.currentTarget as HTMLFormElement, event)
}
