// What the portal's pages do beyond links and forms. Every part is bound by a data attribute; each page works without it.
"use strict";

const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

// `/` goes to the search box, as its label says.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const search = document.querySelector("[data-search]");
  if (search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});

// Escape and a click elsewhere close menus.
function closeMenus(except) {
  all("details.menu[open], details.filter-add[open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest("details.menu[open], details.filter-add[open]");
  closeMenus();
  if (open) open.querySelector("summary").focus();
});
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu, details.filter-add")));

// The theme changes at once; the server draws it from the cookie next time.
all("[data-theme-switch]").forEach((form) => {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    const chosen = button.value;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `theme=${chosen}; path=/; max-age=31536000; samesite=lax${secure}`;
    document.documentElement.dataset.theme = chosen;
    button.value = chosen === "dark" ? "light" : "dark";
  });
});

// Copy a code.
async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await copyText(button.dataset.copy);
  const use = button.querySelector("use");
  const before = use.getAttribute("href");
  use.setAttribute("href", before.replace(/#.*/, "#check"));
  button.classList.add("is-done");
  setTimeout(() => {
    use.setAttribute("href", before);
    button.classList.remove("is-done");
  }, 1500);
});

// Messages that were read.
document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-dismiss]");
  if (close) close.closest("li, .note").remove();
});

// Progress: fetch a fragment again and again until it holds data-done. A page in the background does not ask.
function poll(box) {
  const wait = Math.max(1, Number(box.dataset.seconds) || 2) * 1000;
  async function ask() {
    if (!document.hidden) {
      try {
        const answer = await fetch(box.dataset.poll, { headers: { "X-Requested-With": "fetch" } });
        if (answer.redirected || answer.status === 403 || answer.status === 404) return;
        if (answer.ok) box.innerHTML = await answer.text();
        if (box.querySelector("[data-done]")) {
          if (box.dataset.reload !== undefined) location.reload();
          return;
        }
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // the network was away: ask again
      }
    }
    setTimeout(ask, wait);
  }
  if (!box.querySelector("[data-done]")) setTimeout(ask, wait);
}
all("[data-poll]").forEach(poll);

// Choose all rows of a table; the bulk bar appears while rows are chosen.
all("[data-select-all]").forEach((master) => {
  const scope = master.closest("form") || master.closest("table");
  const boxes = all("[data-select]", scope);
  const bar = scope.querySelector("[data-bulk]");
  function show() {
    const chosen = boxes.filter((box) => box.checked).length;
    boxes.forEach((box) => box.closest("tr").classList.toggle("is-chosen", box.checked));
    master.checked = chosen > 0 && chosen === boxes.length;
    master.indeterminate = chosen > 0 && chosen < boxes.length;
    if (!bar) return;
    bar.hidden = chosen === 0;
    all("[data-bulk-count]", bar).forEach((count) => { count.textContent = chosen; });
  }
  master.addEventListener("change", () => {
    boxes.forEach((box) => { box.checked = master.checked; });
    show();
  });
  boxes.forEach((box) => box.addEventListener("change", show));
  show();
});

// What was typed and not sent survives a lost session: kept in this window only, never passwords or files.
const KEPT = "input:not([type=password], [type=file], [type=hidden], [type=submit]), textarea, select";
function keptValues(form) {
  return all(KEPT, form).filter((field) => field.name).map((field) =>
    [field.name, field.type === "checkbox" || field.type === "radio" ? field.checked : field.value, field.value]);
}
function restore(form, values) {
  const fields = all(KEPT, form).filter((field) => field.name);
  values.forEach(([name, value, option], place) => {
    const field = fields[place];
    if (!field || field.name !== name) return;
    if (typeof value === "boolean") field.checked = field.value === option ? value : field.checked;
    else field.value = value;
  });
}
// A sent form that was accepted is forgotten; one that met the sign-in page, or came back with errors, is kept.
const signingIn = document.querySelector("#login-form") !== null;
Object.keys(sessionStorage).filter((key) => key.startsWith("sent:")).forEach((sent) => {
  sessionStorage.removeItem(sent);
  const cameBack = document.querySelector("form[data-keep] .has-error, [data-focus]") !== null;
  if (!signingIn && !cameBack) sessionStorage.removeItem(sent.slice("sent:".length));
});
all("form[data-keep]").forEach((form) => {
  const key = `kept:${location.pathname}#${form.id}`;
  const original = JSON.stringify(keptValues(form));
  const kept = sessionStorage.getItem(key);
  const note = document.querySelector("[data-kept-note]");
  if (kept && kept !== original && !form.querySelector(".has-error")) {
    restore(form, JSON.parse(kept));
    note.hidden = false;
    note.querySelector("[data-kept-discard]").addEventListener("click", () => {
      restore(form, JSON.parse(original));
      sessionStorage.removeItem(key);
      note.hidden = true;
    });
  }
  form.addEventListener("input", () => sessionStorage.setItem(key, JSON.stringify(keptValues(form))));
  form.addEventListener("submit", () => sessionStorage.setItem(`sent:${key}`, "1"));
});

// A form that saves itself: when a choice is made or a field is left, and by its button. Its place gets the answer, unless
// something else was typed meanwhile: then the form stays as it is, with the version that the answer brought.
const typed = (form) => JSON.stringify(keptValues(form));
async function save(form) {
  if (form.dataset.saving) { form.dataset.again = "1"; return; }
  const place = form.closest("[data-autosave-place]");
  form.dataset.saving = "1";
  delete form.dataset.again;
  const sent = typed(form);
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" },
    });
    if (answer.redirected) { location.reload(); return; }
    const made = document.createElement("div");
    made.innerHTML = await answer.text();
    const result = made.querySelector("[data-sheet-result-new]");
    const shown = document.querySelector("[data-sheet-result]");
    if (result && shown) shown.replaceChildren(result.content.cloneNode(true));
    if (typed(form) === sent && !form.dataset.again) {
      const focused = place.contains(document.activeElement) ? document.activeElement.name : "";
      place.replaceChildren(...made.childNodes);
      const again = focused && place.querySelector(`[name="${focused}"]:checked, textarea[name="${focused}"]`);
      if (again) again.focus();
    } else {
      const version = made.querySelector("[name=version]");
      if (version && answer.ok) form.elements.version.value = version.value;
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // the network was away: what was typed stays
    const status = form.querySelector("[role=status]");
    if (status) status.textContent = form.dataset.offline;
  } finally {
    delete form.dataset.saving;
    if (form.dataset.again && form.isConnected) save(form);
  }
}
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosave]");
  if (form && form.closest("[data-autosave-place]")) save(form);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-autosave]") || !event.target.closest("[data-autosave-place]")) return;
  event.preventDefault();
  save(event.target);
});

// Filters that apply at once, where a page wants it.
all("[data-submit-on-change]").forEach((form) => form.addEventListener("change", () => form.requestSubmit()));

// Errors summed up on top are where the keyboard is.
// After a search the keyboard is at what was found first: Enter opens it.
const summary = document.querySelector("[data-focus]") || document.querySelector("[data-first-found]");
if (summary) summary.focus();
