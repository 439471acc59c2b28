// Says how many rows are chosen, and lets buttons that need one wait for it.
"use strict";
if (document.querySelector("[data-chosen]")) {
  const form = document.querySelector("[data-choosing]");
  const note = form.querySelector("[data-chosen]");

  function count() {
    const chosen = form.querySelectorAll("[name=chosen]:checked").length;
    const sentence = chosen ? note.dataset.some : note.dataset.none;
    // In the way of nothing until there is something to do.
    note.parentElement.classList.toggle("idle", !chosen);
    note.textContent = sentence.replace("{}", chosen.toLocaleString(persian ? "fa" : "en"));
  }

  form.addEventListener("change", count);
  document.addEventListener("htmx:after:swap", count);
  addEventListener("pageshow", count);
}
