// Réponses types in the draft's editor: "/" at the start of a line, or the button, opens a list
// (combobox and listbox of ARIA); Enter inserts, Escape goes back to where she was typing.
"use strict";

(() => {
  const WAIT = 200;
  const box = document.getElementById("insert-box");
  const input = document.getElementById("insert-search");
  const list = document.getElementById("insert-options");
  const none = document.getElementById("insert-none");
  const opener = document.getElementById("insert-open");
  const editor = document.getElementById("draft-editor");
  const slashOpens = window.shortcutIsOn("insert");
  let caret = null;
  let isSlash = false;
  let timer = 0;
  let asked = 0;

  const options = () => Array.from(list.querySelectorAll("[role=option]"));
  const current = () => list.querySelector("[aria-selected=true]");
  const choose = (option) => {
    options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };

  const look = async () => {
    asked += 1;
    const mine = asked;
    const address = new URL(box.dataset.options, window.location.href);
    address.searchParams.set("q", input.value);
    const response = await fetch(address);
    const html = response.ok ? await response.text() : "";
    if (mine !== asked || box.hidden) return;
    list.innerHTML = html;
    const found = options();
    choose(found[0]);
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    if (!response.ok) none.textContent = none.dataset.failed;
    else none.textContent = found.length ? `${found.length} ${none.dataset.found}` : none.dataset.none;
  };

  const selection = () => {
    const chosen = window.getSelection();
    const range = chosen.rangeCount ? chosen.getRangeAt(0) : null;
    return range && editor.contains(range.startContainer) ? range.cloneRange() : null;
  };

  const open = (withSlash) => {
    caret = selection();
    isSlash = withSlash;
    box.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    input.value = "";
    input.focus();
    look().catch(() => { none.textContent = none.dataset.failed; });
  };

  const close = () => {
    box.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    choose(null);
    if (!caret) {
      opener.focus();
      return;
    }
    editor.focus();
    window.getSelection().removeAllRanges();
    window.getSelection().addRange(caret);
    // The "/" that she typed was meant as a "/".
    if (isSlash) document.execCommand("insertText", false, "/");
  };

  // How many lines stand above the caret, the one it is in included.
  const linesAbove = () => {
    if (!caret) return "";
    const before = document.createRange();
    before.setStart(editor, 0);
    before.setEnd(caret.startContainer, caret.startOffset);
    const holder = document.createElement("div");
    holder.append(before.cloneContents());
    return String(window.draftLines(holder).length);
  };

  const insert = (option) => {
    document.getElementById("insert-model-answer").value = option.dataset.inserts;
    document.getElementById("insert-after").value = linesAbove();
    document.getElementById("insert-submit").click();
  };

  const startsLine = () => {
    const range = selection();
    if (!range || !range.collapsed) return false;
    const node = range.startContainer;
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const block = element.closest("p,li,h2,div");
    const before = document.createRange();
    before.setStart(block, 0);
    before.setEnd(range.startContainer, range.startOffset);
    return before.toString().trim() === "";
  };

  editor.addEventListener("keydown", (event) => {
    if (event.key !== "/" || !slashOpens || event.isComposing || !startsLine()) return;
    event.preventDefault();
    open(true);
  });
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    if (box.hidden) open(false);
    else close();
  });
  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => look().catch(() => { none.textContent = none.dataset.failed; }), WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const found = options();
    const at = found.indexOf(current());
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (found.length) choose(found[(at + step + found.length) % found.length]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (current()) insert(current());
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) insert(option);
  });
  document.getElementById("insert-close").addEventListener("click", () => {
    isSlash = false;
    close();
  });

  opener.setAttribute("role", "button");
  opener.setAttribute("aria-expanded", "false");
  opener.setAttribute("aria-controls", "insert-box");
  opener.addEventListener("keydown", (event) => {
    if (event.key === " ") {
      event.preventDefault();
      opener.click();
    }
  });
  document.getElementById("insert-hint").hidden = !slashOpens;
  // Back from an insertion: on with the text.
  if (window.location.hash === "#draft-editor") editor.focus();
})();
