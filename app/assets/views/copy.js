// A link of this app in a field, and a button that copies it.
// options: { label, path (from "/"), button }. Nothing is told.
fireside.views.copy = (box) => {
  const { h } = fireside;
  let field, said, timer;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch { // without https only this machine may use the clipboard: the old way
      field.select();
      document.execCommand("copy");
    }
    said.textContent = "Copied.";
    clearTimeout(timer);
    timer = setTimeout(() => { said.textContent = ""; }, 4000);
  };
  return {
    update({ label, path, button }) {
      if (!field) {
        field = h("input", { type: "text", readonly: true, id: "copy-" + Math.random().toString(36).slice(2) });
        field.addEventListener("focus", () => field.select());
        said = h("span", { class: "soft", role: "status" });
        box.replaceChildren(h("div", { class: "field copy" }, h("label", { for: field.id }, label),
          h("div", { class: "inputs" }, field, h("button", { type: "button", onclick: copy }, button)), said));
      }
      field.value = new URL(path, location.origin).href;
    },
    close() { clearTimeout(timer); },
  };
};
