// What htmx leaves to a page: the sign that every change bears, uploads with their progress, and being told of changes
// made elsewhere. Nothing is kept here that the server does not know.
"use strict";
(() => {
  const csrf = document.querySelector('meta[name="csrf"]').content;
  const trouble = document.getElementById("trouble");
  const elsewhere = document.getElementById("elsewhere");
  const questions = document.getElementById("questions");

  document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRF-Token"] = csrf; });

  // A form that is sent by htmx is never sent by the browser itself, which would load another page.
  document.addEventListener("submit", (event) => { if (event.target.matches("[hx-post]")) event.preventDefault(); });

  // --- what went wrong on the way
  const say = (text) => { if (trouble) { trouble.textContent = text; trouble.hidden = !text; } };
  document.addEventListener("htmx:afterSwap", (event) => { if (event.target === trouble) trouble.hidden = false; });
  document.addEventListener("htmx:sendError", () => say(trouble.dataset.lost));
  document.addEventListener("htmx:responseError", () => say(trouble.dataset.refused));
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.xhr.status && event.detail.xhr.status < 400) say(""); });

  // --- a field that cannot be read is marked as such; its text stays
  const mark = (article) => {
    const marks = article.querySelector(".state .marks");
    if (!marks) return;
    const wrong = marks.dataset.wrong.split(" ");
    for (const input of article.querySelectorAll("form fieldset input[name]"))
      if (input.type !== "radio" && input.type !== "checkbox")
        input.setAttribute("aria-invalid", String(wrong.includes(input.name)));
    article.dataset.answer = marks.value;
    const answered = marks.dataset.wrong === "" && article.querySelector(".state .saved");
    if (answered) article.classList.toggle("open", !article.querySelector(".state .soft"));
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    const article = event.target.closest && event.target.closest(".question");
    if (article) mark(article);
  });

  // --- what is wrong with a field stands in a box of its own, and goes when the field is mended
  const box = (input) => document.querySelector(`#${CSS.escape(input.getAttribute("aria-describedby") || "-")}.wrong`);
  document.addEventListener("htmx:afterSettle", () => {
    for (const input of document.querySelectorAll("[aria-describedby^=wrong-]"))
      input.setAttribute("aria-invalid", String(Boolean(box(input)?.childElementCount)));
    if (document.activeElement !== document.body) return;
    document.querySelector("#new-office [aria-invalid=true], #board [aria-invalid=true], #board [role=status]:not(:empty)")?.focus();
  });
  document.addEventListener("input", (event) => {
    const wrong = event.target.name && (box(event.target) || event.target.closest("#board form")?.querySelector(".wrong"));
    if (!wrong || event.target.form.id === "wish") return;
    for (const input of event.target.form.querySelectorAll("[aria-invalid]"))
      if (box(input) === wrong) input.removeAttribute("aria-invalid");
    wrong.replaceChildren();
  });

  // --- a plan that is shown no longer answers what is asked for when that could not be read or sent
  const wish = document.getElementById("wish");
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!wish || event.detail.elt !== wish) return;
    const result = document.getElementById("result"), status = event.detail.xhr.status, failed = !status || status >= 400;
    result.classList.toggle("past", failed);
    for (const button of result.querySelectorAll("button")) button.disabled = failed;
    document.getElementById("former").hidden = !failed || !result.childElementCount;
  });

  // --- an answer is taken away as it was given
  document.addEventListener("click", (event) => {
    const clear = event.target.closest(".clear");
    if (!clear) return;
    const form = clear.form;
    for (const radio of form.querySelectorAll('[type="radio"]')) radio.checked = false;
    htmx.trigger(form, "change");
  });

  // --- uploads: the bytes as they are, the name beside them
  const upload = (input) => {
    const file = input.files[0], section = input.closest(".evidence"), bar = section.querySelector(".arriving");
    if (!file) return;
    const said = section.querySelector(".said");
    said.replaceChildren();
    if (file.size > Number(input.dataset.most)) {
      const line = document.createElement("p");
      line.className = "wrong";
      line.textContent = input.dataset.large;
      said.append(line);
      input.value = "";
      return;
    }
    const request = new XMLHttpRequest();
    request.open("PUT", input.dataset.to);
    request.setRequestHeader("X-CSRF-Token", csrf);
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name.toWellFormed ? file.name.toWellFormed() : file.name));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    bar.hidden = false;
    input.disabled = true;
    request.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total; };
    request.onloadend = () => {
      input.disabled = false;
      bar.hidden = true;
      if (request.status === 200 || request.status === 422)
        htmx.swap(`#${CSS.escape(section.id)}`, request.responseText, { swapStyle: "outerHTML" });
      else say(request.status ? trouble.dataset.refused : trouble.dataset.lost);
      document.getElementById(input.id)?.focus();
    };
    request.send(file);
  };
  document.addEventListener("change", (event) => { if (event.target.matches(".upload")) upload(event.target); });

  // --- what was changed elsewhere: by another tab, the terminal, an editor
  const told = (article, text, show) => {
    let line = article.querySelector(".changed-elsewhere");
    if (line) return;
    line = document.createElement("div");
    line.className = "changed-elsewhere warning";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = show;
    const form = article.querySelector("form");
    const address = form.getAttribute("hx-post").replace("/answer/", "/question/");
    button.addEventListener("click", () => htmx.ajax("GET", address, { target: article, swap: "outerHTML" }));
    line.append(document.createTextNode(text), button);
    form.prepend(line);
  };
  const compare = ({ marks, nothing }) => {
    let changed = 0;
    for (const article of questions.querySelectorAll(".question")) {
      const [answer, evidence] = marks[article.id.slice(2)] || nothing;
      if (article.querySelector("form.htmx-request, .conflict")) continue;
      if (answer !== article.dataset.answer) {
        changed += 1;
        told(article, questions.dataset.one, questions.dataset.show);
      } else article.querySelector(".changed-elsewhere")?.remove();
      const section = article.querySelector(".evidence");
      const busy = section.querySelector("details[open], .arriving:not([hidden])");
      if (evidence !== section.dataset.evidence && !busy)
        htmx.ajax("GET", section.dataset.again, { target: section, swap: "outerHTML" });
    }
    elsewhere.hidden = !changed;
    elsewhere.firstElementChild.textContent = changed ? questions.dataset.changed.replace("{n}", changed.toLocaleString(document.documentElement.lang)) : "";
  };
  const watch = async () => {
    if (document.visibilityState === "hidden" || !document.getElementById("questions")) return;
    try {
      const answer = await fetch(questions.dataset.watch, { headers: { Accept: "application/json" } });
      if (answer.ok && answer.headers.get("Content-Type").startsWith("application/json")) compare(await answer.json());
    } catch { /* the next save says that the program does not answer */ }
  };
  if (questions) {
    setInterval(watch, 10000);
    document.addEventListener("visibilitychange", watch);
    elsewhere.querySelector("a").addEventListener("click", (event) => { event.preventDefault(); location.reload(); });
    document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.requestConfig.verb === "post") watch(); });
  }

  // --- sliders say where they stand: a number, or the day on which so many weeks end
  const locale = document.documentElement.lang;
  const tell = (slider) => {
    const out = slider.parentElement.querySelector("output");
    const weeks = Number(slider.value), last = new Date(`${slider.dataset.today || "2000-01-01"}T12:00`);
    last.setDate(last.getDate() + 7 * weeks - 1);
    const day = slider.dataset.today && new Intl.DateTimeFormat(`${locale}-u-ca-persian`, { year: "numeric", month: "2-digit", day: "2-digit", era: undefined }).formatToParts(last).filter((p) => ["year", "month", "day"].includes(p.type));
    const part = (type) => day.find((p) => p.type === type).value;
    const number = weeks.toLocaleString(locale) + (slider.dataset.sign || "");
    out.textContent = day ? `${number} (\u2066${part("year")}/${part("month")}/${part("day")}\u2069)` : number;
    const everything = slider.form.elements.everything;
    if (slider.name === "target") slider.disabled = everything.checked;
  };
  const sliders = document.querySelectorAll('input[type="range"]');
  sliders.forEach(tell);
  document.addEventListener("input", (event) => { if (event.target.closest("#wish")) sliders.forEach(tell); });

  // --- leaving with something unsaved is asked about
  addEventListener("beforeunload", (event) => {
    const typed = document.activeElement?.matches?.(".question input[type=text]") && document.activeElement;
    if (document.querySelector(".question form.htmx-request, .question .conflict") || (typed && typed.value !== typed.defaultValue && !typed.dataset.sent)) event.preventDefault();
  });
  document.addEventListener("change", (event) => { if (event.target.matches("input[type=text]")) event.target.dataset.sent = "1"; });
  document.addEventListener("input", (event) => { delete event.target.dataset.sent; });
})();
