// On the way: what is typed is kept on this device until it is sent, and the device may say where it is.
"use strict";
{
  // Of whose it is: the next person at this device does not find it in their form.
  const key = (id) => `payesh-visit-${document.documentElement.dataset.who}-${id}`;
  const sent = document.querySelector("[data-sent]");
  if (sent) localStorage.removeItem(key(sent.dataset.sent));

  const form = document.querySelector("[data-visit]");
  if (form) visiting(form);

  function visiting(form) {
    const { found, note, latitude, longitude } = form.elements;
    const draft = key(form.dataset.visit);
    const offline = form.querySelector("[data-offline]");
    const place = form.querySelector("[data-place]");

    // What the page brings counts more: it was sent and came back.
    const kept = JSON.parse(localStorage.getItem(draft) ?? "{}");
    if (!found.value && kept.found) found.value = kept.found;
    if (!note.value && kept.note) note.value = kept.note;

    form.addEventListener("input", () => {
      localStorage.setItem(draft, JSON.stringify({ found: found.value, note: note.value }));
    });
    form.addEventListener("submit", (event) => {
      offline.hidden = navigator.onLine;
      if (!navigator.onLine) event.preventDefault();
    });
    addEventListener("online", () => (offline.hidden = true));

    if (!navigator.geolocation) return;
    place.hidden = false;
    place.querySelector("button").addEventListener("click", locate);
    // Whoever has allowed it once need not press anything.
    navigator.permissions?.query({ name: "geolocation" }).then((right) => right.state === "granted" && locate());

    function locate() {
      const status = place.querySelector("[role=status]");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          latitude.value = coords.latitude.toFixed(5);
          longitude.value = coords.longitude.toFixed(5);
          status.textContent = status.dataset.added;
        },
        () => (status.textContent = status.dataset.refused),
        { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
      );
    }
  }
}
