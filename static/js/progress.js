// While an answer is written: its status in words, Échap stops it, the focus never moves.
"use strict";

(() => {
  const status = document.getElementById("composer-status");
  if (!status) return;
  const words = status.querySelector("[data-status-words]");
  const counts = status.querySelector("[data-status-counts]");
  const stop = document.getElementById("stop");
  const send = document.getElementById("send");
  const hint = document.getElementById("composer-hint");
  const read = document.getElementById("read-answer");
  let wasBusy = false;
  let follows = true;

  const live = () => Array.from(document.querySelectorAll('.fs-answer[aria-busy="true"]')).pop();

  const count = (number, word) => (number ? `${number} ${word}` : "");

  const describe = (answer) => {
    const sentences = answer.querySelectorAll(".fs-sentence").length;
    const sources = document.getElementById(`sources-${answer.dataset.answer}`);
    const passages = sources ? sources.querySelectorAll(".fs-sources__item").length : 0;
    const isWriting = sentences > 0 || passages > 0;
    words.textContent = isWriting ? status.dataset.writing : status.dataset.searching;
    if (isWriting) window.announce(status.dataset.writing);
    const parts = [count(sentences, status.dataset.sentences), count(passages, status.dataset.passages)];
    counts.textContent = parts.filter(Boolean).length ? `— ${parts.filter(Boolean).join(", ")}` : "";
    stop.elements.answer.value = answer.dataset.answer;
  };

  const follow = (answer) => {
    if (!follows || window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const end = answer.querySelector(".fs-tail:not([hidden])") || answer.querySelector(".fs-part:last-child");
    if (end) end.scrollIntoView({ block: "nearest" });
  };

  const refresh = () => {
    const answer = live();
    status.hidden = !answer;
    send.disabled = Boolean(answer);
    hint.textContent = answer ? hint.dataset.busy : hint.dataset.idle;
    if (answer) {
      read.hidden = true;
      describe(answer);
      follow(answer);
    } else if (wasBusy) {
      const last = Array.from(document.querySelectorAll(".fs-answer")).pop();
      read.href = `#${last.id}-title`;
      read.hidden = false;
      follows = true;
    }
    wasBusy = Boolean(answer);
  };

  // The reader who moves away from the end is not pulled back.
  window.addEventListener("wheel", (event) => { if (event.deltaY < 0) follows = false; }, { passive: true });
  window.addEventListener("keydown", (event) => { if (event.key === "PageUp" || event.key === "Home") follows = false; });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !live()) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    stop.requestSubmit();
  });

  document.addEventListener("htmx:wsAfterMessage", refresh);
  document.addEventListener("htmx:afterSettle", refresh);
  refresh();
})();
