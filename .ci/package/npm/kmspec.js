#!/usr/bin/env node
// Runs the program that the package of this platform holds, and ends as it ends.
"use strict";
const { spawnSync } = require("node:child_process");

const platform = `${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "kmspec.exe" : "kmspec";
let program;
try {
  program = require.resolve(`@kmspec/${platform}/bin/${file}`);
} catch {
  console.error(`error: there is no program for ${platform}\nhelp: cargo install kmspec`);
  process.exit(3);
}
const ended = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (ended.error) throw ended.error;
if (ended.signal) process.kill(process.pid, ended.signal);
process.exit(ended.status ?? 1);
