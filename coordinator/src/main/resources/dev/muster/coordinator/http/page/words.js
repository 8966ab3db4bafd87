// How the cluster's states are said and grouped.

import { make } from "./elements.js";

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
  MAINTENANCE: ["warn", "!", "maintenance"],
};
export const STATE_LOOKS = {
  AWAITING_HOSTS: "warn", PREFLIGHT: "warn", STARTING: "busy", STARTED: "good", DEGRADED: "bad", STOPPING: "warn", STOPPED: "idle",
};

/** Whether it gives up its place among the others; it runs, and may still be joined. */
export function isLeaving(part) {
  return part.goal === "LEFT" && ["STARTING", "READY", "STOPPING"].includes(part.state);
}

export function partLook(part) {
  if (isLeaving(part)) return ["warn", "…", "leaving"];
  if (part.state === "READY" && part.joined) return ["good", "✓", "joined"];
  if (part.waitsFor && (part.state === "STOPPED" || part.state === "ABSENT")) return ["warn", "…", "waits"];
  return LOOKS[part.state] || ["idle", "?", part.state.toLowerCase()];
}

/** Whether its agent speaks to the coordinator: of a host in maintenance its components tell, which are unknown when it is away. */
export function isConnected(host) {
  return host.state === "REGISTERED"
    || host.state === "MAINTENANCE" && Boolean(host.address) && !host.roles.some((part) => part.state === "UNKNOWN");
}

export function hostLook(host) {
  return HOST_LOOKS[host.state] || ["idle", "?", host.state.toLowerCase()];
}

/** The coordinator's clock counts: how far it is ahead of this machine's. */
let clockAheadMs = 0;

export function itIsThere(dateMs) {
  clockAheadMs = dateMs - Date.now();
}

export function age(since) {
  return span(Math.max(0, Math.round((Date.now() + clockAheadMs - Date.parse(since)) / 1000)));
}

/** How long it is until then; nothing when it is over. */
export function left(until) {
  return span(Math.max(0, Math.round((Date.parse(until) - Date.now() - clockAheadMs) / 1000)));
}

/** Seconds as people say them. */
export function span(seconds) {
  if (seconds < 60) return seconds + " s";
  if (seconds < 3600) return Math.floor(seconds / 60) + " min";
  if (seconds < 86400) return Math.floor(seconds / 3600) + " h " + Math.floor((seconds % 3600) / 60) + " min";
  return Math.floor(seconds / 86400) + " d " + Math.floor((seconds % 86400) / 3600) + " h";
}

export function ageOf(since) {
  return make("span", { class: "age", "data-since": since, title: since }, age(since));
}

export function chip(look, words) {
  return make("span", { class: "chip " + look[0] }, look[1] + " " + (words || look[2]));
}

export function plural(count, word) {
  return count + " " + word + (count === 1 ? "" : "s");
}

/** Hosts that look the same, in the order of the first of each. */
export function groups(hosts) {
  const found = new Map();
  for (const host of hosts) {
    const key = host.state + "|" + host.roles.map((p) => p.role + ":" + partLook(p)[2]).join(",");
    if (!found.has(key)) found.set(key, { key, hosts: [] });
    found.get(key).hosts.push(host);
  }
  return [...found.values()];
}

export function rolesOf(cluster) {
  const roles = new Set();
  for (const host of cluster.hosts) for (const part of host.roles) roles.add(part.role);
  const usual = ["master", "compute", "backend", "index"];
  const rank = (role) => (usual.includes(role) ? usual.indexOf(role) : usual.length);
  return [...roles].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
