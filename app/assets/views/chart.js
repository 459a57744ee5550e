// A picture of experiments/figures: drawn in the reader's colours, with the week of a clock, lines
// that follow a slider, a table of the same numbers, and downloads. Tells nothing. The title is shown
// by the page, above; downloads have it inside.
//
// options: { option, title, unit?, height?, name?, clock?, table?: { head, rows }, live_key?,
//            unfolds? (weeks to come are covered) }.
(() => {
  const { h } = fireside;
  const SVG = "http://www.w3.org/2000/svg";
  const DASHES = { A: "", B: "7 4", C: "2 4" };

  fireside.charts = new Set(); // those on the page that follow sliders

  const font = () => getComputedStyle(document.body).fontFamily.replaceAll('"', "'"); // as SVG needs it
  const themeOf = ({ ink, soft, line, paper }) => {
    const axis = {
      axisLine: { lineStyle: { color: line } }, axisTick: { lineStyle: { color: line } },
      axisLabel: { color: soft }, nameTextStyle: { color: soft },
      splitLine: { lineStyle: { color: line, opacity: 0.6 } },
    };
    return {
      backgroundColor: "transparent",
      textStyle: { fontFamily: font(), fontSize: 12 },
      label: { color: ink },
      scatter: { label: { color: ink, fontSize: 11.5, textBorderColor: paper, textBorderWidth: 3 } },
      legend: { textStyle: { color: ink } },
      categoryAxis: { ...axis, axisLabel: { color: ink } }, valueAxis: axis, logAxis: axis,
      tooltip: { backgroundColor: paper, borderColor: line, textStyle: { color: ink } },
    };
  };
  // The colours of sides are made for light ground; on dark ground they are brighter.
  const BRIGHTER = { "#0072b2": "#6cbcf0", "#d55e00": "#ff9d57", "#009e73": "#4fcf9f" };
  const copyOf = (option) => {
    const text = JSON.stringify({ ...option, animation: false });
    return JSON.parse(fireside.isDark() ? text.replace(/#0072b2|#d55e00|#009e73/g, (colour) => BRIGHTER[colour]) : text);
  };
  const heightOf = ({ height, option }) => {
    const rows = option.yAxis?.data?.length;
    return height ?? (rows ? 34 * rows + option.grid.top + option.grid.bottom + 20 : 280);
  };
  const isOverWeeks = (option) => option.xAxis?.name === "week";

  // ---- downloads: drawn anew, wide enough to read, with the title above
  const TITLE = 34; // pixels
  const drawnFor = (options, renderer, take) => {
    const box = h("div", {});
    const width = 760, height = Math.max(heightOf(options), 320);
    const chart = echarts.init(box, themeOf(fireside.colours()), { renderer, width, height, devicePixelRatio: 2 });
    fireside.show(chart, copyOf(options.option));
    chart.getZr().flush(); // now, not with the next frame
    try { return take(chart, width, height); } finally { chart.dispose(); }
  };
  const fontOf = (size) => `600 ${size}px ${font()}`;
  const fullTitle = ({ title, unit }) => title + (unit ? ` (${unit})` : "");
  const svgOf = (options) => drawnFor(options, "svg", (chart, width, height) => {
    const { ink, paper } = fireside.colours();
    const root = document.createElementNS(SVG, "svg");
    const add = (tag, attributes, text = "") => {
      const element = document.createElementNS(SVG, tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      element.textContent = text;
      root.append(element);
    };
    const whole = height + TITLE;
    for (const [name, value] of Object.entries({ width, height: whole, viewBox: `0 0 ${width} ${whole}` })) root.setAttribute(name, value);
    add("title", {}, fullTitle(options));
    add("desc", {}, options.option.aria.label.description);
    add("rect", { width, height: whole, fill: paper });
    add("text", { x: 12, y: 22, fill: ink, style: `font: ${fontOf(15)}` }, fullTitle(options));
    const inner = new DOMParser().parseFromString(chart.renderToSVGString(), "image/svg+xml").documentElement;
    inner.setAttribute("y", TITLE);
    root.append(document.importNode(inner, true));
    return new Blob([new XMLSerializer().serializeToString(root)], { type: "image/svg+xml" });
  });
  const pngOf = (options) => drawnFor(options, "canvas", (chart, width, height) => {
    const { ink, paper } = fireside.colours();
    const canvas = h("canvas", { width: 2 * width, height: 2 * (height + TITLE) });
    const c = canvas.getContext("2d");
    c.scale(2, 2);
    c.fillStyle = paper;
    c.fillRect(0, 0, width, height + TITLE);
    c.fillStyle = ink;
    c.font = fontOf(15);
    c.fillText(fullTitle(options), 12, 22);
    c.drawImage(chart.renderToCanvas({ pixelRatio: 2 }), 0, TITLE, width, height);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  });
  const save = async (blob, name) => {
    const link = h("a", { href: URL.createObjectURL(await blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  fireside.views.chart = (box) => {
    let options, chart, clock, drawn = "", plot = null;
    const drawing = h("div", { class: "drawing", "aria-hidden": "true" }), cursor = h("div", { class: "cursor", hidden: true }), curtain = h("div", { class: "curtain", hidden: true });
    const lines = document.createElementNS(SVG, "svg");
    lines.setAttribute("class", "live");
    const picture = h("div", { class: "picture", role: "img" }, drawing, curtain, cursor);
    picture.append(lines);
    const table = h("div", { class: "twin", hidden: true });
    const nameOf = () => options.name ?? options.title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
    const button = (text, press) => h("button", { type: "button", class: "quiet", onclick: press }, text);
    const tableButton = button("Table", () => {
      table.hidden = !table.hidden;
      tableButton.setAttribute("aria-expanded", String(!table.hidden));
      if (!table.hidden) showTable();
    });
    const pngButton = button("PNG", () => save(pngOf(options), `${nameOf()}.png`));
    const svgButton = button("SVG", () => save(svgOf(options), `${nameOf()}.svg`));
    const tools = h("div", { class: "tools" }, tableButton, pngButton, svgButton);
    box.replaceChildren(h("div", { class: "chart" }, picture, tools, table));

    // ---- where weeks and values are in the picture
    const measure = () => {
      plot = null;
      if (!isOverWeeks(options.option)) return;
      const { x, y, width, height } = chart.getModel().getComponent("grid").coordinateSystem.getRect();
      const [x0, x1] = [0, 1].map((week) => chart.convertToPixel({ xAxisIndex: 0 }, week));
      const [y0, y1] = [0, 1].map((value) => chart.convertToPixel({ yAxisIndex: 0 }, value));
      plot = { x, y, width, height, atWeek: (week) => x0 + (x1 - x0) * week, atValue: (value) => y0 + (y1 - y0) * value };
      cursor.style.top = `${y}px`;
      cursor.style.height = curtain.style.height = `${height}px`;
      curtain.style.top = `${y}px`;
    };
    const follow = (week) => {
      cursor.hidden = !plot || !clock;
      curtain.hidden = cursor.hidden || !options.unfolds || plot.atWeek(week) > plot.x + plot.width - 1;
      if (cursor.hidden) return;
      const at = Math.max(plot.x, Math.min(plot.x + plot.width, plot.atWeek(week)));
      cursor.style.transform = `translateX(${at}px)`;
      curtain.style.left = `${at}px`;
    };

    const draw = () => {
      chart?.dispose();
      chart = echarts.init(drawing, themeOf(fireside.colours()), { renderer: "canvas" });
      redraw();
    };
    const redraw = () => {
      fireside.show(chart, copyOf(options.option));
      lines.replaceChildren();
      measure();
      follow(clock?.week ?? 0);
    };
    const fit = () => {
      if (!chart || drawing.clientWidth === 0) return;
      fireside.resize(chart);
      lines.replaceChildren();
      measure();
      follow(clock?.week ?? 0);
    };
    const watcher = new ResizeObserver(() => {
      if (chart && (chart.getWidth() !== drawing.clientWidth || chart.getHeight() !== drawing.clientHeight)) fit();
    });
    watcher.observe(drawing);
    const stop = fireside.onTheme(() => chart && draw());

    // ---- lines of one replicate, over the picture: drawn without it
    const reachTo = (values) => {
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const [from, to] = chart.getModel().getComponent("yAxis").axis.scale.getExtent();
      const room = 0.1 * (to - from || Math.abs(to) || 1);
      if (low >= from && high <= to) return;
      const round = (value, way) => { const step = 10 ** Math.floor(Math.log10(Math.abs(value) || 1)) / 10; return way(value / step) * step; };
      chart.setOption({ yAxis: { min: low < from ? round(low - (low > 0 ? 0 : room), Math.floor) : from, max: high > to ? round(high + room, Math.ceil) : to } });
      fireside.resize(chart);
      measure();
    };
    const showLines = (bySide, scale = 1) => {
      if (!plot) return;
      const sides = Object.entries(bySide ?? {}).map(([side, values]) => [side, values.map((value) => (value === null ? NaN : value * scale))]);
      const finite = sides.flatMap(([, values]) => values.filter(Number.isFinite));
      if (finite.length > 0) reachTo(finite);
      const path = ([side, values]) => {
        const element = document.createElementNS(SVG, "path");
        let said = "", pen = "M";
        values.forEach((value, i) => {
          if (!Number.isFinite(value)) { pen = "M"; return; }
          said += `${pen}${plot.atWeek(i + 1).toFixed(1)} ${plot.atValue(value).toFixed(1)}`;
          pen = "L";
        });
        element.setAttribute("d", said);
        element.setAttribute("data-live", side);
        element.setAttribute("stroke-dasharray", DASHES[side] ?? "");
        element.style.stroke = `var(--${side.toLowerCase()})`;
        return element;
      };
      lines.replaceChildren(...sides.map(path));
    };
    const mine = { key: () => options?.live_key, show: showLines };
    fireside.charts.add(mine);

    const showTable = () => {
      const { head, rows } = options.table;
      const cells = (row) => row.map((cell, i) => h(i === 0 ? "th" : "td", i === 0 ? { scope: "row" } : {}, String(cell ?? "")));
      table.replaceChildren(h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${options.title}, table` },
        h("table", {}, h("caption", { class: "unseen" }, fullTitle(options)),
          h("thead", {}, h("tr", {}, ...head.map((each) => h("th", { scope: "col" }, String(each))))),
          h("tbody", {}, ...rows.map((row) => h("tr", {}, ...cells(row)))))));
    };

    return {
      update(next) {
        const isDrawn = JSON.stringify(next.option);
        options = next;
        const followed = next.clock ? fireside.clock(next.clock) : null;
        if (clock !== followed) {
          clock?.followers.delete(follow);
          clock = followed;
          clock?.followers.add(follow);
        }
        for (const [each, what] of [[tableButton, "Table of"], [pngButton, "PNG of"], [svgButton, "SVG of"]]) each.setAttribute("aria-label", `${what} ${next.title}`);
        tableButton.hidden = !next.table;
        table.hidden ||= !next.table;
        tableButton.setAttribute("aria-expanded", String(!table.hidden));
        if (!table.hidden) showTable();
        const about = next.option.aria?.label?.description ?? next.title;
        picture.setAttribute("aria-label", next.unfolds ? `${next.title}, week by week as it plays` : about);
        tools.hidden = Boolean(next.unfolds); // they tell the end
        drawing.style.height = `${heightOf(next)}px`;
        if (!chart) draw();
        else if (isDrawn !== drawn) {
          if (chart.getHeight() !== drawing.clientHeight) chart.resize();
          redraw();
        } else lines.replaceChildren();
        drawn = isDrawn;
        follow(clock?.week ?? 0);
        box.dataset.charted = +(box.dataset.charted ?? 0) + 1;
      },
      close() {
        fireside.charts.delete(mine);
        clock?.followers.delete(follow);
        watcher.disconnect();
        stop();
        chart?.dispose();
        box.replaceChildren();
      },
    };
  };
})();
