// Who alone may change what, until when and why, and who waits for the turn to change the cluster. Neither is part of the cluster's state, so
// that they are asked for by themselves: at most 200 locks are kept, and 50 may wait.

import { ask, isLocked, order, timed } from "./connection.js";
import { $, make, setText, whenChanged } from "./elements.js";
import { shown } from "./state.js";
import { ageOf, left, plural } from "./words.js";

const LOOK_MS = 5000;
const WAITING_MAX = 30;
const HOUR_S = 3600;

let handlers = { confirm: () => {} };
let looking = false;

/** `confirm(asked)` asks people, as in actions.js. */
export function start(given) {
  handlers = given;
  $("lock-open").addEventListener("click", () => {
    const open = $("lock-form").hidden;
    $("lock-form").hidden = !open;
    $("lock-open").setAttribute("aria-expanded", String(open));
    if (open) $("lock-kind").focus();
  });
  $("lock-kind").addEventListener("change", showKind);
  $("lock-form").addEventListener("submit", (event) => {
    event.preventDefault();
    confirmLock();
  });
  showKind();
  setInterval(look, LOOK_MS);
  setTimeout(look, 500);
}

function showKind() {
  $("lock-name").disabled = $("lock-kind").value === "cluster";
  $("lock-name").required = !$("lock-name").disabled;
}

async function look() {
  if (looking || document.hidden || isLocked() || !shown.cluster) return;
  looking = true;
  try {
    const restraints = await (await ask("v1/restraints", timed(10000))).json();
    const queue = await (await ask("v1/change/queue", timed(10000))).json();
    show(restraints.locks, queue.waiting);
  } catch {
    // why nothing is answered is told by the question for the cluster's state
  } finally {
    looking = false;
  }
}

function show(locks, waiting) {
  const lasting = locks.map((lock) => [lock, left(lock.until)]);
  whenChanged("locks", lasting, () => {
    const focused = document.activeElement && document.activeElement.closest("#locks li");
    const key = focused ? focused.dataset.lock : null;
    $("locks").replaceChildren(...lasting.map(([lock, time]) => lockRow(lock, time)));
    if (key === null) return;
    const same = [...$("locks").children].find((row) => row.dataset.lock === key);
    (same ? same.querySelector("button") : $("lock-open")).focus({ preventScroll: true });
  });
  whenChanged("queue", waiting, () => $("queue").replaceChildren(...waiting.slice(0, WAITING_MAX).map(waitingRow)));
  setText($("held-note"), waiting.length > WAITING_MAX ? "And " + (waiting.length - WAITING_MAX) + " more wait."
    : locks.length + waiting.length === 0 ? "Nothing is locked, and nobody waits for the turn to change the cluster." : "");
}

/** As the command line says it. */
function scopeOf(lock) {
  if (lock.host) return "host " + lock.host;
  return lock.role ? "role " + lock.role : "the cluster";
}

function fieldsOf(lock) {
  if (lock.host) return { host: lock.host };
  return lock.role ? { role: lock.role } : {};
}

function lockRow(lock, time) {
  const scope = scopeOf(lock);
  return make("li", { "data-lock": scope },
    make("span", { class: "chip warn" }, "! locked"),
    make("span", {}, make("span", { class: "where" }, scope), " by ", make("b", {}, lock.who), lock.reason ? ": " + lock.reason : ""),
    make("span", { class: "more", title: lock.until }, "ends by itself in " + time + ", locked for ", ageOf(lock.since)),
    make("button", { type: "button", class: "small", "aria-label": "Unlock " + scope, click: () => confirmUnlock(lock) }, "Unlock…"));
}

function waitingRow(waiter, index) {
  return make("li", { "data-waits": waiter.what },
    make("span", { class: "chip idle" }, "… " + (index === 0 ? "next" : (index + 1) + ". in turn")),
    make("span", {}, make("span", { class: "where" }, waiter.what), " of ", make("b", {}, waiter.who), ", waits for ", ageOf(waiter.since),
      waiter.reason ? ": " + waiter.reason : ""));
}

function confirmLock() {
  const kind = $("lock-kind").value;
  const name = $("lock-name").value.trim();
  const hours = Number($("lock-hours").value);
  const lock = kind === "host" ? { host: name } : kind === "role" ? { role: name } : {};
  handlers.confirm({
    title: "Lock " + scopeOf(lock),
    text: "For " + plural(hours, "hour") + " nobody else changes that: others' changes are refused, with your reason. What runs goes on, and what fails is "
      + "started again as ever.",
    verb: "Lock",
    send: async () => {
      await order("v1/cluster/lock", $("lock-reason").value.trim(), { ...fieldsOf(lock), forSeconds: Math.round(hours * HOUR_S) });
      $("lock-form").hidden = true;
      $("lock-open").setAttribute("aria-expanded", "false");
      look();
    },
  });
}

/** Another one's is only let go when that is asked for once more. */
function confirmUnlock(lock, force) {
  const scope = scopeOf(lock);
  handlers.confirm({
    title: force ? "Take the lock of " + lock.who + " away" : "Unlock " + scope,
    text: force ? scope + " is locked by somebody else" + (lock.reason ? " (" + lock.reason + ")" : "") + ". Talk to " + lock.who + " first: the work may be going on."
      : "Others may change " + scope + " again.",
    verb: force ? "Take it away" : "Unlock",
    danger: Boolean(force),
    send: async () => {
      await order("v1/cluster/unlock", "asked for on the web page", { ...fieldsOf(lock), ...(force ? { force: true } : {}) });
      look();
    },
    refused: (e) => {
      if (force || e.code !== "LOCKED") return false;
      setTimeout(() => confirmUnlock(lock, true), 0);
      return true;
    },
  });
}
