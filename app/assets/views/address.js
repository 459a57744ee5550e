// Keeps the address of the page up to date without adding to the history, and its title.
// options: { query, title }. A query starts with "?" or is empty.
fireside.views.address = () => ({
  update({ path, query, title }) {
    if (title) document.title = title;
    if (location.pathname !== path) return; // the reader has gone on
    const next = path + query + location.hash;
    if (location.pathname + location.search + location.hash !== next) history.replaceState(history.state, "", next);
  },
  close() {},
});
