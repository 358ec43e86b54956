"use strict";
// What a page on a screen can do beyond paper: order and search tables, open what belongs to a row, open and close
// stretches. Nothing is said or shown that does not stand in the page itself; paper gets the page as it was written.
(() => {
  const page = document.documentElement;
  const collator = new Intl.Collator(page.lang, { numeric: true });
  const count = new Intl.NumberFormat(page.lang);
  const ARABIC = { "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "أ": "ا", "إ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ی" };

  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const template = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
  const put = (text, values) => text.replace(/\{(\w+)\}/g, (_field, name) => values[name]);

  // One form for each letter and digit, without marks and invisible signs: how people search and sort.
  function folded(text) {
    return text
      .replace(/[\u0640\u064b-\u065f\u0670\u200b-\u200f\u2066-\u2069]/g, "")
      .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => digit.charCodeAt(0) & 15)
      .replace(/./gu, (letter) => ARABIC[letter] || letter)
      .replace(/\s+/g, " ").trim().toLowerCase();
  }

  // The same for a search, where nobody should have to think of the sign above an alef.
  const sought = (text) => folded(text).replaceAll("آ", "ا");

  // What a cell is ordered by: its amount, its text, or nothing; cells with nothing come last in either direction.
  function worth(cell) {
    if (cell.dataset.sort !== undefined) return Number(cell.dataset.sort);
    const text = folded(cell.textContent);
    return text === "" || text === "—" ? null : text;
  }

  function compared(a, b, down) {
    if (a === null || b === null) return (a === null) - (b === null);
    const both = typeof a === "number" && typeof b === "number";
    const found = both ? a - b : collator.compare(String(a), String(b));
    return down ? -found : found;
  }

  class Grid {
    constructor(place, number) {
      this.place = place;
      this.id = `grid-${number}`;
      this.table = place.querySelector("table");
      this.body = this.table.tBodies[0];
      this.heads = [...this.table.tHead.rows[0].cells];
      this.titles = this.heads.map((head) => head.textContent);
      this.rows = [...this.body.rows].map((row) => ({ row, text: sought(row.textContent), values: [...row.cells].map(worth), detail: null, button: null }));
      this.column = null;
      this.down = false;
      this.tools = template("grid-tools");
      this.told = this.tools.querySelector(".told");
      this.search = this.tools.querySelector(".find input");
      this.chosen = this.tools.querySelector(".choose select");
      this.by = this.tools.querySelector(".by select");
      this.way = this.tools.querySelector(".way select");
      this.restore = this.tools.querySelector(".restore");
      this.everything = this.tools.querySelector(".all");
      this.addHeads();
      this.addChoice();
      this.addDetails();
      this.table.parentElement.before(this.tools);
      this.search.addEventListener("input", () => this.filter());
      this.chosen.addEventListener("change", () => this.filter());
      this.by.addEventListener("change", () => this.sort(this.by.value === "" ? null : Number(this.by.value), this.way.value === "down"));
      this.way.addEventListener("change", () => this.sort(this.column, this.way.value === "down"));
      this.restore.addEventListener("click", () => { this.sort(null); this.search.focus(); });
      this.filter();
    }

    // Each heading becomes a button: ascending, descending, as in the document; a list does the same where cards have no headings.
    addHeads() {
      this.heads.forEach((head, column) => {
        const button = document.createElement("button");
        button.type = "button";
        button.append(...head.childNodes);
        head.append(button);
        head.setAttribute("aria-sort", "none");
        button.addEventListener("click", () => {
          if (this.column !== column) this.sort(column, false);
          else if (!this.down) this.sort(column, true);
          else this.sort(null);
        });
        this.by.append(new Option(this.titles[column], column));
      });
    }

    // A column whose few texts stand in many rows (a unit) can be chosen from.
    addChoice() {
      const most = Math.min(15, this.rows.length / 2);
      const column = this.heads.findIndex((head, at) => {
        if (head.classList.contains("compact")) return false;
        const size = new Set(this.rows.map(({ values }) => values[at])).size;
        return size > 1 && size <= most;
      });
      this.choice = column;
      if (column < 0) return;
      const texts = new Map(this.rows.map(({ row, values }) => [values[column], row.cells[column].textContent]));
      const sorted = [...texts].sort(([a], [b]) => compared(a, b, false));
      this.chosen.append(...sorted.map(([value, text]) => new Option(text, value ?? "—")));
      const label = this.tools.querySelector(".choose");
      label.firstElementChild.textContent = this.titles[column];
      label.hidden = false;
    }

    // What belongs to a row opens below it; the table it comes from then stands only on paper.
    addDetails() {
      const source = this.place.querySelector(".belonging table");
      if (!source) return;
      const home = this.heads.findIndex((head) => !head.classList.contains("compact"));
      const names = [...source.tHead.rows[0].cells].map((head) => head.textContent);
      this.rows.forEach((one, at) => {
        const cells = source.tBodies[0].rows[at]?.cells ?? [];
        const list = document.createElement("dl");
        names.forEach((name, column) => {
          if (this.titles.includes(name) || !cells[column]) return;
          const pair = document.createElement("div");
          const [term, said] = [document.createElement("dt"), document.createElement("dd")];
          term.textContent = name;
          said.append(cells[column].firstElementChild.cloneNode(true));
          pair.append(term, said);
          list.append(pair);
        });
        const cell = document.createElement("td");
        cell.colSpan = this.heads.length;
        cell.append(list);
        one.detail = document.createElement("tr");
        one.detail.className = "detail";
        one.detail.id = `${this.id}-${at}`;
        one.detail.hidden = true;
        one.detail.append(cell);
        one.text += " " + sought(list.textContent);
        one.row.after(one.detail);
        one.button = document.createElement("button");
        one.button.type = "button";
        one.button.className = "more";
        one.button.setAttribute("aria-expanded", "false");
        one.button.setAttribute("aria-controls", one.detail.id);
        one.button.addEventListener("click", () => this.open(one, one.detail.hidden));
        one.button.append(...one.row.cells[home].childNodes);
        one.row.cells[home].append(one.button);
      });
      this.place.classList.add("opened");
      this.everything.hidden = false;
      this.everything.addEventListener("click", () => {
        const open = this.everything.getAttribute("aria-expanded") === "false";
        this.rows.forEach((one) => this.open(one, open));
      });
    }

    open(one, open) {
      one.detail.hidden = !open;
      one.button.setAttribute("aria-expanded", open);
      const every = this.rows.every(({ detail }) => !detail.hidden);
      this.everything.setAttribute("aria-expanded", every);
      this.everything.textContent = this.everything.dataset[every ? "close" : "open"];
    }

    // Order by a column, or as in the document; rows that are alike keep that order.
    sort(column, down = false) {
      [this.column, this.down] = [column, down];
      this.heads.forEach((head, at) => head.setAttribute("aria-sort", at !== column ? "none" : down ? "descending" : "ascending"));
      this.by.value = column ?? "";
      this.way.value = down ? "down" : "up";
      this.way.parentElement.hidden = this.restore.hidden = column === null;
      this.lay(column === null ? this.rows : [...this.rows].sort((a, b) => compared(a.values[column], b.values[column], down)));
      this.tell();
    }

    lay(rows) {
      this.body.append(...rows.flatMap(({ row, detail }) => (detail ? [row, detail] : [row])));
    }

    filter() {
      const words = sought(this.search.value).split(" ");
      for (const one of this.rows) {
        const chosen = !this.chosen.value || String(one.values[this.choice] ?? "—") === this.chosen.value;
        const out = !chosen || !words.every((word) => one.text.includes(word));
        one.row.classList.toggle("out", out);
        one.detail?.classList.toggle("out", out);
      }
      this.tell();
    }

    tell() {
      const shown = this.rows.filter(({ row }) => !row.classList.contains("out")).length;
      const ordered = this.column !== null;
      this.told.textContent = put(this.told.dataset[ordered ? "sorted" : "rows"], {
        shown: count.format(shown),
        all: count.format(this.rows.length),
        column: ordered ? this.titles[this.column] : "",
        direction: ordered ? this.way.selectedOptions[0].textContent : "",
      });
    }

    // Paper shows the table as it was written, whatever the reader made of it on the screen.
    print(begins) {
      if (begins) this.lay(this.rows);
      else this.sort(this.column, this.down);
    }
  }

  function addFolds(section) {
    const folds = all("details.fold", section);
    folds.forEach((fold) => { fold.open = false; });
    if (folds.length < 2) return;
    const tools = template("fold-tools");
    const button = tools.querySelector("button");
    const tell = () => {
      const every = folds.every((fold) => fold.open);
      button.setAttribute("aria-expanded", every);
      button.textContent = button.dataset[every ? "close" : "open"];
    };
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-expanded") === "false";
      folds.forEach((fold) => { fold.open = open; });
    });
    folds.forEach((fold) => fold.addEventListener("toggle", tell));
    folds[0].before(tools);
  }

  // Mark where the reader is in the bar of parts.
  function addPlace() {
    const links = new Map(all("nav.parts a").map((link) => [link.hash.slice(1), link]));
    if (!links.size) return;
    const seen = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        links.forEach((link) => link.removeAttribute("aria-current"));
        links.get(target.id)?.setAttribute("aria-current", "true");
      }
    }, { rootMargin: "-30% 0px -69% 0px" });
    all("main > section").forEach((section) => seen.observe(section));
  }

  const grids = all("[data-sortable]").map((place, number) => new Grid(place, number));
  all("main > section").forEach(addFolds);
  addPlace();

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details.fold:not([open])");
    closed.forEach((fold) => { fold.open = true; });
    grids.forEach((grid) => grid.print(true));
  });
  addEventListener("afterprint", () => {
    closed.forEach((fold) => { fold.open = false; });
    grids.forEach((grid) => grid.print(false));
  });
})();
