// Members of communities, coloured by what they are like in the week of a clock; the same places on
// every side. Tells {member, week} when one is chosen by a click or by Enter.
//
// options: { clock, letter, title, n_members, n_ties, n_weeks, column, label, low, high, unit?, alt,
//            height?, community: [first row of each], communities: [names], side,
//            range?: [from, to] }; colours span `range`, or the usual range of a column, else low..high.
//            The title is shown by the page, above.
// frames: uint8, (n_weeks + 1) x n_members; 0..254 is low..high, 255 is nobody.
// ground: places in the unit disc, float32 n_members x 2; then ties, uint32 n_ties x 2.
(() => {
  const { h } = fireside;
  const ABSENT = 255, BUCKETS = 32;
  const MOST_TIES = 6000; // drawn; more say less
  // Cividis: Nunez, Anderton and Renslow 2018; even steps of lightness, for colour-blind readers too.
  const STOPS = [[0, 34, 78], [0, 48, 111], [53, 69, 108], [76, 86, 109], [96, 103, 112], [115, 121, 118], [135, 139, 120], [156, 158, 118], [178, 178, 111], [201, 199, 101], [225, 220, 85], [254, 232, 56]];
  const mixed = (share) => {
    const at = share * (STOPS.length - 1), i = Math.min(Math.floor(at), STOPS.length - 2);
    return `rgb(${STOPS[i].map((low, c) => Math.round(low + (STOPS[i + 1][c] - low) * (at - i)))})`;
  };
  const RAMP = Array.from({ length: BUCKETS }, (_, i) => mixed(i / (BUCKETS - 1)));
  const EDGE = "#8b857b"; // of a dot; shows on light and dark ground alike
  // Where members of most runs are; colours say most there, and are the same on all sides at all times.
  const USUAL = { trust: [0.2, 0.6], memory: [0, 0.3], irritation: [0, 0.3] };
  const NO_YES = ["#7d7f86", "#fee838"];
  const shown = (value) => value.toFixed(2).replace(/^(-?)0\./, "$1.");
  const brief = (value) => String(+value.toPrecision(3)).replace(/^0\./, ".");
  const inside = (value, low, high) => Math.max(low, Math.min(high, value));

  fireside.views.network = (box, tell) => {
    let options, frames, places, ties, x, y, frame, clock;
    let groundBytes = new Uint8Array(), painted = "", drawn = 0;
    let width = 0, height = 0, zoom = 1, left = 0, top = 0, radius = 3; // of the view and the dots
    let picked = null, dragged = null;

    const tieCanvas = h("canvas", {}), canvas = h("canvas", {});
    const names = h("div", { class: "names" });
    const ring = h("div", { class: "ring", hidden: true }), tip = h("div", { class: "tip", hidden: true });
    const picture = h("div", { class: "network", role: "img", tabindex: "0" }, tieCanvas, canvas, names, ring, tip);
    const said = h("p", { class: "unseen", role: "status" });
    const legend = h("div", { class: "legend" });
    const mean = h("span", { class: "mean" });
    const button = (text, label, press) => h("button", { type: "button", "aria-label": label, title: label, onclick: press }, text);
    const tools = h("div", { class: "zoom" },
      button("+", "Zoom in", () => zoomBy(1.4)), button("\u2212", "Zoom out", () => zoomBy(1 / 1.4)), button("\u25a1", "Whole picture", () => whole()));
    box.replaceChildren(h("div", { class: "network-frame" }, picture, tools), legend, said);

    const isTwo = () => options.column === "is_customer";
    const valueOf = (byte) => options.low + (byte / 254) * (options.high - options.low);
    const range = () => options.range ?? USUAL[options.column] ?? [options.low, options.high];
    const communityOf = (row) => {
      let c = options.community.length - 1;
      while (c > 0 && options.community[c] > row) c--;
      return c;
    };
    const about = (row) => {
      const c = communityOf(row), byte = frame[row];
      const who = `member ${row - options.community[c] + 1} of ${options.communities[c]}`;
      if (byte === ABSENT) return `${who}: not there`;
      if (isTwo()) return `${who}: ${byte > 127 ? "customer" : "no customer"}`;
      return `${who}: ${options.column.replaceAll("_", " ")} ${shown(valueOf(byte))}`;
    };

    // ---- what stays while a run plays: ties, discs, names
    const readGround = (bytes) => {
      const same = bytes.length === groundBytes.length && bytes.every((byte, i) => byte === groundBytes[i]);
      if (same) return false;
      groundBytes = bytes.slice();
      places = new Float32Array(groundBytes.buffer, 0, 2 * options.n_members);
      ties = new Uint32Array(groundBytes.buffer, 8 * options.n_members);
      return true;
    };
    const spans = () => options.community.map((first, c) => [first, options.community[c + 1] ?? options.n_members]);
    const discs = () => spans().map(([first, end]) => {
      let cx = 0, cy = 0, reach = 0;
      for (let i = first; i < end; i++) { cx += places[2 * i] / (end - first); cy += places[2 * i + 1] / (end - first); }
      for (let i = first; i < end; i++) reach = Math.max(reach, Math.hypot(places[2 * i] - cx, places[2 * i + 1] - cy));
      return { cx, cy, reach, spacing: end > first ? reach * Math.sqrt(Math.PI / (end - first)) : 0 };
    });
    // All ties if they are few; else those between communities, and of the others as many as can be seen.
    const tiesToDraw = () => {
      const n = ties.length / 2;
      if (n <= MOST_TIES) return { between: [], within: Array.from({ length: n }, (_, e) => e) };
      const of = new Uint16Array(options.n_members);
      spans().forEach(([first, end], c) => of.fill(c, first, end));
      const [between, within] = [[], []];
      for (let e = 0; e < n; e++) (of[ties[2 * e]] === of[ties[2 * e + 1]] ? within : between).push(e);
      const thin = (list, most) => { const step = Math.max(1, Math.ceil(list.length / most)); return list.filter((_, i) => i % step === 0); };
      return { between: thin(between, MOST_TIES / 4), within: thin(within, MOST_TIES / 2) };
    };

    const paintGround = () => {
      const n = options.n_members, found = discs();
      const side = (at) => [Math.min(...found.map((disc) => disc[at] - disc.reach)), Math.max(...found.map((disc) => disc[at] + disc.reach))];
      const [[x0, x1], [y0, y1]] = [side("cx"), side("cy")];
      const unit = Math.min((width - 44) / (x1 - x0 || 1), (height - 56) / (y1 - y0 || 1)) * zoom;
      const toX = (value) => width / 2 + left + (value - (x0 + x1) / 2) * unit;
      const toY = (value) => height / 2 + 8 + top + (value - (y0 + y1) / 2) * unit;
      x = new Float32Array(n);
      y = new Float32Array(n);
      for (let i = 0; i < n; i++) { x[i] = toX(places[2 * i]); y[i] = toY(places[2 * i + 1]); }
      radius = inside(0.44 * unit * (Math.max(...found.map((disc) => disc.spacing)) || 0.1), 0.9, 14);
      const c = tieCanvas.getContext("2d"), { ink, line } = fireside.colours();
      c.clearRect(0, 0, width, height);
      c.fillStyle = line;
      c.globalAlpha = fireside.isDark() ? 0.4 : 0.32;
      for (const disc of found) { c.beginPath(); c.arc(toX(disc.cx), toY(disc.cy), disc.reach * unit + radius + 4, 0, 7); c.fill(); }
      const { between, within } = tiesToDraw();
      c.strokeStyle = ink;
      for (const [list, alpha, thick] of [[within, 0.1, 0.5], [between, 0.13, 0.5]]) {
        c.globalAlpha = alpha;
        c.lineWidth = thick;
        c.beginPath();
        for (const e of list) { c.moveTo(x[ties[2 * e]], y[ties[2 * e]]); c.lineTo(x[ties[2 * e + 1]], y[ties[2 * e + 1]]); }
        c.stroke();
      }
      c.globalAlpha = 1;
      names.replaceChildren(...found.map((disc, i) => {
        const name = h("span", {}, options.communities[i]);
        const edge = toY(disc.cy) - disc.reach * unit - radius - 4;
        name.style.transform = `translate(${toX(disc.cx)}px, ${inside(edge, 9, Math.max(9, height - 9))}px) translate(-50%, -50%)`;
        name.hidden = disc.reach * unit < 12 || toX(disc.cx) < 0 || toX(disc.cx) > width || edge > height || edge < -2 * disc.reach * unit;
        return name;
      }));
      painted = "";
    };

    // ---- what changes from week to week: the colours of members
    const paintMembers = () => {
      const n = options.n_members, week = inside(clock.week, 0, options.n_weeks);
      frame = frames.subarray(week * n, week * n + n);
      let digest = 0, sum = 0, present = 0;
      for (let i = 0; i < n; i++) {
        const byte = frame[i];
        digest += byte;
        if (byte !== ABSENT) { sum += byte; present++; }
      }
      const now = `${digest} ${present}`;
      const same = now === painted && frame.every((byte, i) => byte === lastFrame[i]);
      if (!same) paintDots();
      painted = now;
      lastFrame = frame;
      mean.textContent = present === 0 ? "nobody" : isTwo() ? `${Math.round((100 * sum) / 254 / present)} %` : `mean ${shown(valueOf(sum / present))}`;
      box.dataset.week = week;
      box.dataset.digest = digest % 2 ** 32;
      box.dataset.drawn = ++drawn;
      point();
    };
    let lastFrame = new Uint8Array();
    const paintDots = () => {
      const c = canvas.getContext("2d");
      const [from, to] = range().map((value) => ((value - options.low) / (options.high - options.low)) * 254);
      const bucketOf = Uint8Array.from({ length: 255 }, (_, byte) => inside(Math.floor(((byte - from) / (to - from)) * BUCKETS), 0, BUCKETS - 1));
      const buckets = Array.from({ length: BUCKETS }, () => []);
      const isRound = radius > 1.6, full = 2 * Math.PI;
      c.clearRect(0, 0, width, height);
      if (isRound) c.beginPath();
      for (let i = 0; i < frame.length; i++) {
        if (frame[i] === ABSENT || x[i] < -radius || x[i] > width + radius || y[i] < -radius || y[i] > height + radius) continue;
        buckets[bucketOf[frame[i]]].push(i);
        if (isRound) { c.moveTo(x[i] + radius, y[i]); c.arc(x[i], y[i], radius, 0, full); }
      }
      if (isRound) { c.fillStyle = EDGE; c.fill(); }
      const r = isRound ? radius - Math.min(0.9, 0.2 * radius) : radius;
      buckets.forEach((rows, bucket) => {
        if (rows.length === 0) return;
        c.fillStyle = isTwo() ? NO_YES[bucket < BUCKETS / 2 ? 0 : 1] : RAMP[bucket];
        c.beginPath();
        for (const i of rows) {
          if (isRound) { c.moveTo(x[i] + r, y[i]); c.arc(x[i], y[i], r, 0, full); } else c.rect(x[i] - r, y[i] - r, 2 * r, 2 * r);
        }
        c.fill();
      });
    };

    // ---- one member: under the pointer, in the middle while keys are used, or chosen
    let hovered = null;
    const point = () => {
      const row = hovered ?? picked;
      ring.hidden = tip.hidden = row === null || !x || frame.length === 0;
      if (ring.hidden) return;
      const size = 2 * radius + 6;
      ring.style.width = ring.style.height = `${size}px`;
      ring.style.transform = `translate(${x[row] - size / 2}px, ${y[row] - size / 2}px)`;
      tip.hidden = hovered === null;
      if (tip.hidden) return;
      tip.textContent = about(row);
      const above = y[row] - size / 2 - 30;
      const from = inside(x[row] - tip.offsetWidth / 2, 4, Math.max(4, width - tip.offsetWidth - 4));
      tip.style.transform = `translate(${from}px, ${above > 2 ? above : y[row] + size / 2 + 4}px)`;
    };
    const nearest = (px, py, within) => {
      let best = null, least = within * within;
      for (let i = 0; x && i < x.length; i++) {
        const far = (x[i] - px) ** 2 + (y[i] - py) ** 2;
        if (far < least && frame[i] !== ABSENT) { least = far; best = i; }
      }
      return best;
    };
    const choose = (row) => {
      if (row === null) return;
      picked = row;
      said.textContent = about(row);
      point();
      tell({ member: row, week: +box.dataset.week });
    };

    const paint = () => { if (x || places) { paintGround(); paintMembers(); } };
    const zoomBy = (factor, px = width / 2, py = height / 2) => {
      const next = inside(zoom * factor, 1, 24), real = next / zoom;
      left = (px - width / 2) * (1 - real) + left * real;
      top = (py - height / 2) * (1 - real) + top * real;
      zoom = next;
      moveBy(0, 0);
    };
    const moveBy = (dx, dy) => {
      const room = (zoom - 0.5) * Math.max(width, height) / 2;
      left = zoom === 1 ? 0 : inside(left + dx, -room, room);
      top = zoom === 1 ? 0 : inside(top + dy, -room, room);
      picture.style.touchAction = zoom === 1 ? "pan-y" : "none";
      paint();
    };
    const whole = () => { zoom = 1; moveBy(0, 0); };

    const KEYS = {
      "+": () => zoomBy(1.4), "=": () => zoomBy(1.4), "-": () => zoomBy(1 / 1.4), 0: whole,
      ArrowLeft: () => moveBy(40, 0), ArrowRight: () => moveBy(-40, 0), ArrowUp: () => moveBy(0, 40), ArrowDown: () => moveBy(0, -40),
      Enter: () => choose(hovered ?? middle()), Escape: () => { picked = null; },
    };
    const middle = () => nearest(width / 2, height / 2, Infinity);
    picture.addEventListener("keydown", (event) => {
      if (!frames?.length || !KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      if (zoom === 1 && event.key.startsWith("Arrow")) return; // the page scrolls
      event.preventDefault();
      KEYS[event.key]();
      hovered = event.key === "Escape" ? null : middle();
      point();
      if (hovered !== null) said.textContent = about(hovered);
    });
    picture.addEventListener("focus", () => { if (frames?.length && picture.matches(":focus-visible")) { hovered = middle(); point(); } });
    picture.addEventListener("blur", () => { hovered = null; point(); });
    const at = (event) => { const edge = picture.getBoundingClientRect(); return [event.clientX - edge.left, event.clientY - edge.top]; };
    picture.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.activeElement !== picture) return; // else the page could not be scrolled
      event.preventDefault();
      zoomBy(Math.exp(-event.deltaY / 400), ...at(event));
    }, { passive: false });
    picture.addEventListener("pointerdown", (event) => {
      if (event.button === 0) dragged = { at: at(event), moved: false };
    });
    picture.addEventListener("pointermove", (event) => {
      if (!frames?.length) return;
      const [px, py] = at(event);
      if (dragged && zoom > 1 && (dragged.moved || Math.hypot(px - dragged.at[0], py - dragged.at[1]) > 4)) {
        if (!dragged.moved) picture.setPointerCapture(event.pointerId);
        moveBy(px - dragged.at[0], py - dragged.at[1]);
        dragged = { at: [px, py], moved: true };
        return;
      }
      hovered = nearest(px, py, radius + 8);
      point();
    });
    picture.addEventListener("pointerup", (event) => {
      if (dragged && !dragged.moved && frames?.length) choose(nearest(...at(event), radius + 8));
      dragged = null;
    });
    picture.addEventListener("pointercancel", () => { dragged = null; });
    picture.addEventListener("pointerleave", () => { hovered = null; point(); });

    // ---- size, theme, clock
    const fit = () => {
      const next = picture.clientWidth;
      if (!options || next === 0) return;
      const tall = options.height ?? inside(Math.round(next * 0.8), 240, 460);
      if (next === width && tall === height) return;
      [width, height] = [next, tall];
      picture.style.height = `${height}px`;
      const dense = Math.min(2, window.devicePixelRatio || 1);
      for (const each of [tieCanvas, canvas]) {
        each.width = width * dense;
        each.height = height * dense;
        each.getContext("2d").setTransform(dense, 0, 0, dense, 0, 0);
      }
      paint();
    };
    const watcher = new ResizeObserver(fit);
    watcher.observe(picture);
    const stop = fireside.onTheme(() => options && paint());
    const follow = () => { if (x && frames.length) paintMembers(); };

    const showText = () => {
      picture.setAttribute("aria-label", options.alt);
      const bar = h("span", { class: "ramp" }), [from, to] = range();
      bar.style.background = `linear-gradient(90deg, ${RAMP.join(", ")})`;
      const swatch = (colour) => { const dot = h("i", {}); dot.style.background = colour; return dot; };
      const scale = isTwo() ? [swatch(NO_YES[0]), "no ", swatch(NO_YES[1]), "yes"] : [from > options.low ? `\u2264 ${brief(from)}` : brief(from), bar, to < options.high ? `\u2265 ${brief(to)}` : brief(to)];
      const unit = options.unit && !isTwo() && !["share", "level"].includes(options.unit) ? ` (${options.unit})` : "";
      legend.replaceChildren(h("span", { class: "scale" }, ...scale), h("span", { class: "what" }, options.label + unit), mean);
    };

    return {
      update(next, data) {
        const before = JSON.stringify(options);
        options = next;
        if (clock !== fireside.clock(next.clock)) {
          clock?.followers.delete(follow);
          clock = fireside.clock(next.clock);
          clock.followers.add(follow);
        }
        if (JSON.stringify(next) !== before) showText();
        const n = next.n_members;
        const isWhole = n > 0 && data.frames.length === n * (next.n_weeks + 1) && data.ground.length === 8 * (n + next.n_ties);
        picture.classList.toggle("waits", !isWhole);
        if (!isWhole) return; // frames and ground come together; what was there stays till then
        frames = data.frames;
        if (readGround(data.ground)) { x = null; picked = hovered = null; zoom = 1; left = top = 0; }
        fit();
        if (!width) return;
        if (!x) paintGround();
        painted = "";
        paintMembers();
      },
      close() {
        clock?.followers.delete(follow);
        watcher.disconnect();
        stop();
        box.replaceChildren();
      },
    };
  };
})();
