// What is typed into a long form is kept on this device until it is saved, and can be brought back.
"use strict";
for (const form of document.querySelectorAll("form[data-draft]")) drafting(form);

function drafting(form) {
  // Of whose it is: the next person at this device is not offered it.
  const key = `payesh-draft-${document.documentElement.dataset.who}-${form.dataset.draft}`;
  const notice = document.querySelector("[data-kept]");
  const fields = () => [...new FormData(form)].filter(([name]) => name !== "csrf");
  const untouched = JSON.stringify(fields());
  const kept = localStorage.getItem(key);

  if (notice && kept && kept !== untouched) {
    notice.hidden = false;
    notice.querySelector("[data-restore]").addEventListener("click", restore);
    notice.querySelector("[data-forget]").addEventListener("click", () => {
      localStorage.removeItem(key);
      notice.hidden = true;
    });
  }
  form.addEventListener("input", () => localStorage.setItem(key, JSON.stringify(fields())));
  // It is sent now. Whatever comes back was kept by the server.
  form.addEventListener("submit", () => localStorage.removeItem(key));

  // The server makes the form anew around it, with as many parts as it had.
  function restore() {
    const made = document.createElement("form");
    made.method = "post";
    made.action = form.action;
    const all = [...JSON.parse(kept), ["csrf", form.elements.csrf.value], ["do", "restore"]];
    for (const [name, value] of all) {
      const field = document.createElement("textarea");
      field.name = name;
      field.value = value;
      made.append(field);
    }
    made.hidden = true;
    document.body.append(made);
    made.submit();
  }
}
