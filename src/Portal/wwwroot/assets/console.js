// What customers' pages do a little better with scripts; each of them works without.
"use strict";
document.documentElement.classList.add("js");

// A form that costs or ends something is sent once, however often its button is pressed.
document.addEventListener("submit", event => {
  const form = event.target;
  if (form.dataset.once === undefined) {
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  if (event.submitter) {
    event.submitter.setAttribute("aria-busy", "true");
  }
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
});

// Copying.
document.addEventListener("click", async event => {
  const button = event.target.closest("[data-copy]");
  if (!button) {
    return;
  }
  const source = document.getElementById(button.dataset.copy);
  const label = button.querySelector("span");
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    const before = label.textContent;
    label.textContent = button.dataset.copied;
    setTimeout(() => { label.textContent = before; }, 2000);
  } catch {
    getSelection().selectAllChildren(source);
  }
});

// Ticks of a list: all at once, and how many.
document.addEventListener("change", event => {
  const form = event.target.closest("form[data-bulk]");
  if (!form) {
    return;
  }
  const ticks = [...form.querySelectorAll("input[name=Ids]")];
  const all = form.querySelector("[data-bulk-all]");
  if (event.target === all) {
    ticks.forEach(tick => { tick.checked = all.checked; });
  }
  const chosen = ticks.filter(tick => tick.checked).length;
  all.checked = chosen === ticks.length;
  all.indeterminate = chosen > 0 && !all.checked;
  const count = form.querySelector("[data-bulk-count]");
  count.textContent = chosen > 0 ? count.dataset.bulkCount.replace("{0}", chosen) : "";
});

// Menus close when somebody presses Escape or looks elsewhere.
document.addEventListener("keydown", event => {
  const open = event.key === "Escape" && document.querySelector("details.more-acts[open], details.switch[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});
document.addEventListener("click", event => {
  for (const menu of document.querySelectorAll("details.more-acts[open], details.switch[open]")) {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
});

// A part that renews itself waits while somebody has a menu open or is changing something in it.
document.addEventListener("change", event => {
  const form = event.target.closest("[data-live] form");
  if (form) {
    form.dataset.touched = "1";
  }
});
document.addEventListener("htmx:beforeRequest", event => {
  if (event.target.matches("[data-live]") && event.target.querySelector("details[open], form[data-touched]")) {
    event.preventDefault();
  }
});
