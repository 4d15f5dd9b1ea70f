// Two minutes before the session ends, offers to go on; once it ended, the page waits for a new
// sign-in in another window and goes on with its text.
"use strict";

(() => {
  const dialog = document.getElementById("session-warning");
  if (!dialog) return;
  const WARNED = 120;
  const SPARE = 60; // the server notes an act once a minute
  const title = document.getElementById("session-title");
  const problem = document.getElementById("session-problem");
  const firstTitle = title.textContent;
  let timer = 0;
  let opener = null;
  let hasEnded = false;

  const later = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(1, seconds) * 1000);
  };

  // Null: nobody is signed in any more, or the line is cut.
  const ask = async (method) => {
    try {
      const response = await fetch(dialog.dataset.url, { method, headers: { "X-CSRFToken": tokenOf() } });
      const isOurs = response.ok && !response.redirected;
      return isOurs ? await response.json() : null;
    } catch {
      return null;
    }
  };

  const tokenOf = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const renew = (token) => {
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((one) => { one.value = token; });
  };

  // Forms that a socket brought carry no token; those of an outlived page carry a former one.
  document.addEventListener("submit", ({ target: form }) => {
    if (form.method !== "post") return;
    let input = form.elements.csrfmiddlewaretoken;
    if (!input) {
      input = document.createElement("input");
      input.type = "hidden";
      input.name = "csrfmiddlewaretoken";
      form.append(input);
    }
    input.value = tokenOf();
  }, true);

  const show = (isOver) => {
    hasEnded = isOver;
    title.textContent = isOver ? dialog.dataset.endedTitle : firstTitle;
    problem.textContent = "";
    document.getElementById("session-words").hidden = isOver;
    document.getElementById("session-ended-words").hidden = !isOver;
    dialog.setAttribute("aria-describedby", isOver ? "session-ended-words" : "session-words");
    dialog.querySelectorAll("[data-before-end]").forEach((one) => { one.hidden = isOver; });
    dialog.querySelectorAll("[data-after-end]").forEach((one) => { one.hidden = !isOver; });
    if (!dialog.open) {
      opener = document.activeElement;
      window.dsfr(dialog).modal.disclose();
    }
  };

  const hide = (words) => {
    if (dialog.open) window.dsfr(dialog).modal.conceal();
    window.announce(words);
    if (opener) opener.focus();
  };

  // Another window may have moved the end away: the server knows.
  async function look() {
    const said = await ask("GET");
    if (said) renew(said.token); // whoever signed in again elsewhere has another one
    if (said && said.seconds > WARNED + 2) {
      if (dialog.open) hide(dialog.dataset.extended);
      later(said.seconds - WARNED);
    } else if (said) {
      show(false);
      later(Math.min(said.seconds + 1, 15));
    } else if (navigator.onLine) {
      show(true);
    } else {
      later(15);
    }
  }

  document.getElementById("session-extend").addEventListener("click", async () => {
    const said = await ask("POST");
    if (!said) return show(true);
    later(said.seconds - WARNED);
    hide(dialog.dataset.extended);
  });

  document.getElementById("session-back").addEventListener("click", async () => {
    const said = await ask("GET");
    if (!said) {
      problem.textContent = problem.dataset.still;
      return;
    }
    renew(said.token);
    hasEnded = false;
    later(said.seconds - WARNED);
    hide(dialog.dataset.extended);
  });

  document.addEventListener("htmx:responseError", (event) => {
    if ([401, 403].includes(event.detail.xhr.status)) look();
  });

  // Escape is no answer to an ended session.
  dialog.addEventListener("cancel", (event) => { if (hasEnded) event.preventDefault(); });

  later(Number(dialog.dataset.seconds) - WARNED - SPARE);
})();
