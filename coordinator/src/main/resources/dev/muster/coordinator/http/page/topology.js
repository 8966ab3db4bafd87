// How it fits together: the coordinator, a line to each agent, and a lane for each role. Dashed is not connected.

import { $, draw, whenChanged } from "./elements.js";
import { shown } from "./state.js";
import { groups, hostLook, isConnected, isLeaving, partLook, plural, rolesOf } from "./words.js";

const PICTURE_ROWS_SINGLE = 12;
const PICTURE_ROWS_MAX = 30;

function pictureRows() {
  const cluster = shown.cluster;
  if (cluster.hosts.length <= PICTURE_ROWS_SINGLE) return cluster.hosts.map((host) => ({ name: host.name, host, hosts: 1 }));
  return groups(cluster.hosts).slice(0, PICTURE_ROWS_MAX)
    .map((g) => ({ name: g.hosts.length === 1 ? g.hosts[0].name : g.hosts.length + " hosts", host: g.hosts[0], hosts: g.hosts.length }));
}

export function showPicture() {
  const cluster = shown.cluster;
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
  const cluster = shown.cluster;
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
    const linked = isConnected(row.host);
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
    const joined = part.state === "READY" && part.joined && !isLeaving(part);
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
