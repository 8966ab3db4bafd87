// What the page is made of. Whatever comes from the cluster is text here: textContent and createElement, never markup.

export const $ = (id) => document.getElementById(id);

export function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === "class") element.className = value;
    else if (key === "click") element.addEventListener("click", value);
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

export function draw(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

export const clockTime = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const drawn = new Map();

/** Calls `render` only when what it draws has changed. */
export function whenChanged(what, value, render) {
  const signature = JSON.stringify(value);
  if (drawn.get(what) === signature) return;
  drawn.set(what, signature);
  render();
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function command(text) {
  const code = make("code", { class: "command" }, text);
  if (!navigator.clipboard) return code; // only where the page came encrypted or from this machine
  const copy = make("button", { type: "button", class: "small", "aria-label": "Copy: " + text, click: () => {
    navigator.clipboard.writeText(text).then(() => { copy.textContent = "copied"; }, () => { copy.textContent = "not allowed"; });
    setTimeout(() => { copy.textContent = "copy"; }, 2000);
  } }, "copy");
  return make("span", {}, code, " ", copy);
}
