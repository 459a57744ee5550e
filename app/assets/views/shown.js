// Brings what it stands in into sight, once.
fireside.views.shown = (box) => {
  let is_done = false;
  return {
    update() {
      if (is_done) return;
      is_done = true;
      box.parentElement.scrollIntoView({ block: "nearest" });
    },
    close() {},
  };
};
