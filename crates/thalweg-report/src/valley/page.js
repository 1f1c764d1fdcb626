"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const drawing = document.querySelector("figure svg");
  const text = document.getElementById("step");
  const here = document.getElementById("here");
  const strip = document.getElementById("here-strip");
  const shown = data.paths.map(() => true);
  let path = 0;
  let step = -1; // none: the whole picture

  const element = (name, content, attributes = {}) => {
    const e = document.createElement(name);
    e.append(...[].concat(content));
    Object.entries(attributes).forEach(([k, v]) => e.setAttribute(k, v));
    return e;
  };
  const parts = (k) =>
    [document.getElementById("path-" + k)].concat([...drawing.querySelectorAll(`[data-path="${k}"]`)]);

  const list = document.getElementById("paths");
  data.paths.forEach((p, k) => {
    const name = element("button", [], { type: "button", class: "name", "data-choose": k });
    const mark = `<svg viewBox="0 0 14 14" aria-hidden="true" class="${p.colour}"><rect class="share" width="14" height="14" rx="3"/></svg>`;
    name.innerHTML = mark;
    name.append(p.name);
    name.addEventListener("click", () => choose(k));
    const hide = element("button", "Hide", { type: "button", "data-toggle": k });
    hide.addEventListener("click", () => toggle(k));
    list.append(element("div", [name, hide]));
  });

  function choose(k) {
    path = k;
    shown[k] = true;
    step = Math.min(step, data.paths[k].steps.length - 1);
    draw();
  }

  function toggle(k) {
    shown[k] = !shown[k];
    if (!shown[k] && k === path) step = -1;
    draw();
  }

  function go(to) {
    if (!data.paths.length) return;
    const last = data.paths[path].steps.length - 1;
    shown[path] = true;
    step = Math.max(-1, Math.min(last, to));
    draw();
  }

  const moves = {
    first: () => go(0),
    previous: () => go(Math.max(0, step - 1)),
    next: () => go(step + 1),
    last: () => go(Infinity),
    whole: () => go(-1),
  };

  function place(e, attributes) {
    e.setAttribute("visibility", attributes ? "visible" : "hidden");
    Object.entries(attributes || {}).forEach(([k, v]) => e.setAttribute(k, v));
  }

  function draw() {
    const walking = step >= 0;
    drawing.classList.toggle("walking", walking);
    data.paths.forEach((p, k) => {
      parts(k).forEach((e) => e.classList.toggle("off", !shown[k]));
      parts(k)[0].classList.toggle("faint", walking && k !== path);
      p.steps.forEach((_, i) => {
        const e = document.getElementById(`s${k}-${i}`);
        e.classList.toggle("current", walking && k === path && i === step);
        e.classList.toggle("later", walking && k === path && i > step);
      });
      const [name, hide] = list.children[k].children;
      name.setAttribute("aria-pressed", String(k === path));
      hide.textContent = shown[k] ? "Hide" : "Show";
      hide.setAttribute("aria-label", `${hide.textContent} ${p.name}`);
    });
    const s = walking ? data.paths[path].steps[step] : null;
    place(here, s && s.descent && { cx: s.descent[0], cy: s.descent[1] });
    place(strip, s && { x: s.strip[0], y: s.strip[1], width: Math.max(s.strip[2], 2), height: s.strip[3] });
    if (data.paths.length) describe(data.paths[path], s);
  }

  function describe(p, s) {
    if (!s) {
      const how = p.steps.length ? "Press → for its first step." : "It took no step.";
      text.replaceChildren(
        element("h2", p.name), element("p", `Starts at ${p.start}.`), element("p", `Ends: ${p.end}. ${how}`));
      return;
    }
    const rows = data.rows.map((row, i) => element("tr", [element("th", row, { scope: "row" }), element("td", s.values[i])]));
    text.replaceChildren(
      element("h2", `${p.name}: ${s.head}`), element("table", element("tbody", rows)), element("p", `Tried ${s.point}. ${s.region}`));
  }

  document.querySelectorAll("[data-go]").forEach((b) => b.addEventListener("click", () => moves[b.dataset.go]()));

  const keys = {
    ArrowLeft: moves.previous, ArrowRight: moves.next, Home: moves.first, End: moves.last, Escape: moves.whole,
    ArrowUp: () => choose((path + data.paths.length - 1) % data.paths.length),
    ArrowDown: () => choose((path + 1) % data.paths.length),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !data.paths.length) return;
    const number = "123456789".indexOf(event.key);
    if (keys[event.key]) keys[event.key]();
    else if (event.key.length === 1 && number >= 0 && number < data.paths.length) toggle(number);
    else return;
    event.preventDefault();
  });
  draw();
})();
