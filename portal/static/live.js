// Renews the parts of a page when its stream says that something changed. Nothing typed, focused or scrolled is lost.
"use strict";
{
  const note = document.querySelector("[data-live]");
  // A busy page is renewed this often at most, and says so more seldom still; milliseconds.
  const GAP = note.dataset.gap * 1000;
  const QUIET = 30000;
  let since = document.documentElement.dataset.mark;
  let stream = null;
  let wait = 1000;
  let due = 0;
  let renewed = 0;
  let said = 0;
  let missed = false;
  let ended = false;

  // With nobody at it: it keeps no session from ending.
  const UNATTENDED = { "x-payesh-unattended": "1" };

  const hide = () => {
    stream?.close();
    stream = null;
  };

  // A hidden tab holds no connection: a browser has six for all of them. It hears what it missed when it is seen again.
  function show() {
    if (stream || ended || document.hidden) return;
    const address = new URL(note.dataset.live, location);
    address.searchParams.set("extensions", JSON.stringify({ lastEventId: since }));
    stream = new EventSource(address);
    stream.addEventListener("open", () => (wait = 1000));
    stream.addEventListener("next", (event) => {
      since = event.lastEventId || since;
      const errors = JSON.parse(event.data).errors ?? [];
      if (!errors.length) soon();
      if (errors.some((error) => error.extensions?.code === "UNAUTHENTICATED")) signedOut();
    });
    stream.addEventListener("complete", later);
    // One that was cut comes back by itself; one that was refused does not.
    stream.addEventListener("error", () => stream?.readyState === EventSource.CLOSED && refused());
  }

  // A board that stands still must not look alive: it gives way to signing in, unless something was typed here.
  function signedOut() {
    ended = true;
    hide();
    if ([...document.forms].some(filled)) note.textContent = note.dataset.ended;
    else location.reload();
  }

  // It does not say why: the page does, if it is that somebody has been signed out.
  function refused() {
    if (wait === 1000) soon();
    later();
  }

  function later() {
    hide();
    setTimeout(show, wait);
    wait = Math.min(wait * 2, 60000);
  }

  function soon() {
    if (!due) due = setTimeout(renew, Math.max(0, renewed + GAP - Date.now()));
  }

  async function renew() {
    const parts = [...document.querySelectorAll("[data-part]")].map((part) => `#${part.id}`);
    try {
      await htmx.ajax("GET", note.dataset.page, {
        source: parts[0],
        target: parts[0],
        select: parts[0],
        selectOOB: parts.slice(1).map((part) => `${part}:outerMorph`).join(","),
        swap: "outerMorph",
        headers: UNATTENDED,
      });
    } finally {
      renewed = Date.now();
      due = 0;
      if (missed) soon();
      missed = false;
    }
  }

  // Nothing moves under the pointer of somebody who drags: it would drop what they hold.
  document.addEventListener("htmx:before:swap", (event) => {
    if (!document.querySelector(".sortable-chosen")) return;
    event.preventDefault();
    missed = true;
  });

  // A page without its parts is none of ours: an error, or the way to sign in.
  document.addEventListener("htmx:before:swap", (event) => {
    if (new URL(event.detail.ctx.response.raw.url).pathname === "/sign-in") signedOut();
    if (!event.detail.tasks.length || event.detail.tasks.some((task) => !task.fragment.childElementCount)) event.preventDefault();
  });
  // What somebody opened stays open, and a form that somebody is filling in stays as it is.
  document.addEventListener("htmx:before:morph:attr", (event) => {
    if (event.detail.attrName === "open") event.preventDefault();
  });
  document.addEventListener("htmx:before:morph:node", (event) => {
    if (event.target.matches?.("form") && filled(event.target)) event.preventDefault();
  });
  document.addEventListener("htmx:after:swap", () => {
    tick();
    if (Date.now() - said < QUIET) return;
    said = Date.now();
    note.textContent = note.dataset.said;
  });
  // An event is lost with a process that is killed between its commit and telling of it.
  setInterval(() => document.hidden || soon(), 300000);
  // Time alone moves what is due to what is late.
  document.addEventListener("clock:late", soon);
  document.addEventListener("visibilitychange", () => (document.hidden ? hide() : show()));
  addEventListener("pagehide", hide);
  addEventListener("pageshow", show);

  const filled = (form) =>
    [...form.elements].some((field) =>
      field.type === "checkbox" || field.type === "radio"
        ? field.checked !== field.defaultChecked
        : field.matches("textarea, input:not([type=hidden])") && field.value !== field.defaultValue,
    );
}
