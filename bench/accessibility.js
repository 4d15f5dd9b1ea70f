// Read by bench/accessibility.py in each page: what a program can say of RGAA's criteria.
(() => {
  const shown = (one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility !== "hidden";
  const words = (one) => one.innerText.replace(/\s+/g, " ").trim();
  const what = (one) => `${one.tagName.toLowerCase()}${one.id ? `#${one.id}` : ""}.${String(one.className).split(" ").join(".")} ${(one.textContent || "").replace(/\s+/g, " ").trim().slice(0, 50)}`;
  const all = (selector) => Array.from(document.querySelectorAll(selector));

  window.fsSurvey = () => {
    const headings = all("h1,h2,h3,h4,h5,h6").filter(shown).map((one) => [Number(one.tagName[1]), words(one)]);
    const jumps = headings.filter(([level], at) => at > 0 && level > headings[at - 1][0] + 1);
    const links = all("a[href]").filter(shown);
    const named = (one) => one.getAttribute("aria-label") || `${words(one)}` ;
    const targets = new Map();
    links.forEach((one) => {
      const name = named(one).toLowerCase();
      targets.set(name, (targets.get(name) || new Set()).add(one.href));
    });
    return {
      title: document.title,
      lang: document.documentElement.lang,
      h1: headings.filter(([level]) => level === 1).map(([, text]) => text),
      jumps,
      landmarks: ["header", "nav", "main", "footer"].filter((name) => !document.querySelector(name)),
      "same name, other address": Array.from(targets).filter(([, found]) => found.size > 1).map(([name]) => name),
      "title without the name": all("a[title],button[title]").filter((one) => shown(one) && words(one) && !one.title.replace(/\s+/g, " ").toLowerCase().includes(words(one).toLowerCase())).map((one) => `${words(one)} / ${one.title}`),
      "label without the words": all("a[aria-label],button[aria-label]").filter((one) => shown(one) && words(one) && !one.getAttribute("aria-label").toLowerCase().includes(words(one).toLowerCase())).map((one) => `${words(one)} / ${one.getAttribute("aria-label")}`),
      "new window unsaid": all("[target=_blank]").filter((one) => shown(one) && !/nouvelle fenêtre/i.test(one.textContent + (one.title || "") + (one.getAttribute("aria-label") || ""))).map(what),
      "table without caption": all("table").filter((one) => !one.caption && !one.getAttribute("role")).map(what),
      "header without scope": all("th:not([scope])").map(what),
      images: all("img,svg,canvas,object,embed,[role=img]").map((one) => one.outerHTML.slice(0, 120)),
      frames: all("iframe,frame,video,audio").length,
      "field without purpose": all("input:not([type=hidden]):not([autocomplete])").filter((one) => /name|mail|phone|tel|login|password/.test(one.name)).map((one) => one.name),
      "required unsaid": all("[required]").filter((one) => shown(one) && one.type !== "radio").map((one) => one.labels && one.labels[0] ? words(one.labels[0]) : one.name),
      "colour alone": all("main a").filter((one) => shown(one) && one.closest("p,li,td,dd") && !/btn|tag|link|nav|card|tile/.test(one.className) && getComputedStyle(one).backgroundImage === "none" && !getComputedStyle(one).textDecorationLine.includes("underline")).map(what),
      presentational: all("[align],[bgcolor],center,font,big,[border]").map(what),
      "empty line of text": all("p").filter((one) => shown(one) && !one.textContent.trim() && !one.children.length && !one.getAttribute("role")).map(what),
      "foreign words": all("[lang]").filter((one) => one !== document.documentElement).map((one) => `${one.lang}: ${words(one).slice(0, 40)}`),
    };
  };

  // Text whose box hides a part of it, and a page wider than its window.
  window.fsCut = () => {
    const cut = all("body *").filter((one) => {
      if (!shown(one) || one.closest(".fr-sr-only,.fs-sources__extract,[aria-hidden=true]")) return false;
      const style = getComputedStyle(one);
      const hides = (axis) => ["hidden", "clip"].includes(axis);
      return (hides(style.overflowX) && one.scrollWidth > one.clientWidth + 2 && one.clientWidth > 1)
        || (hides(style.overflowY) && one.scrollHeight > one.clientHeight + 2 && one.clientHeight > 1);
    }).map(what);
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide <= 0) return cut;
    const far = all("body *").filter((one) => shown(one) && one.getBoundingClientRect().right > window.innerWidth + 1);
    return [...cut, ...far.slice(0, 4).map((one) => `page wider by ${wide}: ${what(one)}`)];
  };

  let number = 0;
  window.fsStop = () => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    if (!one.dataset.stop) one.dataset.stop = String(++number);
    const outlined = (each) => each && (({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && parseFloat(outlineWidth) >= 1)(getComputedStyle(each));
    const isShown = outlined(one) || outlined(one.nextElementSibling) || outlined(one.parentElement) || getComputedStyle(one).caretColor !== "auto" && one.matches("textarea");
    return { key: one.dataset.stop, what: what(one), isShown };
  };
})();
