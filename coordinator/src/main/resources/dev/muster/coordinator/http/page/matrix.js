// Hosts x roles. What did not change is not drawn again: a focused button stays the same button, and 500 hosts are no long task.

import { $, make, setText, whenChanged } from "./elements.js";
import { shown } from "./state.js";
import { groups, hostLook, partLook, plural, rolesOf } from "./words.js";

const HOSTS_SINGLE = 100;      // more hosts than these are grouped by what they look like
const ROWS_MAX = 120;

const opened = new Set(); // keys of groups that are shown host by host
let handlers = { choose: () => {}, stop: () => {} };

/** `choose(host, role)` is called for a component, `stop(host)` for a host. */
export function start(given) {
  handlers = given;
  $("host-filter").addEventListener("input", () => shown.cluster && showMatrix());
}

function matches(host, words) {
  if (words.length === 0) return true;
  const text = (host.name + " " + hostLook(host)[2] + " " + host.roles.map((p) => p.role + " " + partLook(p)[2]).join(" ")).toLowerCase();
  return words.every((word) => text.includes(word));
}

function matrixRows() {
  const cluster = shown.cluster;
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
let maintained = new Map(); // who keeps a host in maintenance, why and until when, by the host's name

export function showMatrix() {
  const cluster = shown.cluster;
  const roles = rolesOf(cluster);
  whenChanged("roles", roles, () => {
    rowsShown.clear();
    $("hosts").replaceChildren();
    $("roles").replaceChildren(make("tr", {}, make("th", { scope: "col" }, "host"), make("th", { scope: "col" }, "agent"),
      ...roles.map((role) => make("th", { scope: "col" }, role)), make("th", { scope: "col" })));
  });
  const wanted = matrixRows();
  maintained = new Map(cluster.problems.filter((each) => each.id === "MAINTENANCE").map((each) => [each.host, each.message]));
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
  let drawn = rowsShown.get(row.key);
  if (!drawn) {
    drawn = newRow(row, roles);
    rowsShown.set(row.key, drawn);
  }
  drawn.hosts = row.hosts;
  const host = row.hosts[0];
  if (row.group) {
    const last = row.hosts[row.hosts.length - 1];
    setText(drawn.name, (opened.has(row.group) ? "▾ " : "▸ ") + row.hosts.length + " hosts");
    drawn.name.setAttribute("aria-expanded", String(opened.has(row.group)));
    drawn.name.title = host.name + " to " + last.name;
  }
  dress(drawn.agent, "chip ", hostLook(host), "");
  drawn.agent.title = [maintained.get(host.name), host.address ? "process " + host.agentPid + " at " + host.address : ""].filter(Boolean).join("\n");
  if (drawn.stop) drawn.stop.hidden = host.state !== "REGISTERED";
  for (const role of roles) {
    const part = host.roles.find((p) => p.role === role);
    const cell = drawn.cells.get(role);
    cell.hidden = !part;
    if (!part) continue;
    const look = partLook(part);
    dress(cell, row.group ? "chip " : "cell ", look, part.progress && look[0] === "busy" ? part.progress : "");
    if (!row.group) {
      cell.setAttribute("aria-label", role + " on " + host.name + ": " + look[2]);
      cell.setAttribute("aria-pressed", String(isChosen(host, role)));
    }
    const says = part.failure ? part.failure.message : part.waitsFor ? "waits for " + part.waitsFor : part.progress || "";
    if (cell.title !== says) cell.title = says;
  }
  return drawn.element;
}

function dress(element, kind, look, more) {
  setText(element, look[1] + " " + look[2] + (more ? " " + more.slice(0, 24) : ""));
  if (element.className !== kind + look[0]) element.className = kind + look[0];
}

function isChosen(host, role) {
  const chosen = shown.chosen;
  return Boolean(chosen) && chosen.host === host.name && chosen.role === role;
}

function newRow(row, roles) {
  const drawn = { cells: new Map(), hosts: row.hosts, agent: make("span") };
  const host = row.hosts[0];
  if (row.group) {
    drawn.name = make("button", { type: "button", class: "small", click: () => {
      if (!opened.delete(row.group)) opened.add(row.group);
      showMatrix();
    } });
  } else {
    drawn.name = make("span", {}, host.name);
    drawn.stop = make("button", { type: "button", class: "small danger", "aria-label": "Stop host " + host.name,
      click: () => handlers.stop(host.name) }, "Stop…");
  }
  drawn.element = make("tr", row.group ? {} : { "data-host": host.name },
    make("th", { scope: "row" }, drawn.name), make("td", {}, drawn.agent));
  for (const role of roles) {
    const cell = row.group ? make("span") : make("button", { type: "button", "data-role": role, click: () => handlers.choose(host.name, role) });
    drawn.cells.set(role, cell);
    drawn.element.append(make("td", {}, cell));
  }
  drawn.element.append(make("td", { class: "act" }, drawn.stop || ""));
  return drawn;
}
