// A plan as muster plan prints it: what would be done on each host, in which order, and what to think of before.

import { make } from "./elements.js";
import { ageOf, plural } from "./words.js";

const HOSTS_MAX = 50;
const BATCHES_MAX = 20;
const NAMED_MAX = 4;
const LINES_MAX = 100;

/** `subject` is what would be put into force, for example cluster.json. */
export function planParts(subject, plan) {
  return [
    make("p", {}, make("b", {}, subject), " against the running cluster \"" + plan.cluster + "\" (revision " + plan.base.revision + ", ",
      ageOf(plan.base.at), " ago by " + plan.base.author + ")"),
    ...(plan.change ? changes(plan) : []),
    ...(plan.interruptions.length > 0 ? [make("p", { class: "lines" }, plan.interruptions.join("\n"))] : []),
    // what it would be refused for stands first
    ...plan.obstacles.map((cause) => warning("bad", cause)),
    ...plan.warnings.map((cause) => warning("warn", cause)),
    make("p", { class: "summary" }, summary(plan)),
  ];
}

export function summary(plan) {
  if (!plan.change) return "No changes. The cluster matches it (revision " + plan.base.revision + ").";
  const count = (action) => plan.steps.filter((step) => step.action === action).length;
  return "Plan: " + count("JOIN") + " to add, " + count("LEAVE") + " to stop, " + count("RESTART") + " to restart, " + plan.unchanged + " unchanged.";
}

function changes(plan) {
  if (plan.steps.length > 0 || plan.newHosts.length > 0 || plan.goneHosts.length > 0) return [...hosts(plan), ...order(plan)];
  const lines = plan.differences.length > 0 ? cut(plan.differences, LINES_MAX)
    : ["The file means the same in other words; it becomes revision " + plan.to + "."];
  return [make("p", { class: "lines" }, lines.join("\n"))];
}

function cut(lines, max) {
  return lines.length <= max ? lines : [...lines.slice(0, max), "… and " + (lines.length - max) + " more"];
}

function hosts(plan) {
  const found = new Map(plan.newHosts.map((host) => [host, []]));
  for (const host of [...plan.steps.map((step) => step.host), ...plan.goneHosts]) if (!found.has(host)) found.set(host, []);
  for (const step of plan.steps) found.get(step.host).push(step);
  const rows = [...found].slice(0, HOSTS_MAX).map(([host, steps]) => make("li", { "data-host": host }, heading(plan, host),
    make("ul", {}, ...steps.map((step) => stepRow(step)))));
  if (found.size > HOSTS_MAX) rows.push(make("li", { class: "quiet" }, "… and " + (found.size - HOSTS_MAX) + " more hosts"));
  return [make("ul", { class: "hosts" }, ...rows), make("p", { class: "quiet" }, plural(plan.unchanged, "sub-component") + " unchanged")];
}

function heading(plan, host) {
  if (plan.newHosts.includes(host)) return make("span", { class: "good" }, "+ " + host + "  new host");
  if (plan.goneHosts.includes(host)) return make("span", { class: "bad" }, "- " + host + "  leaves the cluster");
  return make("span", { class: "warn" }, "~ " + host);
}

const STEPS = {
  JOIN: ["good", "+ ", "install, join the others"],
  RESTART: ["warn", "↻ ", "restart"],
  LEAVE: ["bad", "- ", "leave the others, stop; its data stay"],
};

function stepRow(step) {
  const [kind, sign, words] = STEPS[step.action] || ["", "? ", step.action.toLowerCase()];
  const why = step.action === "RESTART" && step.why.length > 0 ? ": " + step.why.join(", ") : "";
  return make("li", {}, make("span", { class: kind }, sign + step.role), make("span", { class: "quiet" }, step.kind + " " + step.version),
    make("span", {}, words + why));
}

function order(plan) {
  const batches = new Map();
  for (const step of plan.steps) {
    if (!batches.has(step.batch)) batches.set(step.batch, []);
    batches.get(step.batch).push(step);
  }
  if (batches.size === 0) return [];
  const rows = [...batches].slice(0, BATCHES_MAX).map(([batch, steps]) => make("li", {},
    make("span", { class: "quiet" }, batch + ". "), steps[0].action.toLowerCase() + " " + steps[0].role + " ", named(steps.map((step) => step.host))));
  if (batches.size > BATCHES_MAX) rows.push(make("li", { class: "quiet" }, "… and " + (batches.size - BATCHES_MAX) + " more"));
  return [make("p", {}, "Order, " + plan.strategy + ":"), make("ol", { class: "order" }, ...rows)];
}

function named(hosts) {
  return hosts.length <= NAMED_MAX ? hosts.join(", ") : hosts.slice(0, NAMED_MAX).join(", ") + " and " + (hosts.length - NAMED_MAX) + " more";
}

function warning(kind, cause) {
  return make("p", { class: "warning " + kind }, "!  " + cause.message + " ", make("code", {}, cause.code),
    cause.hint ? make("span", { class: "lines" }, "\n" + cause.hint) : "");
}
