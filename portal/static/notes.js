// Words that are selected may be noted on; what is typed is kept as it is typed. Without this the paragraphs' own
// links do the same.
"use strict";
const noted = document.querySelector("[data-noting]");
if (noted) selecting(noted);
for (const form of document.querySelectorAll("[data-writing]")) keeping(form);

function selecting(noted) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button note-button no-print";
  button.textContent = noted.dataset.label;
  button.hidden = true;
  document.body.append(button);
  let passage = null;

  // Words may have been selected before this was loaded.
  look();
  document.addEventListener("selectionchange", look);
  // A press must not take the selection away before it is read.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    if (!passage) return;
    location.assign(`${noted.dataset.noting}on=${passage.join("-")}#write`);
  });

  function look() {
    passage = selected();
    button.hidden = !passage;
  }

  function selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const start = at(range.startContainer, range.startOffset);
    const end = at(range.endContainer, range.endOffset);
    return start !== null && end !== null && start < end && String(selection).trim() ? [start, end] : null;
  }

  // Where a point of the page is in the text: the element around it says where its words begin. The text counts code
  // points, a browser UTF-16 units.
  function at(node, offset) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const home = element.closest("[data-start]") ?? element.querySelector("[data-start]");
    if (!home || !noted.contains(home)) return null;
    const before = document.createRange();
    before.selectNodeContents(home);
    if (home.contains(node)) before.setEnd(node, offset);
    else before.collapse(true);
    const copy = before.cloneContents();
    // Numbers of notes are none of the words.
    for (const reference of copy.querySelectorAll(".noteref")) reference.remove();
    for (const line of copy.querySelectorAll("br")) line.remove();
    return Number(home.dataset.start) + [...copy.textContent].length;
  }
}

function keeping(form) {
  const said = form.querySelector("[data-kept]");
  let waiting = null;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    said.textContent = "";
    waiting = setTimeout(keep, 800);
  });
  // What is sent is no draft any more.
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    waiting = null;
  });
  // A phone may put the page away at any time.
  addEventListener("pagehide", () => {
    if (waiting) navigator.sendBeacon(form.dataset.writing, new URLSearchParams(new FormData(form)));
  });

  async function keep() {
    waiting = null;
    const kept = await fetch(form.dataset.writing, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (kept.ok) said.textContent = said.dataset.kept;
  }
}
