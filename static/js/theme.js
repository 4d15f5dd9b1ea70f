// Loaded before the first paint: the theme kept on the server is the one shown, with no flash.
// The design system reads its own copy of it from localStorage; it is no personal data.
"use strict";

(() => {
  const root = document.documentElement;
  const wanted = root.dataset.frScheme;
  const isDark = wanted === "dark" || (wanted === "system" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.frTheme = isDark ? "dark" : "light";
  try {
    localStorage.setItem("scheme", wanted);
  } catch {
    // Storage is closed: the design system then reads data-fr-scheme, which says the same.
  }
})();
