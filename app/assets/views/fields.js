// A form: fields made from a list. Tells {name, value} when a value rests, {name, value, drag} while
// a slider is dragged, and {press} for buttons.
//
// options: { legend?, compact? (what a field is stands behind a "?"), fields: [{ name, kind, label, unit?, value, min?, max?, step?, choices?: [[value, text]] (of a select [group, choices] too),
//            help?, link?, note?, disabled? }] }; kind: slider | number | select | radio | check | text | area |
//            button | submit | heading.
(() => {
  const { h } = fireside;
  const REST = 40; // ms after which a value counts: a key held down makes many
  const PACE = 50; // ms between messages while it is dragged: more only wait for each other
  let n_forms = 0;

  const shown = (value) => (typeof value === "number" ? String(+value.toPrecision(6)) : value);

  const slider = (field, id, tell) => {
    let timer, last, told = 0;
    const input = h("input", { type: "range", id, min: field.min, max: field.max, step: field.step, "aria-describedby": field.help ? `${id}-help` : null });
    const number = h("input", { type: "number", id: `${id}-number`, min: field.bounds?.[0], max: field.bounds?.[1], step: "any", "aria-label": `${field.label}, exact` });
    const rest = (value) => {
      clearTimeout(timer);
      if (value !== last) tell({ name: field.name, value: (last = value) });
    };
    input.addEventListener("input", () => {
      number.value = shown(+input.value);
      if (performance.now() - told > PACE) {
        told = performance.now();
        tell({ name: field.name, value: +input.value, drag: true });
      }
    });
    input.addEventListener("change", () => { // comes when a drag ends, and after each key
      clearTimeout(timer);
      timer = setTimeout(() => rest(+input.value), REST);
    });
    number.addEventListener("change", () => number.value !== "" && rest(+number.value));
    const show = (next) => {
      last = next.value;
      if (document.activeElement !== number) number.value = shown(next.value);
      if (!input.matches(":active")) input.value = next.value;
    };
    return [[input, number], show];
  };

  const plain = (field, id, tell) => {
    const type = field.kind === "number" ? "number" : "text";
    const tag = field.kind === "area" ? "textarea" : "input";
    const input = h(tag, { type: tag === "input" ? type : null, id, min: field.min, max: field.max, step: field.step ?? "any", rows: tag === "textarea" ? 4 : null, maxlength: field.maxlength, "aria-describedby": field.help ? `${id}-help` : null });
    input.addEventListener("change", () => tell({ name: field.name, value: type === "number" ? (input.value === "" ? null : +input.value) : input.value }));
    return [[input], (next) => { if (document.activeElement !== input) input.value = next.value ?? ""; }];
  };

  const select = (field, id, tell) => {
    const input = h("select", { id, "aria-describedby": field.help ? `${id}-help` : null });
    input.addEventListener("change", () => tell({ name: field.name, value: input.value }));
    return [[input], (next) => {
      const option = ([value, text]) => (Array.isArray(text) ? h("optgroup", { label: value }, ...text.map(option)) : h("option", { value }, text));
      input.replaceChildren(...next.choices.map(option));
      input.value = next.value;
    }];
  };

  const check = (field, id, tell) => {
    const input = h("input", { type: "checkbox", id, "aria-describedby": field.help ? `${id}-help` : null });
    input.addEventListener("change", () => tell({ name: field.name, value: input.checked }));
    return [[input], (next) => { input.checked = next.value; }];
  };

  const radio = (field, id, tell) => {
    const group = h("div", { role: "radiogroup", "aria-label": field.label });
    const show = (next) => {
      group.replaceChildren(...next.choices.map(([value, text]) => {
        const input = h("input", { type: "radio", name: id, value, checked: value === next.value, disabled: next.disabled });
        input.addEventListener("change", () => tell({ name: field.name, value }));
        return h("label", { class: "choice" }, input, " ", text);
      }));
    };
    return [[group], show];
  };

  const MAKERS = { slider, number: plain, text: plain, area: plain, select, check, radio };

  const make = (field, id, tell, compact) => {
    if (field.kind === "heading") return { row: h("h3", {}, field.label), show: () => {} };
    if (field.kind === "button" || field.kind === "submit") {
      const button = h("button", { type: "button", class: field.kind === "submit" ? "main" : null, onclick: () => tell({ press: field.name }) });
      const show = (next) => {
        button.textContent = next.label;
        button.disabled = Boolean(next.disabled);
        if (next.title) button.title = next.title;
      };
      return { row: button, show };
    }
    const [inputs, show] = MAKERS[field.kind](field, id, tell);
    const label = field.kind === "radio" ? h("span", { class: "label" }, field.label) : h("label", { for: id }, field.label);
    if (field.unit) label.append(h("small", {}, ` ${field.unit}`));
    const link = field.link ? h("a", { href: field.link, "aria-label": `More about ${field.label}`, class: compact ? "what" : null, title: compact ? field.help : null }, compact ? "?" : "more") : null;
    const about = [];
    if (field.help) about.push(h("p", { id: `${id}-help`, class: compact ? "unseen" : "help" }, field.help, compact || !link ? null : " ", compact ? null : link));
    const note = h("p", { class: "note", role: "alert" });
    const row = h("div", { class: `field field-${field.kind}`, "data-name": field.name }, compact && link ? h("div", { class: "label-row" }, label, link) : label, h("div", { class: "inputs" }, ...inputs), note, ...about);
    return {
      row,
      show: (next) => {
        show(next);
        note.textContent = next.note ?? "";
        for (const input of inputs) if ("disabled" in input) input.disabled = Boolean(next.disabled);
      },
    };
  };

  fireside.views.fields = (box, tell) => {
    const form = `form${++n_forms}`;
    let rows = [], shape = "";
    return {
      update(options) {
        const next = JSON.stringify(options.fields.map(({ value, note, disabled, choices, ...rest }) => (rest.kind === "button" || rest.kind === "submit" ? { kind: rest.kind, name: rest.name } : rest)));
        if (next !== shape) {
          shape = next;
          const had = box.contains(document.activeElement) ? document.activeElement.closest("[data-name]")?.dataset.name : null;
          rows = options.fields.map((field, i) => make(field, `${form}-${i}`, tell, options.compact));
          const inner = options.legend ? h("fieldset", {}, h("legend", {}, options.legend)) : h("div", {});
          inner.classList.add("fields", ...(options.row ? ["in-row"] : []));
          inner.append(...rows.map((each) => each.row));
          box.replaceChildren(inner);
          if (had) box.querySelector(`[data-name="${CSS.escape(had)}"] :is(input, select, textarea)`)?.focus();
        }
        rows.forEach((each, i) => each.show(options.fields[i]));
      },
      close() { box.replaceChildren(); },
    };
  };
})();
