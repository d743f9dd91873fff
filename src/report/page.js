(() => {
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const [tools, search, print, none] = ["tools", "search", "print", "none"].map((id) => document.getElementById(id));
  const sheets = all(".sheet");
  let kind = sheets.length ? sheets[0].dataset.kind : "all";

  const press = (buttons, key, value) =>
    buttons.forEach((b) => b.setAttribute("aria-pressed", String(b.dataset[key] === value)));

  const show = () => {
    const wanted = search.value.trim().toLowerCase();
    for (const sheet of sheets) {
      const found = wanted
        ? sheet.querySelector("h2").textContent.toLowerCase().includes(wanted)
        : kind === "all" || sheet.dataset.kind === kind;
      sheet.hidden = !found;
    }
    for (const links of all(".links")) {
      let any = false;
      for (const item of links.querySelectorAll("li")) {
        item.hidden = document.getElementById(decodeURIComponent(item.firstElementChild.hash.slice(1))).hidden;
        any = any || !item.hidden;
      }
      links.hidden = !any;
    }
    none.hidden = sheets.some((sheet) => !sheet.hidden);
    press(all(".kinds button"), "kind", wanted ? "" : kind);
  };

  const speak = (lang) => {
    root.lang = root.dataset.lang = lang;
    search.placeholder = search.dataset[lang];
    search.setAttribute("aria-label", search.dataset[lang]);
    print.title = print.dataset[lang];
    press(all(".langs button"), "lang", lang);
    const name = document.querySelector("h1");
    document.title = (name.querySelector(`[lang=${lang}]`) || name).textContent;
  };

  // A link to a sheet shows it, whatever was chosen before.
  const follow = () => {
    const sheet = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (sheet && sheet.hidden && sheet.dataset.kind) {
      search.value = "";
      kind = sheet.dataset.kind;
      show();
      sheet.scrollIntoView();
    }
  };

  all(".kinds button").forEach((b) => b.addEventListener("click", () => {
    kind = b.dataset.kind;
    search.value = "";
    show();
  }));
  all(".langs button").forEach((b) => b.addEventListener("click", () => speak(b.dataset.lang)));
  search.addEventListener("input", show);
  print.addEventListener("click", () => window.print());
  window.addEventListener("hashchange", follow);

  tools.hidden = false;
  speak(root.dataset.lang);
  show();
  follow();
})();
