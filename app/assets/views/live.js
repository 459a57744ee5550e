// Lines of one replicate on charts that are there, while a slider is dragged; shows nothing itself.
// options: { lines: { KEY: { A: [values by week], ... } }, scale?: { KEY: factor } }; a chart whose
// live_key is KEY shows them until it is drawn anew. No lines: none are shown.
fireside.liveUpdates = 0;
fireside.views.live = () => ({
  update({ lines = {}, scale = {} }) {
    for (const chart of fireside.charts) chart.show(lines[chart.key()], scale[chart.key()]);
    if (Object.keys(lines).length > 0) fireside.liveUpdates++;
  },
  close() {
    for (const chart of fireside.charts) chart.show({});
  },
});
