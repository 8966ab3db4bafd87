"use strict";
// The page of a cluster: it asks what every other client may ask (docs/http-api.md), and draws the answer.
//
//  1. Whatever comes from the cluster is text: textContent and createElement only, so that no name, message or log line is markup.
//  2. All URLs are relative: the page works behind http, https and a proxy, and asks no other origin.
//  3. An access token is kept in this tab's sessionStorage, and sent in a header only.
//  4. What did not change is not drawn again: a focused button stays the same button, and 500 hosts are no long task.

const POLL_MS = 3000;          // when no event asks for it earlier
const AFTER_EVENT_MS = 150;    // events come in bursts
const ASK_EVERY_MS = 1000;     // at the most
const STREAM_RETRY_MAX_MS = 10000;
const STREAM_SILENT_MS = 40000; // the coordinator says something every 15 s
const LOG_MS = 1500;
const LOG_REFUSED_MS = 5000;
const LOG_PART = 65536;
const LOG_KEPT = 500000;       // characters
const LINES_SHOWN = 2000;
const EVENTS_KEPT = 300;
const HOSTS_SINGLE = 100;      // more hosts than these are grouped by what they look like
const ROWS_MAX = 120;
const PICTURE_ROWS_SINGLE = 12;
const PICTURE_ROWS_MAX = 30;
const PROBLEMS_MAX = 30;
const WAITING_MAX = 20;
const HOSTS_NAMED = 20;
const TOKEN = "muster-token";

const $ = (id) => document.getElementById(id);

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === "class") element.className = value;
    else if (key === "click") element.addEventListener("click", value);
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function draw(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const clockTime = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const drawn = new Map();

/** Calls `render` only when what it draws has changed. */
function whenChanged(what, value, render) {
  const signature = JSON.stringify(value);
  if (drawn.get(what) === signature) return;
  drawn.set(what, signature);
  render();
}

// ---- asking

class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || "answered " + status);
    this.status = status;
    this.code = problem.code || "";
    this.hint = problem.hint || "";
  }
}

let token = sessionStorage.getItem(TOKEN) || "";
let locked = false; // a token was refused: it is not shown again, since whoever shows many bad ones is not heard for a minute
let clockAheadMs = 0; // of the coordinator's clock before this machine's

async function ask(path, options) {
  const headers = Object.assign({}, options && options.headers);
  if (token) headers.Authorization = "Bearer " + token;
  const response = await fetch(path, Object.assign({ cache: "no-store", credentials: "omit", redirect: "error" }, options, { headers }));
  const date = Date.parse(response.headers.get("date") || "");
  if (!Number.isNaN(date)) clockAheadMs = date - Date.now();
  if (response.ok) return response;
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // no problem document: the status must do
  }
  throw new Refused(response.status, problem);
}

function order(path, reason) {
  return ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Muster-Client": "page" },
    body: JSON.stringify({ who: "web page", reason }),
  });
}

function timed(ms) {
  return typeof AbortSignal.timeout === "function" ? { signal: AbortSignal.timeout(ms) } : {};
}

// ---- words

const LOOKS = {
  ABSENT: ["idle", "·", "absent"],
  INSTALLING: ["busy", "⇣", "installing"],
  STOPPED: ["idle", "■", "stopped"],
  STARTING: ["busy", "…", "starting"],
  READY: ["busy", "◐", "ready, not joined"],
  STOPPING: ["warn", "…", "stopping"],
  FAILED: ["bad", "✕", "failed"],
  UNKNOWN: ["warn", "?", "unknown"],
};
const HOST_LOOKS = {
  AWAITED: ["warn", "…", "awaited"],
  REGISTERED: ["good", "✓", "registered"],
  LOST: ["bad", "✕", "lost"],
  LEFT: ["idle", "■", "left"],
  MAINTENANCE: ["idle", "■", "maintenance"],
};
const STATE_LOOKS = {
  AWAITING_HOSTS: "warn", STARTING: "busy", STARTED: "good", DEGRADED: "bad", STOPPING: "warn", STOPPED: "idle",
};

function partLook(part) {
  if (part.state === "READY" && part.joined) return ["good", "✓", "joined"];
  if (part.waitsFor && (part.state === "STOPPED" || part.state === "ABSENT")) return ["warn", "…", "waits"];
  return LOOKS[part.state] || ["idle", "?", part.state.toLowerCase()];
}

function hostLook(host) {
  return HOST_LOOKS[host.state] || ["idle", "?", host.state.toLowerCase()];
}

function age(since) {
  const seconds = Math.max(0, Math.round((Date.now() + clockAheadMs - Date.parse(since)) / 1000));
  if (seconds < 60) return seconds + " s";
  if (seconds < 3600) return Math.floor(seconds / 60) + " min";
  if (seconds < 86400) return Math.floor(seconds / 3600) + " h " + Math.floor((seconds % 3600) / 60) + " min";
  return Math.floor(seconds / 86400) + " d " + Math.floor((seconds % 86400) / 3600) + " h";
}

function ageOf(since) {
  return make("span", { class: "age", "data-since": since, title: since }, age(since));
}

function chip(look, words) {
  return make("span", { class: "chip " + look[0] }, look[1] + " " + (words || look[2]));
}

function plural(count, word) {
  return count + " " + word + (count === 1 ? "" : "s");
}

/** Hosts that look the same, in the order of the first of each. */
function groups(hosts) {
  const found = new Map();
  for (const host of hosts) {
    const key = host.state + "|" + host.roles.map((p) => p.role + ":" + partLook(p)[2]).join(",");
    if (!found.has(key)) found.set(key, { key, hosts: [] });
    found.get(key).hosts.push(host);
  }
  return [...found.values()];
}

function rolesOf(cluster) {
  const roles = new Set();
  for (const host of cluster.hosts) for (const part of host.roles) roles.add(part.role);
  const usual = ["master", "compute", "backend", "index"];
  const rank = (role) => (usual.includes(role) ? usual.indexOf(role) : usual.length);
  return [...roles].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

// ---- the cluster

let cluster = null;
let chosen = null; // { host, role }
const opened = new Set(); // keys of groups that are shown host by host

/** One part after the other, with a pause in between for whoever types or scrolls. */
async function show() {
  document.title = cluster.cluster + ": " + cluster.state.toLowerCase().replaceAll("_", " ") + " - Muster";
  $("main").hidden = false;
  $("name").textContent = cluster.cluster;
  $("state").textContent = cluster.state.replaceAll("_", " ");
  $("state").className = "chip " + (STATE_LOOKS[cluster.state] || "idle");
  $("stop-cluster").hidden = cluster.state === "STOPPING" || cluster.state === "STOPPED";
  for (const part of [showFacts, showWaiting, showProblems, showMatrix, showPicture, showPart]) {
    part();
    await new Promise((done) => setTimeout(done, 0));
  }
}

function showFacts() {
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

function showWaiting() {
  const waiting = cluster.hosts.filter((host) => ["AWAITED", "LOST", "LEFT"].includes(host.state));
  $("waiting").hidden = waiting.length === 0;
  whenChanged("waiting", waiting.map((h) => [h.name, h.state, Math.round(Date.parse(h.since) / 1000)]), () => {
    $("waiting-count").textContent = waiting.length + " of " + cluster.hosts.length;
    const rows = waiting.slice(0, WAITING_MAX).map((host) => {
      const words = host.state === "LOST" ? "no sign of life for " : host.state === "LEFT" ? "stopped for " : "awaited for ";
      return make("li", { "data-host": host.name }, chip(hostLook(host)),
        make("span", {}, make("span", { class: "where" }, host.name), " ", make("span", { class: "age" }, words), ageOf(host.since)),
        make("span", { class: "more" }, "run there: ", command("muster start -h " + host.name + " --cluster cluster.json")));
    });
    if (waiting.length > WAITING_MAX) {
      rows.push(make("li", {}, make("span", { class: "more" }, "and " + plural(waiting.length - WAITING_MAX, "host")
        + " more; muster status names them all")));
    }
    $("waiting-list").replaceChildren(...rows);
  });
}

function command(text) {
  const code = make("code", { class: "command" }, text);
  if (!navigator.clipboard) return code; // only where the page came encrypted or from this machine
  const copy = make("button", { type: "button", class: "small", "aria-label": "Copy: " + text, click: () => {
    navigator.clipboard.writeText(text).then(() => { copy.textContent = "copied"; }, () => { copy.textContent = "not allowed"; });
    setTimeout(() => { copy.textContent = "copy"; }, 2000);
  } }, "copy");
  return make("span", {}, code, " ", copy);
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

function showProblems() {
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

// ---- hosts x roles

function matches(host, words) {
  if (words.length === 0) return true;
  const text = (host.name + " " + hostLook(host)[2] + " " + host.roles.map((p) => p.role + " " + partLook(p)[2]).join(" ")).toLowerCase();
  return words.every((word) => text.includes(word));
}

function matrixRows() {
  const words = $("host-filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  const hosts = cluster.hosts.filter((host) => matches(host, words));
  if (hosts.length <= HOSTS_SINGLE) return { rows: hosts.map((host) => ({ key: "h " + host.name, hosts: [host] })), hidden: 0, hosts };
  const rows = [];
  let hidden = 0;
  for (const group of groups(hosts)) {
    if (group.hosts.length === 1) {
      rows.push({ key: "h " + group.hosts[0].name, hosts: group.hosts });
      continue;
    }
    rows.push({ key: "g " + group.key, group: group.key, hosts: group.hosts });
    if (opened.has(group.key)) for (const host of group.hosts) rows.push({ key: "h " + host.name, hosts: [host] });
  }
  if (rows.length > ROWS_MAX) hidden = rows.length - ROWS_MAX;
  return { rows: rows.slice(0, ROWS_MAX), hidden, hosts };
}

const rowsShown = new Map();

function showMatrix() {
  const roles = rolesOf(cluster);
  whenChanged("roles", roles, () => {
    rowsShown.clear();
    $("hosts").replaceChildren();
    $("roles").replaceChildren(make("tr", {}, make("th", { scope: "col" }, "host"), make("th", { scope: "col" }, "agent"),
      ...roles.map((role) => make("th", { scope: "col" }, role)), make("th", { scope: "col" })));
  });
  const wanted = matrixRows();
  $("matrix-title").textContent = wanted.hosts.length === cluster.hosts.length ? "Hosts and roles"
    : "Hosts and roles (" + wanted.hosts.length + " of " + cluster.hosts.length + " hosts)";
  const keys = new Set(wanted.rows.map((row) => row.key));
  for (const [key, row] of rowsShown) {
    if (!keys.has(key)) {
      row.element.remove();
      rowsShown.delete(key);
    }
  }
  let before = null;
  for (const row of wanted.rows) {
    const element = rowElement(row, roles);
    const place = before ? before.nextSibling : $("hosts").firstChild;
    if (place !== element) $("hosts").insertBefore(element, place);
    before = element;
  }
  $("matrix-note").textContent = wanted.hidden > 0 ? plural(wanted.hidden, "more row") + " not drawn: use the filter"
    : cluster.hosts.length > HOSTS_SINGLE ? "Hosts in the same state share a row." : "";
}

function rowElement(row, roles) {
  let shown = rowsShown.get(row.key);
  if (!shown) {
    shown = newRow(row, roles);
    rowsShown.set(row.key, shown);
  }
  shown.hosts = row.hosts;
  const host = row.hosts[0];
  if (row.group) {
    const last = row.hosts[row.hosts.length - 1];
    setText(shown.name, (opened.has(row.group) ? "▾ " : "▸ ") + row.hosts.length + " hosts");
    shown.name.setAttribute("aria-expanded", String(opened.has(row.group)));
    shown.name.title = host.name + " to " + last.name;
  }
  dress(shown.agent, "chip ", hostLook(host), "");
  shown.agent.title = host.address ? "process " + host.agentPid + " at " + host.address : "";
  if (shown.stop) shown.stop.hidden = host.state !== "REGISTERED";
  for (const role of roles) {
    const part = host.roles.find((p) => p.role === role);
    const cell = shown.cells.get(role);
    cell.hidden = !part;
    if (!part) continue;
    const look = partLook(part);
    dress(cell, row.group ? "chip " : "cell ", look, part.progress && look[0] === "busy" ? part.progress : "");
    if (!row.group) {
      cell.setAttribute("aria-label", role + " on " + host.name + ": " + look[2]);
      cell.setAttribute("aria-pressed", String(Boolean(chosen) && chosen.host === host.name && chosen.role === role));
    }
    const says = part.failure ? part.failure.message : part.waitsFor ? "waits for " + part.waitsFor : part.progress || "";
    if (cell.title !== says) cell.title = says;
  }
  return shown.element;
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function dress(element, kind, look, more) {
  setText(element, look[1] + " " + look[2] + (more ? " " + more.slice(0, 24) : ""));
  if (element.className !== kind + look[0]) element.className = kind + look[0];
}

function newRow(row, roles) {
  const shown = { cells: new Map(), hosts: row.hosts, agent: make("span") };
  const host = row.hosts[0];
  if (row.group) {
    shown.name = make("button", { type: "button", class: "small", click: () => {
      if (!opened.delete(row.group)) opened.add(row.group);
      showMatrix();
    } });
  } else {
    shown.name = make("span", {}, host.name);
    shown.stop = make("button", { type: "button", class: "small danger", "aria-label": "Stop host " + host.name,
      click: () => confirmStop(host.name) }, "Stop…");
  }
  shown.element = make("tr", row.group ? {} : { "data-host": host.name },
    make("th", { scope: "row" }, shown.name), make("td", {}, shown.agent));
  for (const role of roles) {
    const cell = row.group ? make("span") : make("button", { type: "button", "data-role": role, click: () => choose(host.name, role) });
    shown.cells.set(role, cell);
    shown.element.append(make("td", {}, cell));
  }
  shown.element.append(make("td", { class: "act" }, shown.stop || ""));
  return shown;
}

// ---- the picture: the coordinator, a line to each agent, and a lane for each role

function pictureRows() {
  if (cluster.hosts.length <= PICTURE_ROWS_SINGLE) return cluster.hosts.map((host) => ({ name: host.name, host, hosts: 1 }));
  return groups(cluster.hosts).slice(0, PICTURE_ROWS_MAX)
    .map((g) => ({ name: g.hosts.length === 1 ? g.hosts[0].name : g.hosts.length + " hosts", host: g.hosts[0], hosts: g.hosts.length }));
}

function showPicture() {
  const rows = pictureRows();
  const roles = rolesOf(cluster);
  const seen = rows.map((r) => [r.name, r.host.state, r.host.roles.map((p) => [p.role, partLook(p), proofOf(p)])]);
  whenChanged("picture", [seen, roles, cluster.leader], () => $("picture").replaceChildren(picture(rows, roles)));
}

function proofOf(part) {
  const proof = part.evidence.find((each) => each.level === "JOINED");
  return proof ? proof.detail : "";
}

function titled(element, text) {
  element.append(draw("title", {}));
  element.lastChild.textContent = text;
  return element;
}

function picture(rows, roles) {
  const step = 34;
  const top = 44;
  const labels = 92;
  const longest = Math.min(24, Math.max(8, ...rows.map((r) => r.name.length)));
  const lanes = labels + longest * 7.2 + 34;
  const gap = Math.max(64, ...roles.map((role) => Math.min(role.length, 14) * 7 + 14));
  const width = lanes + Math.max(0, roles.length - 1) * gap + 40;
  const height = top + rows.length * step;
  const y = (row) => top + row * step + 6;
  const middle = (y(0) + y(rows.length - 1)) / 2;
  const svg = draw("svg", { viewBox: "0 0 " + width + " " + height, width, height, role: "img",
    "aria-label": "Coordinator, " + plural(cluster.hosts.length, "host") + " and their roles; dashed lines are not connected" });
  rows.forEach((row, i) => {
    const linked = row.host.state === "REGISTERED";
    svg.append(titled(draw("path", { class: linked ? "linked" : "open",
      d: "M26 " + middle + "C60 " + middle + " 50 " + y(i) + " " + (labels - 8) + " " + y(i) }),
      row.name + ": " + hostLook(row.host)[2]));
  });
  svg.append(titled(draw("circle", { class: "centre", cx: 24, cy: middle, r: 12 }), "coordinator on " + cluster.leader));
  svg.append(word("coordinator", 4, 16, "soft"), word(short(cluster.leader, 24), 4, 30, "name"));
  roles.forEach((role, j) => lane(svg, role, lanes + j * gap, rows, y));
  rows.forEach((row, i) => {
    svg.append(titled(word(short(row.name, 24), labels, y(i) + 4, "name"), row.name));
    roles.forEach((role, j) => {
      const part = row.host.roles.find((p) => p.role === role);
      if (!part) return;
      const look = partLook(part);
      svg.append(titled(draw("circle", { class: look[0], cx: lanes + j * gap, cy: y(i), r: row.hosts > 1 ? 10 : 7 }),
        role + " on " + row.name + ": " + look[2] + (proofOf(part) ? " (" + proofOf(part) + ")" : "")));
    });
  });
  return svg;
}

/** The line through the members of a role: solid between two that the others see. */
function lane(svg, role, x, rows, y) {
  const label = word(short(role, 14), x, 30, "soft");
  label.setAttribute("text-anchor", "middle");
  svg.append(label);
  let above = null;
  rows.forEach((row, i) => {
    const part = row.host.roles.find((p) => p.role === role);
    if (!part) return;
    const joined = part.state === "READY" && part.joined;
    if (above) {
      svg.append(titled(draw("path", { class: joined && above.joined ? "linked" : "open", d: "M" + x + " " + y(above.row) + "V" + y(i) }),
        role + ": " + (joined && above.joined ? "connected" : "not connected")));
    }
    above = { row: i, joined };
  });
}

function word(text, x, y, kind) {
  const element = draw("text", { x, y, class: kind });
  element.textContent = text;
  return element;
}

function short(text, max) {
  return text.length <= max ? text : text.slice(0, max - 1) + "…";
}

// ---- one component and what it says

let logText = "";
let logNext = -1;
let logRun = 0; // answers to what was asked for another component are not shown

function choose(host, role) {
  chosen = { host, role };
  logRun++;
  logText = "";
  logNext = -1;
  $("log-title").textContent = role + " on " + host;
  $("log-text").textContent = "reading…";
  showMatrix();
  showPart();
  if (window.matchMedia("(max-width: 1000px)").matches) $("log").scrollIntoView();
  readLog(logRun);
}

function showPart() {
  if (!chosen) return;
  const host = cluster.hosts.find((h) => h.name === chosen.host);
  const part = host && host.roles.find((p) => p.role === chosen.role);
  const lines = part ? partLines(part) : [["", "not in the cluster's definition any more", "bad"]];
  whenChanged("part", [chosen, lines, part && part.state], () => {
    const list = make("dl");
    for (const [name, value, kind] of lines) list.append(make("dt", {}, name), make("dd", { class: kind || "" }, value));
    $("part").replaceChildren(list);
  });
}

function partLines(part) {
  const look = partLook(part);
  const lines = [["state", look[2] + (part.progress ? ", " + part.progress : "") + (part.gaveUp ? ", given up" : ""), look[0]]];
  lines.push(["software", part.kind + " " + part.version]);
  if (part.pid) lines.push(["process", part.pid + (part.restarts ? ", restarted " + part.restarts + " times" : "")]);
  if (part.waitsFor) lines.push(["waits for", part.waitsFor]);
  if (part.failure) {
    lines.push(["failure", part.failure.code + ": " + part.failure.message, "bad"]);
    if (part.failure.hint) lines.push(["what to do", part.failure.hint]);
    if (part.failure.detail.length > 0) lines.push(["", part.failure.detail.slice(0, 8).join("\n"), "mono"]);
  }
  for (const proof of part.evidence) {
    lines.push([proof.probe, (proof.passed ? "✓ " : "✕ ") + proof.detail, proof.passed ? "good" : "bad"]);
  }
  return lines;
}

async function readLog(run) {
  if (run !== logRun || !chosen) return;
  const path = "v1/hosts/" + encodeURIComponent(chosen.host) + "/roles/" + encodeURIComponent(chosen.role) + "/log";
  let again = LOG_MS;
  try {
    if (!locked && !document.hidden && ($("log-follow").checked || logNext < 0)) {
      const where = logNext < 0 ? "?tail=" + LOG_PART : "?offset=" + logNext + "&limit=" + LOG_PART;
      const response = await ask(path + where, timed(15000));
      const text = await response.text();
      if (run !== logRun) return;
      const first = logNext < 0;
      const offset = Number(response.headers.get("muster-log-offset"));
      const next = Number(response.headers.get("muster-log-next"));
      if (!first && offset < logNext) logText = ""; // a new file
      logText = (logText + text).slice(-LOG_KEPT);
      logNext = next;
      if (first || text) showLog();
      if (text.length > LOG_PART / 2 && !first) again = 50;
    }
  } catch (e) {
    if (run !== logRun) return;
    again = LOG_REFUSED_MS;
    if (logNext < 0) $("log-text").textContent = explain(e);
  }
  setTimeout(() => readLog(run), again);
}

function showLog() {
  const box = $("log-text");
  const atEnd = box.scrollTop + box.clientHeight >= box.scrollHeight - 30;
  const wanted = $("log-filter").value.toLowerCase();
  // eslint-disable-next-line no-control-regex
  let lines = logText.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, "").split("\n");
  if (lines[lines.length - 1] === "") lines.pop();
  const all = lines.length;
  if (wanted) lines = lines.filter((line) => line.toLowerCase().includes(wanted));
  box.textContent = lines.length > 0 ? lines.slice(-LINES_SHOWN).join("\n")
    : wanted ? "None of the last " + plural(all, "line") + " contains that." : "Nothing was said yet.";
  if ($("log-follow").checked && (atEnd || wanted || box.scrollTop === 0)) box.scrollTop = box.scrollHeight;
}

// ---- events

let events = []; // newest first
const eventIds = new Set();
let lastEvent = "";
let eventsWanted = false;
const BAD_EVENTS = /LOST|FAILED|REFUSED|DEGRADED|SUSPECTED|AWAY|DIFFERS/;
const GOOD_EVENTS = /STARTED|RECOVERED|BACK|READY/;

function addEvent(event) {
  if (!event.id || eventIds.has(event.id)) return;
  eventIds.add(event.id);
  lastEvent = event.id;
  events.unshift(event);
  for (const old of events.splice(EVENTS_KEPT)) eventIds.delete(old.id);
  if (!eventsWanted) {
    eventsWanted = true;
    requestAnimationFrame(showEvents);
  }
  refreshSoon();
}

function showEvents() {
  eventsWanted = false;
  const list = $("events-list");
  const known = new Map([...list.children].map((row) => [row.dataset.id, row]));
  const top = list.scrollTop;
  list.replaceChildren(...events.map((event) => known.get(event.id) || eventRow(event)));
  list.scrollTop = top;
}

function eventRow(event) {
  const kind = BAD_EVENTS.test(event.type) ? "bad" : GOOD_EVENTS.test(event.type) ? "good" : "";
  return make("li", { "data-id": event.id, title: event.type + " " + event.at },
    make("time", { datetime: event.at }, clockTime.format(new Date(event.at))),
    make("span", { class: kind }, event.message));
}

/** Takes events from the stream's text; what is left is the beginning of the next one. */
function takeEvents(text) {
  const blocks = text.split("\n\n");
  const rest = blocks.pop();
  for (const block of blocks) {
    let kind = "";
    let data = "";
    for (const line of block.split("\n")) {
      if (line.startsWith("event:")) kind = line.slice(6).trim();
      else if (line.startsWith("data:")) data += line.slice(5).trimStart();
    }
    if (!data || kind === "lost") continue;
    try {
      addEvent(JSON.parse(data));
    } catch {
      // cut off on the way: the status is asked for all the same
    }
  }
  return rest;
}

let listening = null; // the AbortController of the stream

async function listen() {
  let waitMs = 500;
  for (;;) {
    await visible();
    if (locked || !cluster) {
      await new Promise((done) => setTimeout(done, 200));
      continue; // the question for the status finds out first whether anything is answered
    }
    listening = new AbortController();
    let silent = 0;
    try {
      const headers = { Accept: "text/event-stream" };
      if (lastEvent) headers["Last-Event-ID"] = lastEvent;
      const response = await ask("v1/events", { headers, signal: listening.signal });
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      live("on", "live");
      waitMs = 500;
      let text = "";
      const stop = listening;
      for (;;) {
        clearTimeout(silent);
        silent = setTimeout(() => stop.abort(), STREAM_SILENT_MS);
        const { done, value } = await reader.read();
        if (done) break;
        text = takeEvents(text + decoder.decode(value, { stream: true }));
      }
    } catch {
      // what it means is told by the question for the status, which is asked all the time
    }
    clearTimeout(silent);
    live("off", document.hidden ? "paused" : "connecting");
    refreshSoon();
    await new Promise((done) => setTimeout(done, waitMs));
    waitMs = Math.min(STREAM_RETRY_MAX_MS, waitMs * 2);
  }
}

/** A tab that nobody sees listens to nothing: a browser has six connections to a server for all its tabs. */
function visible() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((done) => {
    const look = () => {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", look);
      done();
    };
    document.addEventListener("visibilitychange", look);
  });
}

function live(kind, words) {
  $("live").className = "live " + kind;
  setText($("live"), words);
}

// ---- asking again

let refreshTimer = 0;
let refreshing = false;
let refreshAgain = false;
let askedAtMs = -ASK_EVERY_MS;
let heardAt = null;

function refreshSoon() {
  if (refreshing) {
    refreshAgain = true;
    return;
  }
  clearTimeout(refreshTimer);
  refreshTimer = setTimeout(refresh, Math.max(AFTER_EVENT_MS, askedAtMs + ASK_EVERY_MS - performance.now()));
}

async function refresh() {
  if (refreshing || locked) return;
  refreshing = true;
  askedAtMs = performance.now();
  clearTimeout(refreshTimer);
  try {
    if (!document.hidden && (await askForCluster())) await show();
  } finally {
    refreshing = false;
    clearTimeout(refreshTimer);
    refreshTimer = setTimeout(refresh, refreshAgain ? ASK_EVERY_MS : POLL_MS);
    refreshAgain = false;
  }
}

async function askForCluster() {
  try {
    const response = await ask("v1/cluster", timed(10000));
    cluster = await response.json();
  } catch (e) {
    await tell(e);
    return false;
  }
  heardAt = new Date();
  notice();
  document.body.classList.remove("stale");
  return true;
}

async function tell(e) {
  document.body.classList.add("stale");
  if (e instanceof Refused && e.status === 401) {
    locked = true;
    const why = token ? explain(e) : "This cluster shows itself to holders of an access token only.";
    askForToken(why);
    notice("No access: " + explain(e) + " ", make("button", { type: "button", click: () => askForToken(why) }, "Enter a token"));
  } else if (e instanceof Refused && e.code === "NOT_LEADING") {
    await tellLeader();
  } else if (e instanceof Refused) {
    notice(explain(e));
  } else {
    const shown = heardAt ? " Shown is what it said at " + clockTime.format(heardAt) + "." : "";
    notice("The coordinator does not answer." + shown + " Trying again…");
  }
}

async function tellLeader() {
  live("", "standing by");
  let leader = "";
  try {
    // 404 is the answer of a coordinator that does not lead
    const response = await fetch("leader", Object.assign({ cache: "no-store", credentials: "omit" }, timed(5000)));
    leader = String((await response.json()).leader || "");
  } catch {
    // then nobody is named
  }
  if (!leader) {
    notice("This coordinator does not lead the cluster, and does not know yet which one does. Trying again…");
    return;
  }
  const host = leader.includes(":") ? "[" + leader + "]" : leader;
  const url = location.protocol + "//" + host + (location.port ? ":" + location.port : "") + "/";
  notice("This coordinator stands by. The one that leads: ", make("a", { href: url }, url));
}

function explain(e) {
  if (!(e instanceof Refused)) return "The coordinator does not answer.";
  return e.message + (e.hint ? ": " + e.hint : "");
}

function notice(...parts) {
  $("notice").hidden = parts.length === 0;
  whenChanged("notice", parts.map((p) => (typeof p === "string" ? p : p.textContent)), () => $("notice").replaceChildren(...parts));
}

// ---- tokens

function askForToken(why) {
  $("forget").hidden = !token;
  if ($("ask").open) return;
  if ($("confirm").open) $("confirm").close();
  $("ask-text").textContent = why;
  $("ask-token").value = "";
  $("ask").showModal();
}

function useToken(text) {
  token = text;
  locked = false;
  if (token) sessionStorage.setItem(TOKEN, token);
  else sessionStorage.removeItem(TOKEN);
  $("forget").hidden = !token;
  if (listening) listening.abort();
  refreshSoon();
}

// ---- orders

let orderOf = null; // { path, name }

function confirmStop(host) {
  orderOf = host ? { path: "v1/hosts/" + encodeURIComponent(host) + "/stop", name: host } : { path: "v1/cluster/stop", name: cluster.cluster };
  $("confirm-title").textContent = host ? "Stop host " + host : "Stop cluster " + cluster.cluster;
  $("confirm-text").textContent = host
    ? "Its components stop in order, then its agent ends. To have it back, start it there again."
    : "All components of " + plural(cluster.hosts.length, "host") + " stop in order, then all agents and this coordinator end.";
  $("confirm-name").textContent = orderOf.name;
  $("confirm-typed").value = "";
  $("confirm-error").textContent = "";
  $("confirm-do").disabled = true;
  $("confirm").showModal();
}

async function doOrder(event) {
  event.preventDefault();
  if (!orderOf || $("confirm-typed").value !== orderOf.name) return;
  $("confirm-do").disabled = true;
  try {
    await order(orderOf.path, "asked for on the web page");
    $("confirm").close();
    refreshSoon();
  } catch (e) {
    $("confirm-error").textContent = explain(e);
    $("confirm-do").disabled = false;
  }
}

// ---- start

function start() {
  $("stop-cluster").addEventListener("click", () => confirmStop(""));
  $("confirm-cancel").addEventListener("click", () => $("confirm").close());
  $("confirm-typed").addEventListener("input", () => { $("confirm-do").disabled = $("confirm-typed").value !== orderOf.name; });
  $("confirm-form").addEventListener("submit", doOrder);
  $("ask-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = $("ask-token").value.trim();
    if (!typed) return;
    $("ask-token").value = "";
    $("ask").close();
    useToken(typed);
  });
  $("forget").addEventListener("click", () => {
    useToken("");
    location.reload();
  });
  $("forget").hidden = !token;
  $("host-filter").addEventListener("input", () => cluster && showMatrix());
  $("log-filter").addEventListener("input", () => chosen && logNext >= 0 && showLog());
  $("log-follow").addEventListener("change", () => chosen && logNext >= 0 && showLog());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && listening) listening.abort();
    else refreshSoon();
  });
  setInterval(() => {
    for (const element of document.querySelectorAll("[data-since]")) setText(element, age(element.dataset.since));
  }, 1000);
  refresh();
  listen();
}

start();
