// Draws the pictures, in the reader's colours; again when these or the width change, or to print.
(() => {
  const options = JSON.parse(document.getElementById("pictures").textContent);
  const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  let charts = [];

  const themeOf = ([ink, soft, line, paper]) => {
    const axis = {
      axisLine: { lineStyle: { color: line } },
      axisTick: { lineStyle: { color: line } },
      axisLabel: { color: soft },
      nameTextStyle: { color: soft },
      splitLine: { lineStyle: { color: line, opacity: 0.6 } },
    };
    return {
      backgroundColor: "transparent",
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 },
      label: { color: ink },
      scatter: { label: { color: ink, fontSize: 11.5, textBorderColor: paper, textBorderWidth: 3 } },
      legend: { textStyle: { color: ink } },
      categoryAxis: { ...axis, axisLabel: { color: ink } },
      valueAxis: axis,
      logAxis: axis,
      tooltip: { backgroundColor: paper, borderColor: line, textStyle: { color: ink } },
    };
  };

  const draw = (colours) => {
    charts.forEach((chart) => chart.dispose());
    charts = [...document.querySelectorAll("[data-picture]")].map((element) => {
      const option = JSON.parse(JSON.stringify(options[element.dataset.picture]));
      return fireside.draw(element, { ...option, animation: false }, themeOf(colours));
    });
  };
  const drawForScreen = () => draw(["--ink", "--soft", "--line", "--card"].map(css));
  const resize = () => charts.forEach(fireside.resize);

  drawForScreen();
  prefersDark.addEventListener("change", drawForScreen);
  window.addEventListener("fireside-theme", drawForScreen); // of a page around it, which set data-theme
  window.addEventListener("resize", resize);
  window.addEventListener("beforeprint", () => draw(["#1c1b1a", "#5c5853", "#cfcac2", "#ffffff"]));
  window.addEventListener("afterprint", drawForScreen);
  document.documentElement.dataset.drawn = charts.length;
})();
