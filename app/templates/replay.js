// Plays a replay: puts the views of each step where the page has room for them, and takes bets.
(() => {
  const { steps, blobs } = JSON.parse(document.getElementById("replay").textContent);
  const root = document.documentElement;
  const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
  const setTheme = (theme) => {
    root.dataset.theme = root.style.colorScheme = theme;
    window.dispatchEvent(new Event("fireside-theme"));
  };
  const follow = () => setTheme(prefersDark.matches ? "dark" : "light");
  prefersDark.addEventListener("change", follow);
  document.querySelector(".theme").addEventListener("click", () => setTheme(fireside.isDark() ? "light" : "dark"));
  follow();

  const unpacked = {};
  const unpack = (name) => (unpacked[name] ??= (async () => {
    const packed = Uint8Array.from(atob(blobs[name]), (sign) => sign.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  })());
  // Frames are kept as changes from week to week.
  const framesOf = async (name, n) => {
    const frames = (await unpack(name)).slice();
    for (let i = n; i < frames.length; i++) frames[i] += frames[i - n];
    return frames;
  };

  const tellOf = (column, byte) => {
    const name = column.column.replaceAll("_", " ");
    if (byte === 255) return "not there";
    if (column.column === "is_customer") return byte > 127 ? "customer" : "no customer";
    return `${name} ${((byte / 254) * column.high).toFixed(2).replace(/^0\./, ".")}`;
  };

  // One step: its views are made when it is first seen, for what is hidden has no width.
  const play = async (section, step) => {
    if (section.dataset.played) return;
    section.dataset.played = "yes";
    section.querySelector(".seen").hidden = false;
    const networks = await Promise.all(step.networks.map(async (network) => ({
      ground: await unpack(network.ground),
      columns: await Promise.all(network.columns.map(async ({ options, frames }) => ({ options, frames: await framesOf(frames, options.n_members) }))),
    })));
    const clock = fireside.clock(step.clock);
    const member = section.querySelector(".member");
    const tellMember = ({ member: row, week }) => {
      const [{ options }] = networks[0].columns;
      const c = options.community.findLastIndex((first) => first <= row);
      const sides = networks.map(({ columns }) => `${columns[0].options.letter}: ${columns.map((each) => tellOf(each.options, each.frames[week * each.options.n_members + row])).join(", ")}`);
      member.textContent = `Member ${row - options.community[c] + 1} of ${options.communities[c]} in week ${week}. ${sides.join("; ")}.`;
    };
    const views = [...section.querySelectorAll(".view-network")].map((box) => fireside.views.network(box, tellMember));
    const show = (at) => views.forEach((view, i) => view.update(networks[i].columns[at].options, { frames: networks[i].columns[at].frames, ground: networks[i].ground }));
    if (networks.length > 0) {
      const n_weeks = Math.max(...networks.map(({ columns }) => columns[0].options.n_weeks));
      const player = fireside.views.player(section.querySelector(".view-player"), () => {});
      player.update({ clock: step.clock, n_weeks, run: step.clock, at: step.asks ? 0 : n_weeks });
      const choices = networks[0].columns.map(({ options }, i) => [String(i), options.label]);
      if (choices.length > 1) {
        const choice = fireside.views.choice(section.querySelector(".columns"), ({ value }) => pick(value));
        const pick = (value) => { choice.update({ label: "Colour members by", value, choices }); show(+value); };
        pick("0");
      } else show(0);
      clock.followers.add((week) => { if (step.asks && week >= n_weeks && !section.dataset.revealed) reveal(section, step); });
    }
    if (!step.asks || networks.length === 0) reveal(section, step);
    else drawCharts(section, step);
    root.dataset.drawn = +(root.dataset.drawn ?? 0) + 1;
  };

  // Charts over weeks unfold with the clock; others tell the end, and are shown at the end.
  const drawCharts = (section, step) => {
    section.querySelectorAll(".view-chart").forEach((box, i) => {
      const options = step.charts[i], isOver = "revealed" in section.dataset;
      box.closest(".card").hidden = !isOver && options.option.xAxis.name !== "week";
      if (box.closest(".card").hidden) return;
      box.view ??= fireside.views.chart(box, () => {});
      box.view.update(isOver ? { ...options, unfolds: false } : options);
    });
  };
  const reveal = (section, step) => {
    section.dataset.revealed = "yes";
    section.querySelector(".reveal")?.remove();
    if (section.querySelector(".came")) section.querySelector(".came").hidden = false;
    drawCharts(section, step);
  };
  const sections = [...document.querySelectorAll(".step")];
  sections.forEach((section, i) => {
    const step = steps[i], lock = section.querySelector(".lock"), radios = [...section.querySelectorAll(".bet input")];
    section.querySelector(".reveal")?.addEventListener("click", () => { reveal(section, step); section.querySelector(".verdict").focus(); });
    for (const radio of radios) radio.addEventListener("change", () => { lock.disabled = false; });
    lock?.addEventListener("click", () => {
      const bet = radios.findIndex((radio) => radio.checked);
      for (const each of [...radios, lock]) each.disabled = true;
      const plays = step.networks.length > 0 ? " Press Play to see what happens." : "";
      section.querySelector(".betted").textContent = `You said: ${step.choices[bet]}.${plays}`;
      const verdict = section.querySelector(".verdict");
      if (verdict && step.answer !== null) verdict.textContent = bet === step.answer ? `You said: ${step.choices[bet]}. So it was.` : `You said: ${step.choices[bet]}. It was: ${step.choices[step.answer]}.`;
      play(section, step);
    });
  });

  let at = 0;
  const [back, next] = [".back", ".next"].map((each) => document.querySelector(each));
  const turn = (to, isFirst) => {
    at = to;
    sections.forEach((section, i) => { section.hidden = i !== at; });
    if (back) [back.disabled, next.disabled] = [at === 0, at === sections.length - 1];
    if (!steps[at].asks) play(sections[at], steps[at]);
    if (!isFirst) (sections[at].querySelector("h2") ?? sections[at]).focus?.();
  };
  back?.addEventListener("click", () => turn(at - 1));
  next?.addEventListener("click", () => turn(at + 1));
  turn(0, true);
})();
