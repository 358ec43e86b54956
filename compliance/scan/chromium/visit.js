// What a visit reads from a page, run in a world of its own: the page's scripts cannot change what is called here.
globalThis.scanner = (() => {
  const MOST = 20;
  const path = (node) => {
    const steps = [];
    for (let at = node; at && at.nodeType === 1 && at.localName !== "html" && steps.length < 4; at = at.parentElement) {
      steps.unshift(at.id ? `${at.localName}#${at.id}` : at.localName);
      if (at.id) break;
    }
    return steps.join(" > ");
  };
  const decoded = (address) => { try { return decodeURIComponent(address); } catch (error) { return address; } };
  const text = (node, most = 80) => (node.innerText || node.textContent || "").replace(/\s+/g, " ").trim().slice(0, most);
  const visible = (node) => {
    const box = node.getBoundingClientRect();
    const style = getComputedStyle(node);
    return box.width > 0 && box.height > 0 && style.visibility !== "hidden" && style.display !== "none";
  };
  const buffered = (type) => new Promise((resolve) => {
    const found = [];
    try {
      const observer = new PerformanceObserver((list) => found.push(...list.getEntries()));
      observer.observe({type, buffered: true});
      setTimeout(() => { found.push(...observer.takeRecords()); observer.disconnect(); resolve(found); }, 60);
    } catch (error) { resolve(found); }
  });

  const shifts = (entries) => {
    // the largest window of shifts: at most five seconds long, no gap of a second (web.dev/cls)
    let best = 0, sum = 0, first = 0, last = 0;
    for (const entry of entries.filter((one) => !one.hadRecentInput)) {
      if (sum && (entry.startTime - last > 1000 || entry.startTime - first > 5000)) sum = 0;
      if (!sum) first = entry.startTime;
      sum += entry.value;
      last = entry.startTime;
      best = Math.max(best, sum);
    }
    return best;
  };

  const timing = async () => {
    const [lcp, shift, paint] = await Promise.all(["largest-contentful-paint", "layout-shift", "paint"].map(buffered));
    const navigation = performance.getEntriesByType("navigation")[0] || {};
    const fcp = paint.find((one) => one.name === "first-contentful-paint");
    return {
      ttfb: navigation.responseStart || 0,
      fcp: fcp ? fcp.startTime : null,
      lcp: lcp.length ? lcp[lcp.length - 1].startTime : null,
      cls: shifts(shift),
    };
  };

  const overflow = () => {
    const root = document.documentElement;
    const wide = root.clientWidth;
    const out = [];
    if (root.scrollWidth > wide + 1) {
      for (const node of document.body ? document.body.querySelectorAll("*") : []) {
        const box = node.getBoundingClientRect();
        if (box.width && (box.right > wide + 1 || box.left < -1) && visible(node)) {
          out.push(`${path(node)} (${Math.round(box.width)} px)`);
          if (out.length >= MOST) break;
        }
      }
    }
    return {scroll: root.scrollWidth, client: wide, elements: out};
  };

  const structure = () => {
    const headings = [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].filter(visible)
      .map((node) => ({level: Number(node.localName[1]), text: text(node)}));
    const first = [...document.querySelectorAll("a[href], button, input, select, textarea")].slice(0, 5);
    const skip = first.find((node) => {
      const href = node.getAttribute("href") || "";
      return href.startsWith("#") && href.length > 1 && document.getElementById(decoded(href.slice(1)));
    });
    return {
      headings: headings.slice(0, 200),
      main: document.querySelectorAll("main, [role=main]").length,
      navigation: document.querySelectorAll("nav, [role=navigation]").length,
      skip: Boolean(skip),
    };
  };

  const fonts = () => {
    const body = document.body || document.documentElement;
    const spaced = [];
    for (const node of body.querySelectorAll("p, li, a, h1, h2, h3, td, span, div, label, button")) {
      if (!/[\u0600-\u06ff]/.test([...node.childNodes].filter((one) => one.nodeType === 3).map((one) => one.data).join(""))) continue;
      const spacing = getComputedStyle(node).letterSpacing;
      if (spacing !== "normal" && parseFloat(spacing) !== 0) spaced.push(`${path(node)} (${spacing})`);
      if (spaced.length >= MOST) break;
    }
    return {
      family: getComputedStyle(body).fontFamily.slice(0, 200),
      faces: [...document.fonts].slice(0, 50).map((face) => ({family: face.family.replace(/["']/g, ""), status: face.status})),
      spaced,
    };
  };

  // a field called "action" hides the form's own property of that name
  const own = (form, name) => String(Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, name).get.call(form));
  const passwords = () => {
    const fields = [...document.querySelectorAll("input[type=password i]")];
    const buttons = [...document.querySelectorAll("[formaction]")];
    return [...new Set(fields.map((field) => field.form))].filter(Boolean).flatMap((form) => [
      {action: own(form, "action"), method: own(form, "method")},
      ...buttons.filter((button) => button.form === form)
        .map((button) => ({action: button.formAction, method: button.formMethod || own(form, "method")})),
    ]).slice(0, MOST);
  };

  const read = async () => ({
    url: location.href,
    title: document.title.slice(0, 200),
    lang: document.documentElement.lang,
    dir: getComputedStyle(document.documentElement).direction,
    bodyDir: document.body ? getComputedStyle(document.body).direction : "",
    viewport: [...document.querySelectorAll("meta[name=viewport i]")].map((node) => node.content.slice(0, 300)),
    letters: (document.body ? document.body.innerText : "").length,
    nodes: document.getElementsByTagName("*").length,
    timing: await timing(),
    overflow: overflow(),
    structure: structure(),
    fonts: fonts(),
    passwords: passwords(),
  });

  // The walk by keyboard: how each element looks without focus is kept, to be compared when it has it.
  const looks = (node) => {
    const style = getComputedStyle(node);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.borderTopColor, style.borderTopWidth,
      style.borderBottomColor, style.borderBottomWidth, style.backgroundColor, style.color, style.textDecorationLine, style.opacity,
      style.transform].join("|");
  };
  let unfocused = new Map();
  let last = null;
  const prepare = () => {
    if (document.activeElement) document.activeElement.blur();
    unfocused = new Map();
    last = null;
    for (const node of document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")) unfocused.set(node, looks(node));
    window.scrollTo(0, 0);
    return unfocused.size;
  };
  const step = async () => {
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    const node = document.activeElement;
    if (!node || node === document.body || node === document.documentElement) return null;
    const style = getComputedStyle(node);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    const changed = unfocused.has(node) && unfocused.get(node) !== looks(node);
    const box = node.getBoundingClientRect();
    const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
    const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const covered = inside && box.width > 0 && box.height > 0 && top !== null && !(node === top || node.contains(top) || top.contains(node));
    const result = {where: path(node), text: text(node, 40), shown: outlined || changed, covered, inside, stuck: node === last};
    last = node;
    return result;
  };

  const judge = async (locale, pixels) => {
    // axe takes joined letters for the ligatures of icon fonts, and passes over their contrast: let it measure letters
    CanvasRenderingContext2D.prototype.measureText = (letters) => ({width: 30 * letters.length});
    axe.reset();
    const english = Object.fromEntries(axe.getRules().map((rule) => [rule.ruleId, rule.help]));
    axe.configure({
      locale,
      checks: [{id: "target-size", options: {minSize: pixels}}, {id: "target-offset", options: {minOffset: pixels}}],
    });
    // what only a whole page has to have is not asked of the frames in it
    const ofPages = ["aria-hidden-body", "bypass", "document-title", "html-has-lang", "meta-viewport"];
    const left = window === window.parent ? [] : ofPages.map((id) => [id, {enabled: false}]);
    const found = await axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
      rules: {"target-size": {enabled: true}, ...Object.fromEntries(left)},
      resultTypes: ["violations", "incomplete"],
      iframes: false,
    });
    const short = (rules) => rules.map((rule) => ({
      id: rule.id,
      impact: rule.impact,
      help: {fa: rule.help, en: english[rule.id]},
      count: rule.nodes.length,
      nodes: rule.nodes.slice(0, MOST).map((node) => ({
        target: [].concat(...node.target).join(" ").slice(0, 200),
        html: node.html.slice(0, 200),
      })),
    }));
    return {violations: short(found.violations), incomplete: short(found.incomplete)};
  };

  const source = () => document.documentElement.outerHTML.slice(0, 2 * 2 ** 20);

  return {read, source, overflow, prepare, step, judge};
})();
true;
