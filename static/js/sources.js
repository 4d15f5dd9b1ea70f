// [n] opens the passage beside the answer; Échap returns to the marker.
"use strict";

(() => {
  const panel = document.getElementById("sources-all");
  if (!panel) return;
  let opener = null;
  const opened = new Map(); // answer → number: survives the swap of its sources

  const containerOf = (answer) => document.getElementById(`sources-${answer}`);
  const slotOf = (container) => container.querySelector(".fs-sources__opened");
  const itemOf = (container, number) => container.querySelector(`.fs-sources__item[data-number="${number}"]`);

  const show = (container) => {
    panel.querySelectorAll(".fs-sources").forEach((one) => { one.hidden = one !== container; });
  };

  // The passages that the answer quotes; all of those found when it quotes none.
  const stepped = (container) => {
    const quoted = Array.from(container.querySelectorAll(".fs-sources__item[data-quoted]"));
    return quoted.length ? quoted : Array.from(container.querySelectorAll(".fs-sources__item"));
  };

  const mark = (container, number) => {
    const slot = slotOf(container);
    document.querySelectorAll(`[aria-controls="${slot.id}"]`).forEach((button) => {
      button.setAttribute("aria-expanded", String(button.dataset.number === number));
    });
    const steps = container.querySelector(".fs-sources__steps");
    const label = steps.querySelector("[data-step-label]");
    const all = stepped(container);
    const at = all.findIndex((one) => one.dataset.number === number);
    label.textContent = `${at + 1} ${label.dataset.stepLabel} ${all.length}`;
    steps.hidden = all.length < 2 || at < 0;
  };

  // One reading of a passage at a time: a second would replace what is being done in the first.
  const onTheWay = new WeakMap();
  const fetchInto = (slot, { number, url }) => {
    const before = onTheWay.get(slot);
    if (before && before.number === number) return before.reading;
    const reading = htmx.ajax("GET", url, { source: slot, target: slot, swap: "innerHTML" })
      .catch(() => {})
      .finally(() => { if (onTheWay.get(slot)?.reading === reading) onTheWay.delete(slot); });
    onTheWay.set(slot, { number, reading });
    return reading;
  };

  // A passage is read when it is opened; the answer stays usable whatever becomes of the line.
  const open = async (item) => {
    const container = item.closest(".fs-sources");
    const slot = slotOf(container);
    const { number } = item.dataset;
    show(container);
    container.dataset.open = number;
    opened.set(container.dataset.answer, number);
    mark(container, number);
    const held = () => slot.querySelector(`.fs-source[data-number="${number}"]`);
    if (held()) return;
    await fetchInto(slot, item.dataset);
    if (held() || container.dataset.open !== number) return;
    slot.textContent = slot.dataset.unreachable;
    window.announce(slot.dataset.unreachable);
  };

  const focusOn = async (item) => {
    await open(item);
    const title = item.closest(".fs-sources").querySelector(".fs-source__title");
    if (title) title.focus();
  };

  const step = (button) => {
    const container = button.closest(".fs-sources");
    const all = stepped(container);
    const at = all.findIndex((one) => one.dataset.number === container.dataset.open);
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
    const slot = document.getElementById(button.getAttribute("aria-controls"));
    const item = slot && itemOf(slot.closest(".fs-sources"), button.dataset.number);
    if (!item) return;
    opener = button;
    focusOn(item);
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
    const container = containerOf(answer.dataset.answer);
    if (!container) return;
    if (answer.getAttribute("aria-busy") === "true") {
      if (container.hidden || !container.dataset.open) show(container);
      return;
    }
    if (container.dataset.open) return;
    const cite = answer.querySelector(".fs-cite");
    const number = opened.get(container.dataset.answer) || (cite && cite.dataset.number);
    const item = number && itemOf(container, number);
    if (item && window.matchMedia("(min-width: 62em)").matches) open(item);
    else show(container);
  };

  document.addEventListener("htmx:wsAfterMessage", openFirst);
  document.addEventListener("htmx:afterSettle", openFirst);
  openFirst();
})();
