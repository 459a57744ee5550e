// A report of a study, as high as its content. options: { src, title }.
fireside.views.report = (box) => {
  const { h } = fireside;
  let frame, watcher;
  const fit = () => {
    const page = frame.contentDocument?.documentElement;
    if (page) frame.style.height = `${page.scrollHeight + 8}px`;
  };
  const follow = () => {
    const page = frame.contentDocument?.documentElement;
    if (!page || page.dataset.theme === document.documentElement.dataset.theme) return;
    page.dataset.theme = document.documentElement.dataset.theme;
    frame.contentWindow.dispatchEvent(new Event("fireside-theme"));
  };
  const stop = fireside.onTheme(() => frame && follow());
  return {
    update({ src, title }) {
      if (frame && frame.getAttribute("src") === src) return;
      frame = h("iframe", { src, title, class: "report", onload: () => {
        follow();
        fit();
        watcher = new ResizeObserver(fit);
        watcher.observe(frame.contentDocument.body);
      } });
      watcher?.disconnect();
      box.replaceChildren(frame);
    },
    close() { stop(); watcher?.disconnect(); },
  };
};
