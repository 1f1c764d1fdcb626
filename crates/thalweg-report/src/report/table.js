"use strict";
// The table is sorted by a click on a heading and walked with the arrow keys; what is to be copied is copied.
(() => {
  const table = document.querySelector("table.data");
  if (table) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, k) => head.firstElementChild.addEventListener("click", () => {
      const fall = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((h) => h.setAttribute("aria-sort", "none"));
      head.setAttribute("aria-sort", fall ? "descending" : "ascending");
      // An empty cell stays at the end either way.
      const value = (tr) => (tr.cells[k].dataset.v === "" ? NaN : Number(tr.cells[k].dataset.v));
      const order = (a, b) => {
        const [x, y] = [value(a), value(b)];
        if (isNaN(x) || isNaN(y)) return isNaN(x) - isNaN(y);
        return fall ? y - x : x - y;
      };
      body.append(...[...body.rows].sort(order));
      rove(body.rows[0]);
    }));
    const rove = (tr) => {
      [...body.rows].forEach((r) => { r.tabIndex = r === tr ? 0 : -1; });
    };
    const point = (tr) => report.byRow.get(Number(tr.dataset.row)) ?? -1;
    [...body.rows].forEach((tr) => {
      tr.addEventListener("pointerenter", () => report.hover(point(tr)));
      tr.addEventListener("pointerleave", () => report.hover(-1));
      tr.addEventListener("click", () => tr.focus());
      tr.addEventListener("focus", () => { rove(tr); report.pin(point(tr)); });
    });
    body.addEventListener("keydown", (e) => {
      const tr = e.target.closest("tr");
      const to = { ArrowDown: tr.nextElementSibling, ArrowUp: tr.previousElementSibling, Home: body.firstElementChild, End: body.lastElementChild }[e.key];
      if (e.key === "Escape") report.pin(-1);
      else if (to) to.focus();
      else return;
      e.preventDefault();
    });
    if (body.rows.length) rove(body.rows[0]);
  }

  const said = document.getElementById("copied");
  async function copy(source) {
    const text = source.textContent.trim();
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Where a page from a disk may not use the clipboard: by a selection.
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    said.textContent = "Copied.";
  }
  document.querySelectorAll("[data-copy]").forEach((b) => b.addEventListener("click", () => copy(document.getElementById(b.dataset.copy))));
  document.querySelectorAll("[data-download]").forEach((b) => b.addEventListener("click", () => {
    const text = document.getElementById(b.dataset.download).textContent;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = b.dataset.name;
    link.click();
    URL.revokeObjectURL(link.href);
  }));

  // On paper nothing can be opened.
  let shut = [];
  addEventListener("beforeprint", () => {
    shut = [...document.querySelectorAll("details:not([open])")];
    shut.forEach((d) => { d.open = true; });
  });
  addEventListener("afterprint", () => shut.forEach((d) => { d.open = false; }));
})();
