// [n] opens the passage beside the answer; Échap returns to the marker.
"use strict";

(() => {
  const panel = document.getElementById("sources-all");
  if (!panel) return;
  let opener = null;
  const opened = new Map(); // answer → number: survives the swap of its sources

  const controls = (id) => document.querySelectorAll(`[aria-controls="${CSS.escape(id)}"]`);

  const show = (container) => {
    panel.querySelectorAll(".fs-sources").forEach((one) => { one.hidden = one !== container; });
  };

  // The passages that the answer quotes; all of those found when it quotes none.
  const stepped = (container) => {
    const quoted = Array.from(container.querySelectorAll(".fs-source[data-quoted]"));
    return quoted.length ? quoted : Array.from(container.querySelectorAll(".fs-source"));
  };

  const open = (article) => {
    const container = article.closest(".fs-sources");
    show(container);
    container.dataset.open = article.dataset.number;
    opened.set(container.dataset.answer, article.dataset.number);
    container.querySelectorAll(".fs-source").forEach((one) => {
      one.hidden = one !== article;
      controls(one.id).forEach((button) => button.setAttribute("aria-expanded", String(one === article)));
    });
    const steps = container.querySelector(".fs-sources__steps");
    const label = steps.querySelector("[data-step-label]");
    const all = stepped(container);
    label.textContent = `${all.indexOf(article) + 1} ${label.dataset.stepLabel} ${all.length}`;
    steps.hidden = all.length < 2 || !all.includes(article);
  };

  const step = (button) => {
    const container = button.closest(".fs-sources");
    const all = stepped(container);
    const at = all.findIndex((one) => !one.hidden);
    open(all[(at + Number(button.dataset.step) + all.length) % all.length]);
  };

  // The whole sheet is read once, in one panel at a time: its passages carry identifiers.
  const load = async (tab) => {
    const target = document.getElementById(tab.getAttribute("aria-controls"));
    if (!target || !target.dataset.load || target.dataset.loaded) return;
    panel.querySelectorAll("[data-loaded]").forEach((one) => {
      one.replaceChildren();
      delete one.dataset.loaded;
    });
    await htmx.ajax("GET", target.dataset.load, { target: `#${target.id}`, swap: "innerHTML" });
    target.dataset.loaded = "true";
    const cited = target.querySelector(".fs-passage--cited");
    if (!cited) return;
    for (let box = cited.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    target.scrollTop = cited.offsetTop - target.offsetTop - 8;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.step) return step(button);
    if (button.dataset.back !== undefined) return opener && opener.focus();
    if (button.getAttribute("role") === "tab") return load(button);
    if (!button.matches(".fs-cite, .fs-sources__item")) return;
    const article = document.getElementById(button.getAttribute("aria-controls"));
    if (!article) return;
    open(article);
    opener = button;
    article.querySelector(".fs-source__title").focus();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !opener || !panel.contains(document.activeElement)) return;
    event.preventDefault();
    opener.focus();
  });

  // Once an answer is finished, the first passage that it quotes is open; the focus stays put.
  const openFirst = () => {
    const answer = Array.from(document.querySelectorAll(".fs-answer")).pop();
    if (!answer) return;
    const container = document.getElementById(`sources-${answer.dataset.answer}`);
    if (!container) return;
    if (answer.getAttribute("aria-busy") === "true") {
      if (container.hidden || !container.dataset.open) show(container);
      return;
    }
    if (container.dataset.open) return;
    const before = container.querySelector(`.fs-source[data-number="${opened.get(container.dataset.answer)}"]`);
    const cite = answer.querySelector(".fs-cite");
    const article = before || (cite && document.getElementById(cite.getAttribute("aria-controls")));
    if (article && window.matchMedia("(min-width: 62em)").matches) open(article);
    else show(container);
  };

  document.addEventListener("htmx:wsAfterMessage", openFirst);
  document.addEventListener("htmx:afterSettle", openFirst);
  openFirst();
})();
