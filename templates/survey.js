"use strict";
// Keeps each answer sheet under a key of its own, so that two windows lose nothing, and gives them out as CSV.
(() => {
  const $ = (id) => document.getElementById(id);
  const form = $("form"), desk = $("desk"), done = $("done");
  const columns = JSON.parse(form.dataset.columns);
  const prefix = "survey." + form.dataset.place + ".";
  const digits = (n) => Number(n).toLocaleString(document.documentElement.lang, { useGrouping: false });
  const say = (name, n) => { done.textContent = done.dataset[name].replace("{n}", digits(n)); };
  const IDLE = 4 * 60 * 1000, LAST = 60 * 1000;

  const memory = new Map(); // what the browser refuses to keep
  let keeps = true;
  const store = {
    keys() {
      const found = new Set(memory.keys());
      if (keeps) for (let at = 0; at < localStorage.length; at++) {
        const key = localStorage.key(at);
        if (key.startsWith(prefix)) found.add(key);
      }
      return [...found].sort();
    },
    get: (key) => memory.get(key) ?? localStorage.getItem(key),
    set(key, text) {
      if (keeps) try { localStorage.setItem(key, text); return; } catch { warn(); }
      memory.set(key, text);
    },
    remove(key) { memory.delete(key); if (keeps) localStorage.removeItem(key); },
  };
  function warn() { $("unkept").hidden = false; }
  try {
    localStorage.setItem(prefix, "1");
    localStorage.removeItem(prefix);
  } catch {
    keeps = false;
    warn();
  }

  function count() { $("count").textContent = digits(store.keys().length); }

  function id() {
    const bytes = crypto.getRandomValues(new Uint8Array(8));
    return "w-" + [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function today() {
    try {
      const parts = new Intl.DateTimeFormat("en-u-ca-persian-nu-latn", { year: "numeric", month: "2-digit", day: "2-digit" })
        .formatToParts(new Date());
      const [year, month, day] = ["year", "month", "day"].map((type) => parts.find((part) => part.type === type).value);
      return /^1[34]\d\d$/.test(year) && /^\d\d$/.test(month) && /^\d\d$/.test(day) ? `${year}/${month}/${day}` : "";
    } catch { return ""; } // a browser without the Persian calendar
  }

  function missing(yes) {
    $("needed").hidden = !yes;
    $("first").classList.toggle("missing", yes);
    for (const one of $("first").querySelectorAll("input"))
      if (yes) one.setAttribute("aria-invalid", "true"); else one.removeAttribute("aria-invalid");
    if (yes) $("first").querySelector("input").focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!$("first").querySelector("input:checked")) { missing(true); return; }
    const given = new FormData(form), sheet = {};
    for (const column of columns) {
      const value = String(given.get(column) ?? "").trim();
      if (value) sheet[column] = value;
    }
    sheet.sheet = id();
    sheet.day = today();
    store.set(prefix + sheet.sheet, JSON.stringify(sheet));
    form.reset();
    form.hidden = true;
    $("thanks").hidden = false;
    $("thanks").focus();
    count();
  });
  form.addEventListener("reset", () => { missing(false); $("told").textContent = ""; wait(); });
  $("first").addEventListener("change", () => missing(false));
  $("next").addEventListener("click", () => {
    $("thanks").hidden = true;
    form.hidden = false;
    (form.querySelector("select") ?? $("first").querySelector("input")).focus();
  });

  // Who walks away leaves nothing marked for the next one to see.
  let timer = 0;
  function wait() {
    clearTimeout(timer);
    $("told").textContent = "";
    timer = setTimeout(() => {
      const data = [...new FormData(form)].filter(([name, value]) => name !== "service" && value);
      if (!data.length) return;
      $("told").textContent = done.dataset.idle;
      timer = setTimeout(() => form.reset(), LAST);
    }, IDLE);
  }
  for (const what of ["input", "keydown", "pointerdown"]) document.addEventListener(what, wait);

  // ---- for the office ----

  function hashed(text) {
    let value = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
    return value.toString(16).padStart(8, "0");
  }
  const ascii = (text) => text.replace(/[۰-۹]/g, (c) => c.charCodeAt(0) - 1776).replace(/[٠-٩]/g, (c) => c.charCodeAt(0) - 1632).trim();

  function shut() {
    $("inside").hidden = true;
    $("gate").hidden = false;
    $("clear").disabled = true;
    done.textContent = "";
    taken = [];
    sure = false;
  }
  let taken = [], sure = false;
  $("gate").addEventListener("submit", (event) => {
    event.preventDefault();
    const right = hashed(ascii($("code").value)) === form.dataset.lock;
    $("wrong").textContent = right ? "" : done.dataset.wrong;
    $("code").value = "";
    if (!right) { $("code").focus(); return; }
    $("gate").hidden = true;
    $("inside").hidden = false;
    $("take").focus();
  });
  $("shut").addEventListener("click", () => { shut(); desk.open = false; desk.querySelector("summary").focus(); });
  desk.addEventListener("toggle", () => { if (!desk.open) shut(); });

  function cell(text) {
    const flat = text.replace(/\s+/g, " ");
    const guarded = /^[=+\-@|%]/.test(flat) ? "'" + flat : flat;
    return /[",;\t]/.test(guarded) ? '"' + guarded.replace(/"/g, '""') + '"' : guarded;
  }

  $("take").addEventListener("click", () => {
    taken = store.keys();
    const rows = taken.map((key) => {
      const sheet = JSON.parse(store.get(key));
      return columns.map((column) => cell(sheet[column] ?? "")).join(",");
    });
    const text = "\ufeff" + [columns.join(","), ...rows].join("\r\n") + "\r\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = `${form.dataset.file}-${id().slice(2, 8)}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    say("taken", taken.length);
    sure = false;
    $("clear").disabled = !taken.length;
  });
  $("clear").addEventListener("click", () => {
    if (!sure) { sure = true; say("sure", taken.length); return; }
    taken.forEach((key) => store.remove(key));
    say("cleared", taken.length);
    taken = [];
    sure = false;
    $("clear").disabled = true;
    $("take").focus();
    count();
  });

  addEventListener("storage", count);
  form.hidden = false;
  form.reset();
  count();
  wait();
})();
