// Moves a clock: play, step, speed, scrub, rewind. Nothing is told while it plays. Tells {week} when
// it comes to rest, and {branch, week} for another future from this week on.
//
// options: { clock, n_weeks, run, at?, marks?: [{ week, label }], can_branch?: [letters] }.
(() => {
  const { h } = fireside;
  const SPEEDS = [2, 5, 10, 30]; // weeks a second
  const REST = 250; // ms without movement after which the week is told

  fireside.frames = 0; // weeks shown while playing, for measuring

  fireside.views.player = (box, tell) => {
    let options, clock, isPlaying = false, speed = 10, last = 0, ahead = 0, request, timer, told;
    const button = (text, label, press) => h("button", { type: "button", "aria-label": label, title: label, onclick: press }, text);
    const play = h("button", { type: "button", class: "main play", onclick: () => toggle() }, "Play");
    const scrub = h("input", { type: "range", min: 0, step: 1, "aria-label": "Week" });
    const week = h("output", {}), said = h("p", { class: "unseen", role: "status" });
    const marks = h("div", { class: "marks" }), branches = h("span", { class: "branches" });
    const speeds = h("select", { "aria-label": "Speed, weeks a second" }, ...SPEEDS.map((each) => h("option", { value: each, selected: each === speed }, `${each} weeks/s`)));
    speeds.addEventListener("change", () => { speed = +speeds.value; });
    const group = h("div", { class: "player", role: "group", "aria-label": "Player" },
      button("|\u25c2", "Start", () => choose(0)), button("\u25c2", "Back one week", () => choose(clock.week - 1)), play,
      button("\u25b8", "Forward one week", () => choose(clock.week + 1)),
      h("div", { class: "scrub" }, scrub, marks), week, speeds, branches, said);
    box.replaceChildren(group);

    const name = (value) => `Week ${value} of ${options.n_weeks}`;
    const show = () => {
      const now = clock.week;
      scrub.value = now;
      week.value = name(now);
      if (isPlaying) return;
      scrub.setAttribute("aria-valuetext", name(now));
      for (const each of branches.children) each.disabled = now < 1 || now >= options.n_weeks;
    };
    const rest = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (isPlaying) return;
        said.textContent = name(clock.week);
        if (told !== clock.week) tell({ week: (told = clock.week) });
      }, REST);
    };
    const choose = (value) => {
      pause();
      clock.set(Math.max(0, Math.min(options.n_weeks, value)));
      rest();
    };
    const pause = () => {
      if (!isPlaying) return;
      isPlaying = false;
      cancelAnimationFrame(request);
      play.textContent = "Play";
      show();
      rest();
    };
    const tick = (now) => {
      if (!isPlaying) return;
      ahead += ((now - last) / 1000) * speed;
      last = now;
      const weeks = Math.floor(ahead);
      if (weeks > 0) {
        ahead -= weeks;
        fireside.frames++;
        clock.set(Math.min(options.n_weeks, clock.week + weeks));
        if (clock.week >= options.n_weeks) return pause();
      }
      request = requestAnimationFrame(tick);
    };
    const toggle = () => {
      if (isPlaying) return pause();
      isPlaying = true;
      clearTimeout(timer);
      play.textContent = "Pause";
      for (const each of branches.children) each.disabled = true;
      if (clock.week >= options.n_weeks) clock.set(0);
      last = performance.now();
      ahead = 0;
      request = requestAnimationFrame(tick);
    };

    scrub.addEventListener("input", () => choose(+scrub.value));
    const KEYS = {
      " ": toggle, ArrowLeft: () => choose(clock.week - 1), ArrowRight: () => choose(clock.week + 1),
      Home: () => choose(0), End: () => choose(options.n_weeks),
    };
    group.addEventListener("keydown", (event) => {
      if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey || event.target === speeds) return;
      if (event.key === " " && event.target.tagName === "BUTTON") return; // it presses the button
      event.preventDefault();
      KEYS[event.key]();
    });

    const showMarks = () => marks.replaceChildren(...(options.marks ?? []).map((mark) => {
      const place = h("span", { title: `${mark.label}, week ${mark.week}` }, mark.label);
      place.style.left = `calc(8px + (100% - 16px) * ${mark.week / Math.max(1, options.n_weeks)})`;
      return place;
    }));
    const showBranches = () => {
      const letters = options.can_branch ?? [];
      if (letters.join() === [...branches.children].map((each) => each.dataset.letter).join()) return;
      branches.replaceChildren(...letters.map((letter) => h("button", {
        type: "button", "data-letter": letter, title: `From this week on, another future for ${letter}`,
        onclick: () => tell({ branch: letter, week: clock.week }),
      }, `Branch ${letter} here`)));
    };

    return {
      update(next) {
        const isFirst = !options || options.clock !== next.clock;
        options = next;
        if (isFirst) {
          clock?.followers.delete(show);
          clock = fireside.clock(next.clock);
          clock.followers.add(show);
        }
        scrub.max = next.n_weeks;
        showMarks();
        showBranches();
        const wanted = isFirst ? (next.at ?? next.n_weeks) : Math.min(clock.week, next.n_weeks);
        if (isFirst) told = wanted;
        if (wanted !== clock.week) clock.set(wanted);
        show();
      },
      close() {
        isPlaying = false;
        clearTimeout(timer);
        cancelAnimationFrame(request);
        clock?.followers.delete(show);
        box.replaceChildren();
      },
    };
  };
})();
