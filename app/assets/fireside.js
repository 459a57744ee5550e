// Loads the charts and our views, in this order; `window.firesideReady` tells when they are there.
window.fireside = { views: {} };
const load = (path) => new Promise((resolve, reject) => {
  const script = document.createElement("script");
  script.src = path;
  script.onload = resolve;
  script.onerror = reject;
  document.head.append(script);
});
window.firesideReady = (async () => {
  window.echarts = await import("/vendor/echarts@5.4.0/dist/echarts.esm.min.js");
  await load("/templates/figures.js");
  const names = ["clock", "theme", "fields", "choice", "network", "player", "chart", "live", "address", "progress", "shown", "report", "file", "shelf", "copy", "download", "anchor"];
  for (const name of names) await load(`/assets/views/${name}.js`);
})();
