// What a page does better with JavaScript; it does all of it without. No text is made here that is not on the page.
"use strict";

const root = document.documentElement;
const persian = root.lang === "fa";
const UNITS = [
  [86400, "روز", "day"],
  [3600, "ساعت", "hour"],
  [60, "دقیقه", "minute"],
];

// Says what hotline/kit/jalali.py duration_text says.
function duration(seconds) {
  const parts = [];
  for (const [size, inPersian, inEnglish] of UNITS) {
    const count = Math.floor(seconds / size);
    seconds %= size;
    if (!count) continue;
    parts.push(
      persian ? `${count.toLocaleString("fa", { useGrouping: false })} ${inPersian}` : `${count} ${inEnglish}${count > 1 ? "s" : ""}`,
    );
  }
  if (!parts.length) return persian ? "کمتر از یک دقیقه" : "less than a minute";
  return parts.slice(0, 2).join(persian ? " و " : " ");
}

// The server's time counts, whatever the device's clock says.
const ahead = Date.parse(root.dataset.now) - Date.now();

function tick() {
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const left = (Date.parse(clock.dateTime) - Date.now() - ahead) / 1000;
    const sentence = left < 0 ? clock.dataset.late : clock.dataset.left;
    const text = sentence.replace("{}", duration(Math.abs(left)));
    if (clock.textContent !== text) clock.textContent = text;
    if (left < 0 && !clock.matches(".late")) document.dispatchEvent(new Event("clock:late"));
    clock.classList.toggle("late", left < 0);
    clock.classList.toggle("soon", left >= 0 && left < 3600);
    clock.classList.toggle("good", left >= 3600);
  }
}

function turnTheme() {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  keep("theme", root.dataset.theme);
}

// For whoever sits at this device, signed in or out.
function keep(name, value) {
  document.cookie = `payesh_${name}=${value}; path=/; max-age=31536000; samesite=lax`;
}

function step(by) {
  const rows = [...document.querySelectorAll("[data-row] a:first-of-type")];
  const now = rows.findIndex((link) => link.closest("[data-row]").contains(document.activeElement));
  rows[Math.max(0, Math.min(rows.length - 1, now + by))]?.focus();
}

const typing = (target) => target.matches("input, select, textarea, [contenteditable]");
const switchedOn = () => !document.cookie.includes("payesh_shortcuts=off");
// Of any form that keeps what is typed on this device.
const unsent = () => Object.keys(localStorage).some((key) => /^payesh-(draft|visit)-/.test(key));

// By the key's place, so that they work on a Persian keyboard too.
function shortcut(event) {
  if (event.code === "Enter" && event.ctrlKey && event.target.form) {
    event.preventDefault();
    event.target.form.requestSubmit();
    return;
  }
  if (typing(event.target) || event.ctrlKey || event.altKey || event.metaKey || !switchedOn()) return;
  if (event.code === "Slash" && event.shiftKey) document.getElementById("help").showModal();
  else if (event.code === "Slash") document.querySelector("[data-search]")?.focus();
  else if (event.code === "KeyJ") step(1);
  else if (event.code === "KeyK") step(-1);
  else return;
  event.preventDefault();
}

for (const button of document.querySelectorAll("[data-theme-toggle]")) {
  button.hidden = false;
  button.addEventListener("click", turnTheme);
}
for (const button of document.querySelectorAll("[data-help-open]")) {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById("help").showModal());
}
for (const box of document.querySelectorAll("[data-shortcuts]")) {
  box.checked = switchedOn();
  box.addEventListener("change", () => keep("shortcuts", box.checked ? "on" : "off"));
}
// Signing out takes from this device what was typed and not sent.
for (const button of document.querySelectorAll("[data-leaving]")) {
  button.addEventListener("click", (event) => {
    if (unsent() && !confirm(button.dataset.leaving)) event.preventDefault();
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
for (const label of document.querySelectorAll("[data-reveal]")) {
  label.hidden = false;
  const secrets = [...label.closest("form").querySelectorAll("input[type=password]")];
  label.querySelector("input").addEventListener("change", (event) => {
    for (const secret of secrets) secret.type = event.target.checked ? "text" : "password";
  });
}
document.querySelector("[data-summary]")?.focus();
document.addEventListener("keydown", shortcut);
tick();
setInterval(tick, 15000);
