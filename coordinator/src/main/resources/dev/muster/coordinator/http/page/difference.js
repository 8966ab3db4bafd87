// What is different between two texts, line by line, and what two people have made of one text, put together.

const CELLS_MAX = 250000; // of the table that finds the longest common part: some 20 ms

/** What makes `after` of `before`, both lists of lines: `[{ from, to, lines }]`, each in place of the lines `from` to before `to`. */
export function hunks(before, after) {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let same = 0; // at the end
  while (same < before.length - start && same < after.length - start
    && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  const old = before.slice(start, before.length - same);
  const now = after.slice(start, after.length - same);
  if (old.length === 0 && now.length === 0) return [];
  if (old.length * now.length > CELLS_MAX) return [{ from: start, to: start + old.length, lines: now }];
  return taken(old, now, common(old, now)).map((hunk) => Object.assign(hunk, { from: hunk.from + start, to: hunk.to + start }));
}

/** A table: at `i * width + j` stands how many lines old[i...] and now[j...] have in common, in order. */
function common(old, now) {
  const width = now.length + 1;
  const table = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      table[i * width + j] = old[i] === now[j] ? table[(i + 1) * width + j + 1] + 1
        : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
    }
  }
  return table;
}

function taken(old, now, table) {
  const width = now.length + 1;
  const found = [];
  let open = null;
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      open = null;
      i++;
      j++;
      continue;
    }
    if (!open) found.push(open = { from: i, to: i, lines: [] });
    if (j >= now.length || i < old.length && table[(i + 1) * width + j] >= table[i * width + j + 1]) open.to = ++i;
    else open.lines.push(now[j++]);
  }
  return found;
}

/** Lines with - and + before them, at most `max` of them. */
export function differences(before, after, max) {
  const old = before.split("\n");
  const lines = hunks(old, after.split("\n"))
    .flatMap((hunk) => [...old.slice(hunk.from, hunk.to).map((line) => "- " + line), ...hunk.lines.map((line) => "+ " + line)]);
  return lines.length <= max ? lines : [...lines.slice(0, max), "… and " + (lines.length - max) + " more lines"];
}

/** Both changes of `base` in one text; null when they touch the same lines, or lines next to each other. */
export function merged(base, mine, theirs) {
  const lines = base.split("\n");
  const own = hunks(lines, mine.split("\n"));
  const key = (hunk) => JSON.stringify(hunk);
  const known = new Set(own.map(key));
  const others = hunks(lines, theirs.split("\n")).filter((hunk) => !known.has(key(hunk)));
  if (own.some((one) => others.some((other) => one.from <= other.to && other.from <= one.to))) return null;
  for (const hunk of [...own, ...others].sort((one, other) => other.from - one.from)) lines.splice(hunk.from, hunk.to - hunk.from, ...hunk.lines);
  return lines.join("\n");
}
