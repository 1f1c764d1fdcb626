"use strict";
// A point is one row of the data wherever it is drawn: what is chosen in one place lights up in all.
const report = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byRow = new Map(data.row.map((row, i) => [row, i]));
  const rows = new Map([...document.querySelectorAll(".data tbody tr")].map((tr) => [byRow.get(Number(tr.dataset.row)), tr]));
  const detail = document.getElementById("detail");
  const nothing = [...detail.childNodes];
  const SVG = "http://www.w3.org/2000/svg";
  let pinned = -1;
  let hovered = -1;

  const charts = [...document.querySelectorAll("svg.linked")].map((svg) => {
    const groups = [...svg.querySelectorAll("g.points")].map((group) => {
      const ring = document.createElementNS(SVG, "circle");
      ring.setAttribute("class", "ring");
      ring.setAttribute("visibility", "hidden");
      group.after(ring);
      return { dots: [...group.children], ring };
    });
    return { svg, groups, order: order(svg.id, groups[0].dots) };
  });

  // From left to right; a row without a value there is not walked.
  function order(id, dots) {
    const by = { qq: data.quantile, leverage: data.leverage }[id] || null;
    const shown = dots.map((_, i) => i).filter((i) => !dots[i].hasAttribute("display"));
    return by ? shown.sort((a, b) => by[a] - by[b]) : shown;
  }

  const shown = () => (hovered >= 0 ? hovered : pinned);

  function show() {
    const i = shown();
    charts.forEach(({ groups }) => groups.forEach(({ dots, ring }) => {
      const dot = i >= 0 ? dots[i] : null;
      const seen = dot && !dot.hasAttribute("display");
      ring.setAttribute("visibility", seen ? "visible" : "hidden");
      if (!seen) return;
      ["cx", "cy"].forEach((k) => ring.setAttribute(k, dot.getAttribute(k)));
      ring.setAttribute("r", Number(dot.getAttribute("r")) + 4);
    }));
    rows.forEach((tr, k) => tr.classList.toggle("on", k === i));
    const tr = rows.get(i);
    if (tr && !tr.matches(":hover") && !tr.contains(document.activeElement)) reveal(tr);
    describe(i);
  }

  // Within the box of the table: the page stays where it is.
  function reveal(tr) {
    const box = tr.closest(".scroll");
    const head = tr.closest("table").tHead.offsetHeight;
    if (tr.offsetTop < box.scrollTop + head) box.scrollTop = tr.offsetTop - head;
    const below = tr.offsetTop + tr.offsetHeight - box.clientHeight;
    if (below > box.scrollTop) box.scrollTop = below;
  }

  function element(name, content, attributes = {}) {
    const e = document.createElement(name);
    e.append(...[].concat(content));
    Object.entries(attributes).forEach(([k, v]) => e.setAttribute(k, v));
    return e;
  }

  function number(v, digits = 5) {
    if (v === null || v === undefined) return "–";
    const text = String(Number(v.toPrecision(digits)));
    return text.replace("-", "−").replace(/e\+?(−?|-?)(\d+)/, (_, sign, d) => "e" + (sign ? "−" : "") + d);
  }

  function describe(i) {
    if (i < 0) {
      detail.replaceChildren(...nothing);
      return;
    }
    const pairs = data.columns.map((c) => [c.name, number(c.values[i], c.digits)]).filter((p) => p[1] !== "–");
    const list = element("dl", pairs.map(([k, v]) => element("div", [element("dt", k), element("dd", v)])));
    const out = data.counts[i] ? [] : [element("p", "Its weight is 0: it takes no part in the fit.")];
    detail.replaceChildren(element("h3", "Row " + data.row[i]), list, ...out, ...shifts(i));
  }

  // What leaving the row out does to each parameter, in standard errors.
  function shifts(i) {
    const known = data.deletion.map((d) => ({ name: d.name, value: d.values[i] })).filter((d) => d.value !== null);
    if (!known.length) return data.counts[i] ? [element("p", data.deletionAbsent)] : [];
    const most = Math.max(1, ...known.map((d) => Math.abs(d.value)));
    const parts = known.flatMap(({ name, value }) => {
      const share = (50 * Math.abs(value)) / most;
      const style = `${value < 0 ? "right" : "left"}:50%;width:${share}%`;
      const bar = element("i", element("b", "", { style}), { "aria-hidden": "true" });
      const sign = value > 0 ? "+" : value < 0 ? "−" : "";
      return [element("span", name, { title: name }), bar, element("output", `${sign}${Math.abs(value).toFixed(2)} s.e.`)];
    });
    return [element("h3", "Without it"), element("div", parts, { class: "shift" })];
  }

  function nearest(chart, event) {
    const matrix = chart.svg.getScreenCTM();
    if (!matrix) return -1;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    let best = -1;
    let least = (28 / matrix.a) ** 2;
    chart.groups.forEach(({ dots, window }) => {
      if (window && (at.y < window.top || at.y > window.bottom)) return;
      dots.forEach((dot, i) => {
        if (dot.hasAttribute("display")) return;
        const x = Number(dot.getAttribute("cx"));
        if (window && (x < window.left || x > window.right)) return;
        const far = (x - at.x) ** 2 + (Number(dot.getAttribute("cy")) - at.y) ** 2;
        if (far < least) [best, least] = [i, far];
      });
    });
    return best;
  }

  function hover(i) {
    if (i === hovered) return;
    hovered = i;
    show();
  }

  function pin(i) {
    [pinned, hovered] = [i, -1];
    show();
  }

  function walk(chart, key) {
    const list = chart.order;
    if (!list.length) return;
    const at = list.indexOf(shown());
    const last = list.length - 1;
    const to = { ArrowRight: at + 1, ArrowUp: at + 1, ArrowLeft: at < 0 ? last : at - 1, ArrowDown: at < 0 ? last : at - 1, Home: 0, End: last }[key];
    pin(list[Math.max(0, Math.min(last, to))]);
  }

  charts.forEach((chart) => {
    const { svg } = chart;
    svg.addEventListener("pointermove", (e) => hover(e.buttons ? -1 : nearest(chart, e)));
    svg.addEventListener("pointerleave", () => hover(-1));
    svg.addEventListener("click", (e) => pin(nearest(chart, e)));
    svg.addEventListener("keydown", (e) => {
      if (e.ctrlKey || e.altKey || e.metaKey || e.shiftKey) return;
      if (/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(e.key)) walk(chart, e.key);
      else if (e.key === "Escape") pin(-1);
      else if (e.key === "Enter" && rows.has(shown())) rows.get(shown()).focus();
      else return;
      e.preventDefault();
    });
  });
  return { data, charts, rows, byRow, hover, pin, show, element, number };
})();
