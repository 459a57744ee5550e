// What this browser keeps for its reader: pages visited lately, and pages saved under a name.
// options: { list: "recent" | "saved", keep?: { title, href, detail }, empty }. Nothing is told to the server.
fireside.views.shelf = (box) => {
  const { h } = fireside;
  const read = (list) => {
    try {
      return JSON.parse(localStorage.getItem(`fireside-${list}`)) || [];
    } catch { return []; }
  };
  const write = (list, entries) => localStorage.setItem(`fireside-${list}`, JSON.stringify(entries.slice(0, list === "recent" ? 8 : 200)));
  const show = ({ list, empty, hidden }) => {
    if (hidden) return;
    const entries = read(list);
    const remove = (href) => { write(list, read(list).filter((each) => each.href !== href)); show({ list, empty }); };
    box.replaceChildren(entries.length === 0 ? h("p", { class: "soft" }, empty) : h("ul", { class: "shelf" },
      ...entries.map((each) => h("li", {}, h("a", { href: each.href }, each.title), h("span", { class: "soft" }, ` ${each.detail ?? ""}`),
        list === "saved" ? h("button", { type: "button", class: "quiet", "aria-label": `Remove ${each.title}`, onclick: () => remove(each.href) }, "remove") : null))));
  };
  return {
    update(options) {
      if (options.keep) {
        const same = (each) => (options.list === "recent" ? each.title === options.keep.title : each.href === options.keep.href);
        write(options.list, [options.keep, ...read(options.list).filter((each) => !same(each))]);
      }
      show(options);
    },
    close() {},
  };
};
