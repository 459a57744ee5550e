// Draws options of experiments/figures.py: puts functions where an option names a renderer.
window.fireside ??= {};
Object.assign(window.fireside, (() => {
  const fill = (series, params) => ({
    fill: (series.data[params.dataIndex].itemStyle || series.itemStyle).color,
    opacity: (series.itemStyle || {}).opacity ?? 1,
  });

  const renderers = {
    // Items [x, low, high]: one polygon for all of them, drawn with the first.
    band: (series) => (params, api) => {
      if (params.dataIndex > 0) return null;
      const edge = (side) => series.data.map((item) => api.coord([item[0], item[side]]));
      const shape = { points: [...edge(2), ...edge(1).reverse()] };
      const style = { fill: series.itemStyle.color, opacity: series.itemStyle.opacity };
      return { type: "polygon", silent: true, shape, style };
    },
    // Items [low, high, row] or [low, high, row, pixels below it]: a line with ends.
    whisker: (series) => (params, api) => {
      const [x1, middle] = api.coord([api.value(0), api.value(2)]);
      const y = middle + (api.value(3) || 0);
      const x2 = api.coord([api.value(1), api.value(2)])[0];
      const style = { stroke: fill(series, params).fill, lineWidth: 2 };
      const line = (a, b, c, d) => ({ type: "line", shape: { x1: a, y1: b, x2: c, y2: d }, style });
      const children = [line(x1, y, x2, y), line(x1, y - 4, x1, y + 4), line(x2, y - 4, x2, y + 4)];
      return { type: "group", silent: true, children };
    },
    // Items [from, to, row]: a bar between two values.
    span: (series) => (params, api) => {
      const [x1, y] = api.coord([api.value(0), api.value(2)]);
      const x2 = api.coord([api.value(1), api.value(2)])[0];
      const height = Math.min(20, api.size([0, 1])[1] * 0.62);
      const shape = { x: Math.min(x1, x2), y: y - height / 2, width: Math.abs(x2 - x1), height };
      return { type: "rect", silent: true, shape, style: fill(series, params) };
    },
  };

  // Moves the names at the ends of lines apart, so that none covers another.
  const spreadNames = (chart) => {
    const option = chart.getOption();
    const index = option.series.findIndex((series) => series.id === "names");
    if (index < 0) return;
    const names = option.series[index].data;
    const heights = names.map((name) => chart.convertToPixel({ seriesIndex: index }, name.value)[1]);
    const order = names.map((_, i) => i).sort((a, b) => heights[a] - heights[b]);
    const placed = order.map((i) => heights[i]);
    const [gap, lowest] = [13, chart.getHeight() - 24];
    for (let k = 1; k < placed.length; k++) placed[k] = Math.max(placed[k], placed[k - 1] + gap);
    for (let k = placed.length - 1, floor = lowest; k >= 0; k--, floor = placed[k + 1] - gap)
      placed[k] = Math.min(placed[k], floor);
    order.forEach((i, k) => (names[i].label.offset = [0, placed[k] - heights[i]]));
    chart.setOption({ series: [{ id: "names", data: names }] });
  };

  // Puts a picture in place of what a chart shows.
  const show = (chart, option) => {
    for (const series of option.series)
      if (typeof series.renderItem === "string")
        series.renderItem = renderers[series.renderItem](series);
    chart.setOption(option, { notMerge: true });
    spreadNames(chart);
  };

  const draw = (element, option, theme, renderer = "svg") => {
    const chart = echarts.init(element, theme, { renderer });
    show(chart, option);
    return chart;
  };

  const resize = (chart) => {
    chart.resize();
    spreadNames(chart);
  };
  return { draw, show, resize };
})());
