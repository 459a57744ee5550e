// Brings what it stands in into sight, once, if its top is not.
fireside.views.shown = (box) => {
  let is_done = false;
  return {
    update() {
      if (is_done) return;
      is_done = true;
      const { top } = box.parentElement.getBoundingClientRect();
      if (top < 0 || top > innerHeight - 120) box.parentElement.scrollIntoView({ block: "start" });
    },
    close() {},
  };
};
