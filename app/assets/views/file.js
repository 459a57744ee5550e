// A file from the reader's disk, as text. Tells {name, text} or {name, problem}.
// options: { label, accept, largest (bytes) }.
fireside.views.file = (box, tell) => {
  const { h } = fireside;
  let input;
  return {
    update({ label, accept, largest }) {
      if (input) return;
      input = h("input", { type: "file", accept, id: "file-" + Math.random().toString(36).slice(2) });
      input.addEventListener("change", async () => {
        const [file] = input.files;
        if (!file) return;
        if (file.size > largest) tell({ name: file.name, problem: `${file.name} has ${file.size.toLocaleString("en")} bytes; at most ${largest.toLocaleString("en")} are allowed` });
        else tell({ name: file.name, text: await file.text() });
        input.value = "";
      });
      box.replaceChildren(h("label", { for: input.id, class: "file" }, label, " ", input));
    },
    close() {},
  };
};
