// What the cluster is as a whole, which hosts it waits for, and what is wrong.

import { $, command, make, whenChanged } from "./elements.js";
import { shown } from "./state.js";
import { STATE_LOOKS, ageOf, chip, hostLook, plural } from "./words.js";

const PROBLEMS_MAX = 30;
const WAITING_MAX = 20;
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

export function showWaiting() {
  const cluster = shown.cluster;
  const waiting = cluster.hosts.filter((host) => ["AWAITED", "LOST", "LEFT"].includes(host.state));
  $("waiting").hidden = waiting.length === 0;
  whenChanged("waiting", [cluster.state, ...waiting.map((h) => [h.name, h.state, Math.round(Date.parse(h.since) / 1000)])], () => {
    $("waiting-count").textContent = waiting.length + " of " + cluster.hosts.length;
    const rows = waiting.slice(0, WAITING_MAX).map((host) => {
      const words = host.state === "LOST" ? "no sign of life for " : host.state === "LEFT" ? "stopped for " : "awaited for ";
      return make("li", { "data-host": host.name }, chip(hostLook(host)),
        make("span", {}, make("span", { class: "where" }, host.name), " ", make("span", { class: "age" }, words), ageOf(host.since)),
        make("span", { class: "more" }, "run there: ", command("muster start -h " + host.name + " --cluster cluster.json")),
        cluster.state === "AWAITING_HOSTS"
          ? make("span", { class: "more" }, "or go on without it: ", command("muster host skip " + host.name)) : "");
    });
    if (waiting.length > WAITING_MAX) {
      rows.push(make("li", {}, make("span", { class: "more" }, "and " + plural(waiting.length - WAITING_MAX, "host")
        + " more; muster status names them all")));
    }
    $("waiting-list").replaceChildren(...rows);
  });
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

export function showProblems() {
  const cluster = shown.cluster;
  const problems = cluster.problems;
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
  const row = make("li", {}, make("span", { class: "chip bad" }, problem.id),
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
