// A report of a study, as high as its content. options: { src, title }.
fireside.views.report = (box) => {
  const { h } = fireside;
  let frame, watcher;
  const fit = () => {
    const page = frame.contentDocument?.documentElement;
    if (page) frame.style.height = `${page.scrollHeight + 8}px`;
  };
  const follow = () => {
    frame.style.colorScheme = document.documentElement.dataset.theme;
  };
  const stop = fireside.onTheme(follow);
  return {
    update({ src, title }) {
      if (frame && frame.getAttribute("src") === src) return;
      frame = h("iframe", { src, title, class: "report", onload: () => {
        fit();
        watcher = new ResizeObserver(fit);
        watcher.observe(frame.contentDocument.body);
      } });
      follow();
      box.replaceChildren(frame);
    },
    close() { stop(); watcher?.disconnect(); },
  };
};
