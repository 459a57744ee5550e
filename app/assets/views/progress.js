// How far something is. options: { done, total (0: nobody knows), text, told }. `told` changes
// seldom and is what a screen reader hears; `text` changes as often as it likes.
fireside.views.progress = (box) => {
  const { h } = fireside;
  const bar = h("progress", { "aria-label": "Progress" });
  const text = h("p", { class: "progress-text", "aria-hidden": "true" });
  const told = h("p", { class: "unseen", role: "status" });
  box.replaceChildren(bar, text, told);
  return {
    update(options) {
      if (options.total) [bar.max, bar.value] = [options.total, options.done];
      else bar.removeAttribute("value");
      text.textContent = options.text;
      if (told.textContent !== options.told) told.textContent = options.told;
    },
    close() {},
  };
};
