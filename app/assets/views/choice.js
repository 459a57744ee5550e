// A row of buttons of which one is chosen. Tells {value}. options: { label, value, choices: [[value, text]] }.
fireside.views.choice = (box, tell) => ({
  update(options) {
    const { h } = fireside;
    const had = box.contains(document.activeElement) ? document.activeElement.dataset.value : null;
    box.replaceChildren(h("div", { class: "choices", role: "group", "aria-label": options.label },
      ...options.choices.map(([value, text]) => h("button", { type: "button", "data-value": value, "aria-pressed": String(value === options.value), onclick: () => tell({ value }) }, text))));
    if (had) box.querySelector(`[data-value="${CSS.escape(had)}"]`)?.focus();
  },
  close() {},
});
