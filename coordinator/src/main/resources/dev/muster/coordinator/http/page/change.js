// How far a change of the cluster is: the one that goes on, or the last one that did. Steps that did not change are not drawn again; of many
// only what is under way or has failed is shown one by one, so that 1,000 steps are no long task.

import { $, make, setText, whenChanged } from "./elements.js";
import { secondsLeft } from "./pace.js";
import { shown } from "./state.js";
import { ageOf, plural, span } from "./words.js";

const STEPS_SINGLE = 60;       // more steps than these are grouped by what they do
const URGENT_MAX = 20;         // of a group, one by one though it is closed
const OPENED_MAX = 100;        // steps of a group that was opened
const ROWS_MAX = 240;

const STATUS_LOOKS = { RUNNING: "busy", PAUSED: "warn", FAILED: "bad", CANCELLING: "warn", CANCELLED: "warn", DONE: "good" };
const PHASE_LOOKS = {
  PENDING: ["idle", "·", "to come"],
  OUT: ["busy", "…", "being taken out"],
  STOPPING: ["busy", "…", "stopping"],
  LEAVING: ["busy", "…", "leaving"],
  STARTING: ["busy", "…", "starting"],
  CHECKING: ["busy", "…", "being checked"],
  WARMING: ["busy", "…", "warming up"],
  IN: ["busy", "…", "being put back"],
  DONE: ["good", "✓", "done"],
  FAILED: ["bad", "✕", "failed"],
};
/** What an operator may want of a change in that state. */
const STEERING = {
  RUNNING: ["pause", "force", "cancel"],
  PAUSED: ["resume", "cancel"],
  FAILED: ["retry", "resume", "cancel"],
  CANCELLING: [],
  CANCELLED: [],
  DONE: [],
};

const opened = new Set(); // keys of groups that are shown step by step
const rowsShown = new Map();
let steeredIn = ""; // the state of the change when one of its buttons was pressed
let handlers = { steer: () => {} };

/** `steer(word, number, step)` is called for what is wanted of the change, or of one step of it. */
export function start(given) {
  handlers = given;
  for (const button of $("change-actions").children) {
    button.addEventListener("click", () => {
      steeredIn = shown.cluster.change.status;
      handlers.steer(button.dataset.steering, shown.cluster.change.number, null);
    });
  }
  $("confirm").addEventListener("close", keepFocus);
}

export function showChange() {
  const change = shown.cluster.change;
  $("change").hidden = !change;
  if (!change) {
    secondsLeft(null, 0);
    return;
  }
  setText($("change-title"), "Change " + change.number);
  setText($("change-status"), change.status.toLowerCase());
  $("change-status").className = "chip " + (STATUS_LOOKS[change.status] || "idle");
  showActions(change);
  showFacts(change);
  $("change-bar").max = Math.max(1, change.steps.length);
  $("change-bar").value = change.steps.length === 0 ? 1 : change.done;
  const unmet = (change.preconditions || []).find((each) => !each.met);
  setText($("change-waits"), change.waitsFor ? "Waits: " + change.waitsFor + (unmet ? ". " + unmet.fix : "") : "");
  showSteps(change);
}

function showActions(change) {
  const wanted = STEERING[change.status] || [];
  for (const button of $("change-actions").children) button.hidden = !wanted.includes(button.dataset.steering);
  keepFocus();
}

/** Whoever works with the keyboard stays where they were, though the button that they pressed is there no longer. */
function keepFocus() {
  if (!steeredIn || $("confirm").open || shown.cluster.change.status === steeredIn) return;
  steeredIn = "";
  const at = document.activeElement;
  if (at && at !== document.body && !at.hidden) return;
  const next = [...$("change-actions").children].find((button) => !button.hidden);
  (next || $("change-steps").parentElement).focus({ preventScroll: true });
}

function showFacts(change) {
  const seconds = secondsLeft(change, performance.now());
  const facts = [
    ["revision", change.from === change.to ? String(change.to) + ", restart" : change.from + " → " + change.to],
    ["strategy", change.strategy],
    ["by", change.who],
    ["why", change.reason || "not said"],
    ["done", change.done + " of " + plural(change.steps.length, "step") + (change.failed ? ", " + change.failed + " failed" : "")],
  ];
  if (seconds >= 0) facts.push(["left", "about " + span(seconds)]);
  whenChanged("change-facts", [facts, change.begunAt], () => {
    const rows = facts.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)));
    rows.push(make("div", {}, make("dt", {}, "begun"), make("dd", {}, ageOf(change.begunAt), " ago")));
    $("change-facts").replaceChildren(...rows);
  });
}

function isUnderWay(step) {
  return !["PENDING", "DONE", "FAILED"].includes(step.phase);
}

/** Steps that follow each other and do the same with the same role. */
function groupsOf(steps) {
  const groups = [];
  for (const step of steps) {
    const last = groups[groups.length - 1];
    if (last && last.role === step.role && last.action === step.action) last.steps.push(step);
    else groups.push({ key: groups.length + " " + step.action + " " + step.role, action: step.action, role: step.role, steps: [step] });
  }
  return groups;
}

/** What is drawn: steps, and headings of groups where there are many. */
function rowsOf(change) {
  if (change.steps.length <= STEPS_SINGLE) return { rows: change.steps.map((step) => ({ step })), isCut: false };
  const rows = [];
  let isCut = false;
  for (const group of groupsOf(change.steps)) {
    rows.push({ group });
    let steps = group.steps.filter((step) => step.phase === "FAILED").slice(0, URGENT_MAX);
    if (opened.has(group.key)) {
      const next = group.steps.findIndex((step) => step.phase === "PENDING" || isUnderWay(step));
      const from = Math.max(0, Math.min(next - 2, group.steps.length - OPENED_MAX));
      isCut = isCut || group.steps.length > OPENED_MAX;
      steps = [...new Set([...steps, ...group.steps.slice(from, from + OPENED_MAX)])];
    } else {
      steps = [...steps, ...group.steps.filter(isUnderWay).slice(0, URGENT_MAX)];
    }
    for (const step of steps) rows.push({ step });
  }
  return { rows: rows.slice(0, ROWS_MAX), isCut: isCut || rows.length > ROWS_MAX };
}

let numberShown = 0;

function showSteps(change) {
  if (numberShown !== change.number) {
    numberShown = change.number;
    opened.clear();
    rowsShown.clear();
    $("change-steps").replaceChildren();
  }
  const { rows, isCut } = rowsOf(change);
  const wanted = new Set();
  let before = null;
  for (const row of rows) {
    const key = row.group ? "g " + row.group.key : "s " + row.step.host + "/" + row.step.role;
    wanted.add(key);
    const element = rowElement(key, row, change);
    const place = before ? before.nextSibling : $("change-steps").firstChild;
    if (place !== element) $("change-steps").insertBefore(element, place);
    before = element;
  }
  for (const [key, row] of rowsShown) {
    if (wanted.has(key)) continue;
    row.element.remove();
    rowsShown.delete(key);
  }
  setText($("change-note"), isCut ? "Shown is what is next of what was opened: muster change -o json names all steps."
    : change.steps.length === 0 ? "Nothing had to be done on any host." : "");
}

function rowElement(key, row, change) {
  const step = row.step;
  const looks = row.group
    ? [counts(row.group.steps), opened.has(row.group.key)]
    : [step.batch, step.action, step.phase, step.failure, mayForce(step, change)];
  const signature = JSON.stringify(looks);
  const drawn = rowsShown.get(key);
  if (drawn && drawn.signature === signature) return drawn.element;
  const element = row.group ? groupRow(row.group) : stepRow(step, change);
  if (drawn) {
    const focused = drawn.element.contains(document.activeElement);
    drawn.element.replaceWith(element);
    if (focused) (element.querySelector("button") || $("change-steps").parentElement).focus();
  }
  rowsShown.set(key, { element, signature });
  return element;
}

function counts(steps) {
  const number = (phase) => steps.filter((step) => step.phase === phase).length;
  return { done: number("DONE"), failed: number("FAILED"), pending: number("PENDING"), underWay: steps.filter(isUnderWay).length };
}

function groupRow(group) {
  const c = counts(group.steps);
  const open = opened.has(group.key);
  const said = [c.done + " of " + group.steps.length + " done"];
  if (c.failed) said.push(c.failed + " failed");
  if (c.underWay) said.push(c.underWay + " under way");
  if (c.pending) said.push(c.pending + " to come");
  const look = c.failed ? "bad" : c.underWay ? "busy" : c.pending ? "idle" : "good";
  return make("li", { class: "group" },
    make("button", { type: "button", class: "small", "aria-expanded": String(open), click: () => {
      if (!opened.delete(group.key)) opened.add(group.key);
      showSteps(shown.cluster.change);
    } }, (open ? "▾ " : "▸ ") + group.action.toLowerCase() + " " + group.role),
    make("span", { class: "chip " + look }, said.join(", ")));
}

/** A step whose turn has not come, or that waits for an agent that is away: while a change is cancelled none waits for one. */
function mayForce(step, change) {
  return isUnderWay(step) ? ["RUNNING", "PAUSED", "FAILED"].includes(change.status) : step.phase === "PENDING" && change.status === "RUNNING";
}

function stepRow(step, change) {
  const look = PHASE_LOOKS[step.phase] || ["idle", "?", step.phase.toLowerCase()];
  const word = step.phase === "STARTING" && step.action === "JOIN" ? "joining" : look[2];
  const row = make("li", { "data-step": step.host + "/" + step.role },
    make("span", { class: "chip " + look[0] }, look[1] + " " + word),
    make("span", {}, make("span", { class: "where" }, step.host + "/" + step.role), " ",
      make("span", { class: "age" }, step.action.toLowerCase() + ", batch " + step.batch + (step.since ? ", for " : "")),
      step.since ? ageOf(step.since) : ""));
  if (mayForce(step, change)) {
    row.append(make("button", { type: "button", class: "small", "aria-label": "Force " + step.action.toLowerCase() + " of " + step.role + " on " + step.host,
      click: () => handlers.steer("force", change.number, step) }, "Force…"));
  }
  if (step.failure) {
    row.append(make("span", { class: "more" }, step.failure.message + " ", make("code", {}, step.failure.code)));
    if (step.failure.hint) row.append(make("span", { class: "more" }, "→ " + step.failure.hint));
    if (step.failure.detail.length > 0) row.append(make("span", { class: "more mono" }, step.failure.detail.slice(0, 8).join("\n")));
  }
  return row;
}
