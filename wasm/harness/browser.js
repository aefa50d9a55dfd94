// A real browser, and a small server for tests alone, on this machine.

import { createServer } from "node:http";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm",
  ".json": "application/json", ".droit": "application/octet-stream", ".svg": "image/svg+xml",
};

/** The policy of a careful site: nothing but its own files, no `eval`; WebAssembly is allowed by name. */
export const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src 'self'; connect-src 'self'; img-src 'self' data:";

/** Where Chromium is; says what to install when there is none. */
export function executable() {
  const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", chromium.executablePath()];
  const found = places.find((place) => place && existsSync(place));
  if (found) return found;
  throw new Error("no Chromium: `apt-get install chromium`, or `npx playwright-core install chromium`, or give its path in CHROMIUM");
}

/** Starts the browser, with an empty profile, that asks nothing of the network by itself. */
export function launch() {
  return chromium.launch({
    executablePath: executable(),
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"],
  });
}

/** Serves files: `folders` gives what stands under each first name of a path. An empty page stands at `/vide.html`. */
export async function serve(folders, { policy = POLICY } = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const [, first, ...rest] = pathname.split("/");
    const headers = { "content-security-policy": policy };
    try {
      if (pathname === "/vide.html") {
        response.writeHead(200, { ...headers, "content-type": TYPES[".html"] });
        response.end('<!doctype html><html lang="fr"><meta charset="utf-8"><title>essai</title><link rel="icon" href="data:,">');
        return;
      }
      const folder = folders[first];
      if (folder === undefined) throw new Error("no such folder");
      const path = join(fileURLToPath(folder), normalize(`/${rest.join("/")}`));
      const body = await readFile(path);
      response.writeHead(200, { ...headers, "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
      response.end(body);
    } catch {
      response.writeHead(404, headers);
      response.end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Opens a page and notes what it asks of the network, what its policy refuses and what it says is wrong. */
export async function open(browser, address) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const requests = [];
  const faults = [];
  context.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(address);
  return { context, page, requests, faults };
}
