// The reader's colours for pictures, and a call when they change.
(() => {
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  fireside.colours = () => ({ ink: css("--ink"), soft: css("--soft"), line: css("--line"), paper: css("--card"), ember: css("--ember") });
  fireside.isDark = () => document.documentElement.dataset.theme === "dark";
  fireside.onTheme = (repaint) => {
    window.addEventListener("fireside-theme", repaint);
    return () => window.removeEventListener("fireside-theme", repaint);
  };

  // Small help to make elements: h("label", { for: "x" }, "text", child).
  fireside.h = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value != null) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child != null));
    return element;
  };
})();
