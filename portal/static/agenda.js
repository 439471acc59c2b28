// What the agenda does better with JavaScript: edits without a page in between, dragging, and saying that one is here.
"use strict";
{
  const HERE = 20000; // milliseconds

  // Sent as the form would be; of the answer only the parts are taken, so that focus and scroll stay.
  async function send(form, what) {
    const body = new FormData(form);
    if (what) body.set("do", what);
    const parts = ["#said", ...[...document.querySelectorAll("[data-part]")].map((part) => `#${part.id}`)];
    await htmx.ajax("POST", form.action, {
      source: form,
      values: Object.fromEntries(body),
      target: parts[0],
      select: parts[0],
      selectOOB: parts.slice(1).map((part) => `${part}:outerMorph`).join(","),
      swap: "outerHTML",
    });
    document.querySelector("#said [data-summary]")?.focus();
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-edit]")) return;
    event.preventDefault();
    const focused = document.activeElement?.id;
    const form = event.target;
    send(form, event.submitter?.value).then(() => {
      // What was done is not there to be done twice; what was refused is.
      if (!document.querySelector("#said [data-summary]")) form.reset();
      const again = focused && document.getElementById(focused);
      if (again && !again.disabled && !document.querySelector("#said [data-summary]")) again.focus();
    });
    // So that what was sent is not taken for what is being typed.
    for (const field of form.querySelectorAll("[name=place]")) field.value = "";
  });

  // Beside whom an item was dropped, in the words of its buttons.
  function beside(item) {
    const [above, below] = [item.previousElementSibling, item.nextElementSibling];
    if (below?.dataset.under) return `move before ${below.dataset.item}`;
    if (item.dataset.under && above?.dataset.under) return `move after ${above.dataset.item}`;
    if (below) return `move before ${below.dataset.item}`;
    return above && `move after ${above.dataset.under || above.dataset.item}`;
  }

  function draggable() {
    for (const grip of document.querySelectorAll("[data-grip]")) grip.hidden = false;
    const list = document.querySelector("[data-lines]");
    if (!list || Sortable.get(list)) return;
    Sortable.create(list, {
      handle: "[data-grip]",
      animation: 150,
      onEnd({ item, oldIndex, newIndex }) {
        const what = oldIndex !== newIndex && beside(item);
        if (what) send(item.querySelector("form"), what);
      },
    });
  }

  async function beHere() {
    const form = document.querySelector("[data-presence]");
    if (!form || document.hidden) return;
    const headers = { "x-payesh-unattended": "1" };
    await fetch(form.action, { method: "POST", headers, body: new URLSearchParams(new FormData(form)) }).catch(() => {});
  }

  document.addEventListener("htmx:after:swap", draggable);
  document.addEventListener("visibilitychange", beHere);
  draggable();
  beHere();
  setInterval(beHere, HERE);
}
