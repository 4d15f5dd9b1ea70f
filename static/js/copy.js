// Copies an answer as rich and as plain text. The server says what may leave, and records it.
"use strict";

(() => {
  const write = async ({ html, plain }) => {
    if (window.ClipboardItem && navigator.clipboard && navigator.clipboard.write) {
      const blob = (text, type) => new Blob([text], { type });
      await navigator.clipboard.write([
        new ClipboardItem({ "text/html": blob(html, "text/html"), "text/plain": blob(plain, "text/plain") }),
      ]);
      return;
    }
    // Older browsers: the copy event gives the same two forms.
    const fill = (event) => {
      event.preventDefault();
      event.clipboardData.setData("text/html", html);
      event.clipboardData.setData("text/plain", plain);
    };
    document.addEventListener("copy", fill, { once: true });
    if (!document.execCommand("copy")) throw new Error("copy refused");
  };

  const ask = async (address, isProofread) => {
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    const body = new URLSearchParams(isProofread ? { proofread: "on" } : {});
    const response = await fetch(address, { method: "POST", body, headers });
    if (!response.ok || response.redirected) throw new Error("not given");
    return response.json();
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-proofread]");
    if (!button) return;
    const answer = button.closest(".fs-answer");
    const copy = answer.querySelector("[data-copy]");
    const confirm = answer.querySelector(".fs-confirm");
    const said = answer.querySelector(".fs-copied");
    let given;
    try {
      given = await ask(copy.dataset.copy, button.dataset.copyProofread !== undefined);
    } catch {
      said.textContent = said.dataset.failed;
      return;
    }
    confirm.hidden = !given.asks_proofreading;
    if (given.asks_proofreading) {
      confirm.querySelector("button").focus();
      return;
    }
    if (given.error) {
      said.textContent = given.error;
      return;
    }
    try {
      await write(given);
      said.textContent = `${said.dataset.done} ${given.left_out}`.trim();
    } catch {
      said.textContent = said.dataset.refused;
    }
    copy.focus();
  });
})();
