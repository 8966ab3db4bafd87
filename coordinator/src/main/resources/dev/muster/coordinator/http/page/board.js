// What the cluster is as a whole, which hosts it waits for, and what is wrong.

import { $, command, make, whenChanged } from "./elements.js";
import { shown } from "./state.js";
import { STATE_LOOKS, ageOf, chip, hostLook, plural } from "./words.js";

const PROBLEMS_MAX = 30;
const WAITING_MAX = 20;
const ONE_BY_ONE_MAX = 4;
const HOSTS_NAMED = 20;

export function showState() {
  const cluster = shown.cluster;
  document.title = cluster.cluster + ": " + cluster.state.toLowerCase().replaceAll("_", " ") + " - Muster";
  $("main").hidden = false;
  $("name").textContent = cluster.cluster;
  $("state").textContent = cluster.state.replaceAll("_", " ");
  $("state").className = "chip " + (STATE_LOOKS[cluster.state] || "idle");
  $("stop-cluster").hidden = cluster.state === "STOPPING" || cluster.state === "STOPPED";
}

export function showFacts() {
  const cluster = shown.cluster;
  const c = cluster.counts;
  const facts = [
    ["hosts", c.hostsReady + " of " + c.hosts],
    ["components", c.partsReady + " of " + c.parts],
    ["revision", String(cluster.revision)],
    ["coordinator", cluster.leader + " (epoch " + cluster.epoch + ")"],
  ];
  whenChanged("facts", [facts, cluster.since], () => {
    const rows = facts.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)));
    rows.push(make("div", {}, make("dt", {}, "in this state for"), make("dd", {}, ageOf(cluster.since))));
    $("facts").replaceChildren(...rows);
  });
  whenChanged("links", cluster.links, () => {
    $("links").replaceChildren(...cluster.links.map((link) => {
      const open = /^https?:\/\/[^\s]+$/.test(link.value);
      const value = open
        ? make("a", { href: link.value, rel: "noopener noreferrer", target: "_blank" }, link.value)
        : make("code", {}, link.value);
      return make("span", {}, make("b", {}, link.name), value);
    }));
  });
}

/** Hosts that are missing for one cause: one row when there are many of them. */
function groupedByCause(waiting) {
  const found = new Map();
  for (const host of waiting) {
    const key = host.missing ? host.missing.code : "host " + host.name;
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(host);
  }
  return [...found.values()].flatMap((hosts) => (hosts.length > ONE_BY_ONE_MAX ? [hosts] : hosts.map((host) => [host])));
}

export function showWaiting() {
  const cluster = shown.cluster;
  const waiting = cluster.hosts.filter((host) => ["AWAITED", "LOST", "LEFT"].includes(host.state));
  $("waiting").hidden = waiting.length === 0;
  const known = (h) => h.missing && [h.missing.code, h.missing.message, h.missing.hint, h.missing.command];
  whenChanged("waiting", [cluster.state, ...waiting.map((h) => [h.name, h.state, Math.round(Date.parse(h.since) / 1000), known(h)])], () => {
    $("waiting-count").textContent = waiting.length + " of " + cluster.hosts.length;
    const groups = groupedByCause(waiting);
    const rows = groups.slice(0, WAITING_MAX).map((hosts) => (hosts.length > 1 ? manyRow(hosts) : waitingRow(hosts[0])));
    if (groups.length > WAITING_MAX) {
      const left = groups.slice(WAITING_MAX).reduce((sum, hosts) => sum + hosts.length, 0);
      rows.push(make("li", {}, make("span", { class: "more" }, "and " + plural(left, "host") + " more; muster status names them all")));
    }
    $("waiting-list").replaceChildren(...rows);
  });
}

function orWithout(host) {
  return shown.cluster.state === "AWAITING_HOSTS"
    ? make("span", { class: "more" }, "or go on without it: ", command("muster host skip " + host.name)) : "";
}

function waitingRow(host) {
  const words = host.state === "LOST" ? "no sign of life for " : host.state === "LEFT" ? "stopped for " : "awaited for ";
  const missing = host.missing;
  const row = make("li", { "data-host": host.name }, chip(hostLook(host)),
    make("span", {}, make("span", { class: "where" }, host.name), " ", make("span", { class: "age" }, words), ageOf(host.since)));
  if (missing) {
    row.append(make("span", { class: "more" }, missing.message + " ", make("code", {}, missing.code)));
    if (missing.hint || missing.command) {
      row.append(make("span", { class: "more" }, missing.hint ? "→ " + missing.hint + " " : "", missing.command ? command(missing.command) : ""));
    }
  } else {
    row.append(make("span", { class: "more" }, "run there: ", command("muster start -h " + host.name + " --cluster cluster.json")));
  }
  row.append(orWithout(host));
  return row;
}

function manyRow(hosts) {
  const first = hosts[0];
  const more = hosts.length - HOSTS_NAMED;
  return make("li", {}, chip(hostLook(first)),
    make("span", {}, make("span", { class: "where" }, plural(hosts.length, "host")), ": ", first.missing.summary, " ",
      make("code", {}, first.missing.code)),
    make("span", { class: "more" }, hosts.slice(0, HOSTS_NAMED).map((host) => host.name).join(", ") + (more > 0 ? " and " + more + " more" : "")),
    make("span", { class: "more" }, "what to run on each: ", command("muster hosts --missing --commands")));
}

/** The same trouble of many hosts is one row: what is said differs in nothing but the host's name. */
function groupedProblems(problems) {
  const found = new Map();
  for (const problem of problems) {
    const text = [problem.id, problem.role || "", problem.message, problem.hint].join("\n");
    const key = problem.host ? text.replaceAll(problem.host, "HOST") : text;
    if (!found.has(key)) found.set(key, { first: problem, hosts: [] });
    if (problem.host) found.get(key).hosts.push(problem.host);
  }
  return [...found.values()];
}

/** That nothing is changed: before everything else, and for as long as it is so. */
export function showFrozen() {
  const frozen = shown.cluster.problems.find((problem) => problem.id === "FROZEN");
  $("frozen").hidden = !frozen;
  whenChanged("frozen", frozen && [frozen.message, frozen.hint], () => {
    $("frozen").replaceChildren(...(frozen
      ? [make("b", {}, "Frozen"), " for ", ageOf(frozen.since), ": " + frozen.message + ". ", make("span", {}, frozen.hint)] : []));
  });
}

export function showProblems() {
  const cluster = shown.cluster;
  const problems = cluster.problems.filter((problem) => problem.id !== "FROZEN"); // which stands above everything
  $("problems").hidden = problems.length === 0;
  whenChanged("problems", problems.map((p) => [p.id, p.host, p.role, p.message, p.hint, p.detail]), () => {
    const grouped = groupedProblems(problems);
    $("problems-count").textContent = String(problems.length);
    const rows = grouped.slice(0, PROBLEMS_MAX).map(problemRow);
    if (grouped.length > PROBLEMS_MAX) {
      rows.push(make("li", {}, make("span", { class: "more" }, "and " + (grouped.length - PROBLEMS_MAX) + " more; muster status names them all")));
    }
    $("problems-list").replaceChildren(...rows);
  });
}

function problemRow(group) {
  const problem = group.first;
  const many = group.hosts.length > 1;
  const hosts = many ? group.hosts.length + " hosts" : problem.host;
  const where = [hosts, problem.role].filter(Boolean).join(" / ");
  const said = (text) => (many ? text.replaceAll(problem.host, "HOST") : text);
  const row = make("li", {}, make("span", { class: "chip " + (problem.id === "MAINTENANCE" ? "warn" : "bad") }, problem.id),
    make("span", {}, where ? make("span", { class: "where" }, where) : "", where ? ": " : "", said(problem.message), " ",
      make("span", { class: "age" }, "for "), ageOf(problem.since)));
  if (problem.hint) row.append(make("span", { class: "more" }, "→ " + said(problem.hint)));
  if (many) {
    const more = group.hosts.length - HOSTS_NAMED;
    row.append(make("span", { class: "more" }, group.hosts.slice(0, HOSTS_NAMED).join(", ") + (more > 0 ? " and " + more + " more" : "")));
  } else if (problem.detail.length > 0) {
    row.append(make("span", { class: "more mono" }, problem.detail.slice(0, 8).join("\n")));
  }
  return row;
}
