// Runs before anything is painted, and is all that does: the theme that was chosen, which page the address asks for, so that its
// frame is painted before the scripts are there, and the configuration, so that it comes beside them.
(() => {
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem("floe.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // A browser that keeps nothing shows the device's theme.
  }
  const pages = (root.dataset.pages ?? "").split(" ");
  // A site of several chains has the chain before the page.
  root.dataset.page = location.hash.split("/").slice(1, 3).find((part) => pages.includes(part)) ?? pages[0];
  window.floeConfig = fetch("./config.json", { cache: "no-cache" });
  // Told by the page, when it is there.
  window.floeConfig.catch(() => undefined);
})();
