// Light or dark before the first paint: loaded in <head>, so it does no more than that.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const kept = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // storage is refused in some private windows: follow the system
    }
  };
  const show = () => {
    root.dataset.bsTheme = kept() ?? (dark.matches ? "dark" : "light");
  };
  show();
  dark.addEventListener("change", show);
  addEventListener("storage", show);

  addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      button.addEventListener("click", () => {
        const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
        try {
          localStorage.setItem("theme", next);
        } catch {
          // shown for this page only
        }
        root.dataset.bsTheme = next;
      });
    }
  });
})();
