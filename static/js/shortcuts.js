// Shortcuts of the whole tool; each may be off. Elements name theirs by data-shortcut.
"use strict";

(() => {
  const LETTERS = { q: "new", s: "sources", b: "draft", c: "copy", u: "facing" };
  const isOn = (name) => (document.body.dataset.shortcuts || "").split(" ").includes(name);
  window.shortcutIsOn = isOn;

  // On AZERTY, AltGr is told as Ctrl + Alt: a key that makes a character is for the text.
  const nameOf = (event) => {
    if (!event.ctrlKey || !event.altKey || event.shiftKey || event.metaKey) return "";
    if (event.isComposing || event.getModifierState("AltGraph")) return "";
    return LETTERS[event.key.toLowerCase()] || "";
  };

  const isShown = (element) => element.getClientRects().length > 0;
  const targetOf = (name) => {
    const all = Array.from(document.querySelectorAll(`[data-shortcut="${name}"]`));
    return all.filter(isShown).pop() || all.pop();
  };

  document.addEventListener("keydown", (event) => {
    const name = nameOf(event);
    if (!name || !isOn(name) || document.querySelector("dialog[open]")) return;
    const target = targetOf(name);
    if (!target) return;
    event.preventDefault();
    if (target.matches("a, button")) target.click();
    else target.focus();
  });
})();
