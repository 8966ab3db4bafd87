// Tells the bench which tasks held the page for long, what it shows, and how fast this machine is just now. Types and clicks
// as a person would, because that draws too.

const tasks = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) tasks.push({ at: entry.startTime, ms: entry.duration });
}).observe({ type: "longtask", buffered: true });

// What a long frame was made of, for whoever has to find it.
const frames = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const scripts = entry.scripts.map((script) => (script.sourceFunctionName || script.invoker) + " " + Math.round(script.duration) + " ms");
    const drawing = entry.renderStart ? entry.startTime + entry.duration - entry.renderStart : 0;
    frames.push({ ms: entry.duration, what: scripts.join(", ") + "; style, layout and drawing " + Math.round(drawing) + " ms" });
  }
}).observe({ type: "long-animation-frame", buffered: true });

/** The same work every time: how long it takes tells what else the processors do. */
function work() {
  const began = performance.now();
  let sum = 0;
  for (let i = 0; i < 400000; i++) sum = (sum * 31 + i) % 1000003;
  return { ms: performance.now() - began, sum };
}

let times = 0;
function act() {
  times++;
  const filter = document.getElementById("host-filter");
  const group = document.querySelector("#hosts tr th button");
  if (times % 8 === 1 && group) group.click();
  if (times % 8 === 4) filter.value = "host-1";
  if (times % 8 === 7) filter.value = "";
  if (times % 8 === 4 || times % 8 === 7) filter.dispatchEvent(new Event("input"));
}

async function tell() {
  act();
  await new Promise((done) => setTimeout(done, 100));
  await fetch("seen", { method: "POST", body: JSON.stringify({
    tasks: tasks.splice(0),
    frames: frames.splice(0),
    workMs: work().ms,
    state: document.getElementById("state").textContent,
    rows: document.querySelectorAll("#hosts tr").length,
    events: document.querySelectorAll("#events-list li").length,
  }) });
  setTimeout(tell, 250);
}

tell();
