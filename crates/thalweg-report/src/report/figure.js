"use strict";
// The fit and its residuals at the width of the page, and zoomed.
(() => {
  const svg = document.getElementById("fit");
  if (!svg) return;
  const { data } = report;
  const f = data.figure;
  const home = { x: f.x, y: f.y };
  let view = { x: [...f.x], y: [...f.y] };
  let width = f.width;
  const height = f.top + f.main + f.gap + f.strip + f.bottom;
  const chart = report.charts.find((c) => c.svg === svg);
  const [main, strip] = chart.groups;
  const SVG = "http://www.w3.org/2000/svg";
  const part = (selector) => svg.querySelector(selector);

  function panels() {
    const left = width < 480 ? f.left - 14 : f.left;
    const right = width - f.right;
    const top = f.top + f.main + f.gap;
    return [
      { left, right, top: f.top, bottom: f.top + f.main, x: view.x, y: view.y },
      { left, right, top, bottom: top + f.strip, x: view.x, y: f.r },
    ];
  }
  const across = (p, x) => p.left + ((x - p.x[0]) / (p.x[1] - p.x[0])) * (p.right - p.left);
  const up = (p, y) => p.bottom - ((y - p.y[0]) / (p.y[1] - p.y[0])) * (p.bottom - p.top);
  const px = (v) => Math.round(10 * Math.max(-1e6, Math.min(1e6, v))) / 10;

  function line(p, xs, ys, pen = "M") {
    let d = "";
    xs.forEach((x, i) => {
      if (ys[i] === null) { pen = "M"; return; }
      d += `${pen}${px(across(p, x))} ${px(up(p, ys[i]))}`;
      pen = "L";
    });
    return d;
  }

  // In pieces where an end is missing.
  function band(p, xs, lows, highs) {
    let d = "";
    let piece = [];
    const close = () => {
      if (piece.length > 1) {
        const back = [...piece].reverse();
        const pick = (list, ys) => list.map((i) => ys[i]);
        d += line(p, pick(piece, xs), pick(piece, highs)) + line(p, pick(back, xs), pick(back, lows), "L") + "Z";
      }
      piece = [];
    };
    xs.forEach((_, i) => (lows[i] === null || highs[i] === null ? close() : piece.push(i)));
    close();
    return d;
  }

  const magnitude = (v) => Math.floor(Math.log10(Math.abs(v)) + 1e-9);
  const raised = (k) => "10" + String(k).replace(/./g, (c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]);
  const tidy = (t) => (/^-0\.?0*$/.test(t) ? t.slice(1) : t.replace("-", "−"));

  // As the drawing that came with the page has them.
  function ticks(low, high, count) {
    const round = (least) => {
      const unit = 10 ** Math.floor(Math.log10(least));
      return unit * [1, 2, 5, 10].find((k) => k >= (0.999 * least) / unit);
    };
    const few = (s) => Math.floor(high / s) - Math.ceil(low / s) + 1 < 3;
    let step = round((high - low) / count);
    for (let k = 0; k < 2 && few(step); k += 1) step = round(0.35 * step);
    if (!(step > 0 && isFinite(step))) return { marks: [], note: "" };
    const marks = [];
    for (let k = Math.ceil(low / step); k <= Math.floor(high / step) && marks.length < 40; k += 1) marks.push(k * step);
    const largest = Math.max(0, ...marks.map(Math.abs));
    if (largest === 0) return { marks: marks.map((v) => [v, "0"]), note: "" };
    const [top, fine] = [magnitude(largest), magnitude(step)];
    const middle = marks[Math.floor(marks.length / 2)];
    const far = top - fine > 4;
    const size = far ? fine : top;
    const factor = size >= (far ? -3 : -2) && size <= 4 ? 0 : size;
    const digits = Math.max(0, factor - fine);
    const label = (v) => tidy((v / 10 ** factor).toFixed(Math.min(digits, 20)));
    const times = factor ? "×" + raised(factor) : "";
    if (!far) return { marks: marks.map((v) => [v, label(v)]), note: times };
    const off = (v) => { const t = label(v - middle); return v > middle ? "+" + t : t; };
    const from = middle.toPrecision(Math.max(1, Math.min(17, magnitude(middle) - fine + 1)));
    return { marks: marks.map((v) => [v, off(v)]), note: `${times} from ${from}`.trim() };
  }

  // Marks of an axis of common logarithms.
  function decades(low, high) {
    const marks = [];
    const step = Math.max(1, Math.ceil((high - low) / 8));
    const digits = high - low <= 3.2 ? [1, 2, 5] : [1];
    for (let k = Math.floor(low); k <= high; k += 1) {
      for (const digit of digits) {
        const at = k + Math.log10(digit);
        if (at < low || at > high || k % step !== 0) continue;
        const plain = k >= -3 && k <= 3 ? String(Number(`${digit}e${k}`)) : null;
        marks.push([at, plain ?? (digit === 1 ? raised(k) : `${digit}·${raised(k)}`)]);
      }
    }
    if (marks.length > 1) return { marks, note: "" };
    // Within a decade: values at even places of the logarithm say enough.
    return { marks: ticks(low, high, 4).marks.map(([v]) => [v, String(Number((10 ** v).toPrecision(3 + Math.max(0, -magnitude(high - low)))))]), note: "" };
  }

  function make(name, attributes, text = "") {
    const e = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([k, v]) => e.setAttribute(k, v));
    e.textContent = text;
    return e;
  }

  function axes(group, p, title, named) {
    const wide = p.right - p.left;
    const note = (name, t) => (t.note ? `${name}  (${t.note})` : name);
    const parts = [make("rect", { class: "frame", x: p.left, y: p.top, width: wide, height: p.bottom - p.top })];
    const x = f.logarithmic ? decades(p.x[0], p.x[1]) : ticks(p.x[0], p.x[1], Math.max(3, wide / 90));
    x.marks.forEach(([v, label]) => {
      const at = px(across(p, v));
      parts.push(make("path", { class: "mark", d: `M${at} ${p.bottom}v5` }));
      if (named) parts.push(make("text", { class: "label middle", x: at, y: p.bottom + 18 }, label));
    });
    if (named) parts.push(make("text", { class: "axis middle", x: p.left + wide / 2, y: p.bottom + 36 }, note(f.names[0], x)));
    const y = ticks(p.y[0], p.y[1], Math.max(4, (p.bottom - p.top) / 60));
    y.marks.forEach(([v, label]) => {
      const at = px(up(p, v));
      parts.push(make("path", { class: "mark", d: `M${p.left - 5} ${at}h5` }));
      parts.push(make("text", { class: "label end", x: p.left - 8, y: at + 4 }, label));
    });
    const [tx, ty] = [14, (p.top + p.bottom) / 2];
    parts.push(make("text", { class: "axis middle", x: tx, y: ty, transform: `rotate(-90 ${tx} ${ty})` }, note(title, y)));
    group.replaceChildren(...parts);
  }

  function points(group, p, ys) {
    group.window = p;
    group.dots.forEach((dot, i) => {
      if (dot.hasAttribute("display")) return;
      dot.setAttribute("cx", px(across(p, data.x[i])));
      dot.setAttribute("cy", px(up(p, ys[i])));
    });
  }

  function bars(path, p, ys) {
    if (!path) return;
    const d = data.sigma.map((s, i) => {
      if (s === null || ys[i] === null) return "";
      return `M${px(across(p, data.x[i]))} ${px(up(p, ys[i] - s))}V${px(up(p, ys[i] + s))}`;
    });
    path.setAttribute("d", d.join(""));
  }

  function draw() {
    const [above, below] = panels();
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    [["#fit-window rect", above], ["#strip-window rect", below]].forEach(([selector, p]) => {
      const place = { x: p.left, y: p.top, width: p.right - p.left, height: p.bottom - p.top };
      Object.entries(place).forEach(([k, v]) => part(selector).setAttribute(k, v));
    });
    const c = data.curve;
    const put = (selector, d) => part(selector)?.setAttribute("d", d);
    put(".main .prediction", band(above, c.x, c.predictionLow, c.predictionHigh));
    put(".main .confidence", band(above, c.x, c.confidenceLow, c.confidenceHigh));
    const less = (ys) => ys.map((y, i) => (y === null || c.fit[i] === null ? null : y - c.fit[i]));
    put(".strip .prediction", band(below, c.x, less(c.predictionLow), less(c.predictionHigh)));
    put(".strip .confidence", band(below, c.x, less(c.confidenceLow), less(c.confidenceHigh)));
    put(".main .curve", line(above, c.x, c.fit));
    put(".strip .zero", line(below, view.x, [0, 0]));
    bars(part(".main .bars"), above, data.y);
    bars(part(".strip .bars"), below, data.strip);
    points(main, above, data.y);
    points(strip, below, data.strip);
    axes(part(".main-axes"), above, f.names[1], false);
    axes(part(".strip-axes"), below, f.names[2], true);
    report.show();
  }

  // ---- zoom ----
  const LEAST = 1e-6;
  const MOST = 3;

  function look(x, y) {
    const fits = (range, own) => {
      const share = (range[1] - range[0]) / (own[1] - own[0]);
      return share >= LEAST && share <= MOST;
    };
    if (!fits(x, home.x) || !fits(y, home.y)) return;
    view = { x, y };
    svg.dataset.zoomed = String(x !== home.x);
    draw();
  }
  const reset = () => look(home.x, home.y);
  const about = ([low, high], at, k) => [at + (low - at) * k, at + (high - at) * k];
  const moved = ([low, high], share) => [low + share * (high - low), high + share * (high - low)];
  const middle = (range) => (range[0] + range[1]) / 2;

  function zoom(k, at = { x: middle(view.x), y: middle(view.y) }) {
    look(about(view.x, at.x, k), at.y === null ? view.y : about(view.y, at.y, k));
  }

  // The place under the pointer: pixels of the drawing, panel, and values; y is null beside the fit.
  function place(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const [p] = panels();
    const x = p.x[0] + ((at.x - p.left) / (p.right - p.left)) * (p.x[1] - p.x[0]);
    const inside = at.y >= p.top && at.y <= p.bottom;
    const y = inside ? p.y[0] + ((p.bottom - at.y) / (p.bottom - p.top)) * (p.y[1] - p.y[0]) : null;
    return { px: at.x, py: at.y, x, y, panel: p };
  }

  svg.addEventListener("wheel", (e) => {
    if (document.activeElement !== svg && !e.ctrlKey) return;
    e.preventDefault();
    const unit = [1, 30, 400][e.deltaMode];
    zoom(1.0015 ** (e.deltaY * unit), place(e));
  }, { passive: false });

  const box = make("rect", { class: "box", visibility: "hidden" });
  svg.append(box);
  let drag = null;

  svg.addEventListener("pointerdown", (e) => {
    if (e.button !== 0 || e.pointerType === "touch") return;
    drag = { from: place(e), view, pan: e.shiftKey, far: false };
  });
  svg.addEventListener("pointermove", (e) => {
    if (!drag) return;
    const to = place(e);
    const [dx, dy] = [to.px - drag.from.px, to.py - drag.from.py];
    if (!drag.far && Math.hypot(dx, dy) < 6) return;
    if (!drag.far) svg.setPointerCapture(e.pointerId);
    drag.far = true;
    const { panel } = to;
    if (drag.pan) {
      const [sx, sy] = [-dx / (panel.right - panel.left), dy / (panel.bottom - panel.top)];
      look(moved(drag.view.x, sx), moved(drag.view.y, sy));
      return;
    }
    const clamp = (v, low, high) => Math.max(low, Math.min(high, v));
    const xs = [drag.from.px, to.px].map((v) => clamp(v, panel.left, panel.right)).sort((a, b) => a - b);
    const both = drag.from.y !== null;
    const ys = both ? [drag.from.py, to.py].map((v) => clamp(v, panel.top, panel.bottom)).sort((a, b) => a - b) : [panel.top, height - f.bottom];
    Object.entries({ x: xs[0], y: ys[0], width: xs[1] - xs[0], height: ys[1] - ys[0], visibility: "visible" })
      .forEach(([k, v]) => box.setAttribute(k, v));
    drag.box = { xs, ys, both, panel };
  });
  function drop() {
    const done = drag;
    drag = null;
    box.setAttribute("visibility", "hidden");
    if (!done?.box) return;
    const { xs, ys, both, panel: p } = done.box;
    if (xs[1] - xs[0] < 6 || ys[1] - ys[0] < 6) return;
    const x = xs.map((v) => p.x[0] + ((v - p.left) / (p.right - p.left)) * (p.x[1] - p.x[0]));
    const y = both ? [ys[1], ys[0]].map((v) => p.y[0] + ((p.bottom - v) / (p.bottom - p.top)) * (p.y[1] - p.y[0])) : view.y;
    look(x, y);
  }
  svg.addEventListener("pointerup", (e) => {
    // A drag is no click on a point.
    if (drag?.far) {
      const stop = (click) => click.stopImmediatePropagation();
      svg.addEventListener("click", stop, true);
      setTimeout(() => svg.removeEventListener("click", stop, true));
    }
    drop();
  });
  svg.addEventListener("pointercancel", drop);
  svg.addEventListener("dblclick", reset);

  const pan = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowDown: [0, -0.1], ArrowUp: [0, 0.1] };
  svg.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.altKey || e.metaKey) return;
    if (e.key === "+" || e.key === "=") zoom(0.8);
    else if (e.key === "-" || e.key === "_" || e.key === "−") zoom(1.25);
    else if (e.key === "0") reset();
    else if (e.shiftKey && pan[e.key]) look(moved(view.x, pan[e.key][0]), moved(view.y, pan[e.key][1]));
    else return;
    e.preventDefault();
  });
  const buttons = { in: () => zoom(0.7), out: () => zoom(1 / 0.7), reset };
  document.querySelectorAll("[data-zoom]").forEach((b) => b.addEventListener("click", buttons[b.dataset.zoom]));

  function fill() {
    const room = Math.round(Math.max(280, Math.min(1100, svg.parentElement.clientWidth)));
    if (room === width || !svg.parentElement.clientWidth) return;
    width = room;
    draw();
  }
  // Not within the observer: what is drawn has a size of its own to be observed.
  new ResizeObserver(() => requestAnimationFrame(fill)).observe(svg.parentElement);
  fill();
  draw();
})();
