// Runs before the first paint, so that a dark page never flashes white. Kept outside index.html for the CSP's sake.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("color-scheme");
  } catch {
    // Storage is forbidden: the system's choice is the best guess.
  }
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
