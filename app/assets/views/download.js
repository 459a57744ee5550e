// A button that saves a file made on the page. options: { name, type, label, text } or, in place of
// text, { bytes } as base64. Nothing is told.
fireside.views.download = (box) => {
  const { h } = fireside;
  let now, button;
  const save = () => {
    const data = now.bytes === undefined ? now.text : Uint8Array.from(atob(now.bytes), (each) => each.charCodeAt(0));
    const url = URL.createObjectURL(new Blob([data], { type: now.type }));
    const link = h("a", { href: url, download: now.name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  return {
    update(options) {
      now = options;
      if (!button) box.replaceChildren((button = h("button", { type: "button", onclick: save })));
      button.textContent = now.label;
    },
    close() {},
  };
};
