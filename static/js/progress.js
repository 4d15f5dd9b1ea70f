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
  const idleHint = hint.textContent;
  const read = document.getElementById("read-answer");
  const dock = document.querySelector(".fs-dock");
  let wasBusy = false;
  let last = ""; // the answer brought last
  let coming = null; // its turn, while it is still to be brought
  let isFollowing = false; // the page goes down with the text, as chosen in the settings

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

  // A new turn is brought to the top, once there is text enough below it; from then on, and as
  // soon as the reader moves, the page stays where it is.
  const bring = () => {
    if (!coming) return;
    coming.scrollIntoView({ block: "start" });
    if (coming.getBoundingClientRect().top < 24) coming = null;
  };
  const notice = (answer) => {
    if (answer.id === last) return;
    last = answer.id;
    isFollowing = document.body.dataset.follows !== undefined;
    coming = isFollowing ? null : answer.closest(".fs-turn");
  };
  const end = document.getElementById("to-end");
  const turns = document.getElementById("turns");
  const hiddenBelow = () => turns.getBoundingClientRect().bottom - dock.getBoundingClientRect().top;
  const goToEnd = () => window.scrollBy({ top: hiddenBelow() + 8 });
  const showEnd = () => { end.hidden = hiddenBelow() < 120; };
  end.addEventListener("click", goToEnd);
  window.addEventListener("scroll", showEnd, { passive: true });
  const letGo = () => { coming = null; isFollowing = false; };
  window.addEventListener("wheel", letGo, { passive: true });
  window.addEventListener("touchmove", letGo, { passive: true });
  window.addEventListener("keydown", (event) => {
    if (["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown", "Tab"].includes(event.key)) letGo();
  });

  const refresh = () => {
    const answer = live();
    status.hidden = !answer;
    send.disabled = Boolean(answer);
    hint.textContent = answer ? hint.dataset.busy : idleHint;
    if (answer) {
      read.hidden = true;
      describe(answer);
      notice(answer);
    } else if (wasBusy) {
      read.href = `#${last}-title`;
      read.hidden = false;
    }
    bring();
    if (isFollowing && answer) goToEnd();
    showEnd();
    wasBusy = Boolean(answer);
  };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !live()) return;
    if (!window.shortcutIsOn("stop")) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    stop.requestSubmit();
  });

  document.addEventListener("htmx:wsAfterMessage", refresh);
  document.addEventListener("htmx:afterSettle", refresh);
  const first = Array.from(document.querySelectorAll(".fs-answer")).pop();
  if (first) last = first.id;
  refresh();
})();
