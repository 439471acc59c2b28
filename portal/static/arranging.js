// Enter in the field of a place moves to it; without a script the button beside it does.
"use strict";
document.querySelector("[data-arranging]")?.addEventListener("keydown", (event) => {
  if (event.code !== "Enter" && event.code !== "NumpadEnter") return;
  const place = event.target.dataset.place;
  if (!place) return;
  event.preventDefault();
  event.currentTarget.querySelector(`[value="to-${place}"]`).click();
});
