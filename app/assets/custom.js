// What Solara's page leaves out: its language, zooming by hand, and the reader's light or dark.
document.documentElement.lang = "en";
document.querySelector("meta[name=viewport]").content = "width=device-width, initial-scale=1";
(() => {
  const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const chosen = localStorage.getItem("fireside-theme");
    const theme = chosen || (prefersDark.matches ? "dark" : "light");
    document.documentElement.dataset.theme = theme;
    document.documentElement.style.colorScheme = theme;
    window.dispatchEvent(new Event("fireside-theme"));
  };
  window.firesideToggleTheme = () => {
    const dark = document.documentElement.dataset.theme === "dark";
    localStorage.setItem("fireside-theme", dark ? "light" : "dark");
    apply();
  };
  prefersDark.addEventListener("change", apply);
  apply();

  // Links inside the app change the page without loading it anew.
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const url = new URL(link.href);
    const inside = url.origin === location.origin && !/^\/(jobs|assets|vendor|export)\//.test(url.pathname);
    if (!inside || link.target || link.hasAttribute("download")) return;
    const here = location.pathname + location.search;
    const there = url.pathname + url.search;
    if (here === there) return; // to a place on this page
    event.preventDefault();
    if (window.solara && solara.router) solara.router.push(there + url.hash);
    // The router remembers where it went itself; where it stays put, the browser goes.
    setTimeout(() => { if (location.pathname + location.search === here) location.assign(url.href); }, 60);
  });
  const script = document.createElement("script");
  script.type = "module";
  script.src = "/assets/fireside.js";
  document.head.append(script);
})();
