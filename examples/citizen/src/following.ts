// A report followed live: where it stands, what has happened, and what the citizen may say to it.
import { html, nothing, type TemplateResult } from 'lit-html'
import { repeat } from 'lit-html/directives/repeat.js'
import type { ObjectionReason, StandingFragment } from './gql/graphql'
import { field, summary } from './fields'
import { type Acts, type Page, wordsOf } from './page'
import { sent } from './report'
import { digits, moment } from './words'

export function following(page: Page, acts: Acts): TemplateResult {
  const words = wordsOf(page)
  const { standing, connection } = page
  return html`
    <h1 tabindex="-1" id="top">${page.fresh && (!standing || standing.state === 'REGISTERED') ? words.registered : words.following}</h1>
    ${page.held ? ownership(page, acts, page.held) : nothing}
    <p class="connection" data-is=${connection} role="status">
      ${connection === 'waiting' ? words.waiting : words[connection]}
    </p>
    ${standing ? shown(page, acts, standing) : nothing}
    <div class="after">
      <button class="plain" id="another" @click=${acts.another}>${words.another}</button>
      <button class="plain" id="forget" @click=${acts.forget}>${words.forget}</button>
    </div>
  `
}

function ownership(page: Page, acts: Acts, { code, receipt }: { code: string; receipt: string }): TemplateResult {
  const words = wordsOf(page)
  return html`
    <section class="card own">
      <p class="code"><small>${words.code}</small><bdi dir="ltr" id="code">${digits(page.language, code)}</bdi></p>
      <details ?open=${page.fresh}>
        <summary>${words.show}</summary>
        <p>${words.keepThese}</p>
        <p class="receipt"><bdi dir="ltr" id="receipt">${receipt}</bdi></p>
        <button class="small" @click=${() => acts.copy(`${code}\n${receipt}`)}>${words.copy}</button>
      </details>
    </section>
  `
}

function shown(page: Page, acts: Acts, standing: StandingFragment): TemplateResult {
  const words = wordsOf(page)
  const fa = page.language === 'fa'
  const subject = standing.category ? (fa ? standing.category.titleFa : standing.category.titleEn) : ''
  const where = [standing.district && (fa ? standing.district.nameFa : standing.district.nameEn), standing.address]
  return html`
    <section class="card stands" aria-live="polite">
      <p class="state" id="state" data-state=${standing.state}>
        ${words.states[standing.state]}${standing.outcome ? html`<small>${words.outcomes[standing.outcome]}</small>` : nothing}
      </p>
      <p class="about">
        <strong>${subject}</strong>
        <span>${where.filter(Boolean).map((part, place) => html`${place ? (fa ? '، ' : ', ') : nothing}<bdi dir="auto">${part}</bdi>`)}</span>
        <time datetime=${standing.registeredAt}>${moment(page.language, standing.registeredAt)}</time>
      </p>
    </section>
    ${standing.canRecordFeedback.allowed ? question(page, acts) : nothing}
    ${standing.objections.length ? objections(page, standing) : nothing}
    <section class="card">
      <h2>${words.history}</h2>
      <ol class="history">
        ${repeat(steps(standing), ({ id }) => id, ({ state, changed, actorKind, happenedAt, text }) => html`
          <li>
            ${changed ? html`<strong>${words.states[state]}</strong>` : actorKind === 'CITIZEN' ? html`<strong>${words.you}</strong>` : nothing}
            <time datetime=${happenedAt}>${moment(page.language, happenedAt)}</time>
            ${text ? html`<p><bdi dir="auto">${text}</bdi></p>` : nothing}
          </li>
        `)}
      </ol>
      ${standing.unmaskedText ? html`<h2>${words.said}</h2><blockquote><bdi dir="auto">${standing.unmaskedText}</bdi></blockquote>` : nothing}
    </section>
    ${objecting(page, acts, standing)}
  `
}

/** Newest first: every change of state, and whatever somebody wrote. */
function steps({ followUps: { nodes } }: StandingFragment) {
  return nodes
    .map((node, place) => ({ ...node, changed: node.state !== nodes[place - 1]?.state }))
    .filter(({ changed, text }) => changed || text)
    .reverse()
}

function question(page: Page, acts: Acts): TemplateResult {
  const words = wordsOf(page)
  const answered = sent((form, { submitter }) => acts.answer(form, (submitter as HTMLButtonElement).value === 'yes'))
  return html`
    <form class="card asked" novalidate @submit=${answered}>
      <h2>${words.asked}</h2>
      ${summary(page, { text: words.comment })}
      ${field(page, { name: 'text', label: words.comment, optional: true }, ({ id, described, invalid }) => html`
        <textarea id=${id} name="text" rows="2" dir="auto" aria-describedby=${described} aria-invalid=${invalid}></textarea>
      `)}
      <div class="choices">
        <button class="main" value="yes" ?disabled=${page.busy}>${words.yes}</button>
        <button value="no" ?disabled=${page.busy}>${words.no}</button>
      </div>
    </form>
  `
}

function objections(page: Page, standing: StandingFragment): TemplateResult {
  const words = wordsOf(page)
  return html`
    <section class="card" id="objections">
      <h2>${words.objections}</h2>
      <ul class="objections">
        ${standing.objections.map(({ reason, state, unmaskedText, openedAt, ruling }) => html`
          <li>
            <strong>${words.reasons[reason]}</strong> <span class="chip" data-state=${state}>${words.objectionStates[state]}</span>
            <time datetime=${openedAt}>${moment(page.language, openedAt)}</time>
            ${unmaskedText ? html`<p><bdi dir="auto">${unmaskedText}</bdi></p>` : nothing}
            ${ruling ? html`<p><b>${words.ruling}:</b> <bdi dir="auto">${ruling}</bdi></p>` : nothing}
          </li>
        `)}
      </ul>
    </section>
  `
}

function objecting(page: Page, acts: Acts, { canObject }: StandingFragment): TemplateResult | typeof nothing {
  const words = wordsOf(page)
  if (!canObject.allowed) return nothing
  if (!page.objecting) return html`<button class="quiet" id="object" @click=${() => acts.wish(true)}>${words.object}</button>`
  const reasons = Object.entries(words.reasons) as [ObjectionReason, string][]
  return html`
    <form class="card" id="objecting" novalidate @submit=${sent((form) => acts.object(form))}>
      <h2>${words.object}</h2>
      <p>${words.objectLead}</p>
      ${summary(page, { reason: words.reason, text: words.details })}
      ${field(page, { name: 'reason', label: words.reason }, ({ id, described, invalid }) => html`
        <select id=${id} name="reason" aria-describedby=${described} aria-invalid=${invalid}>
          ${reasons.map(([value, label]) => html`<option value=${value}>${label}</option>`)}
        </select>
      `)}
      ${field(page, { name: 'text', label: words.details, optional: true }, ({ id, described, invalid }) => html`
        <textarea id=${id} name="text" rows="4" dir="auto" aria-describedby=${described} aria-invalid=${invalid}></textarea>
      `)}
      <button class="main" ?disabled=${page.busy}>${words.sendObjection}</button>
    </form>
  `
}
