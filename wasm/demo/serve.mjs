// Serves one folder on 127.0.0.1, to this machine alone.
//
//   node wasm/demo/serve.mjs FOLDER [PORT]     8080, or the next one that is free

import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".gz": "application/gzip",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** A server for `folder`, and its address once it listens. Port 0 takes any. */
export function serve(folder, port = 0) {
  const base = resolve(folder);
  const server = createServer((request, response) => answer(base, request, response));
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => {
      done({ server, url: `http://127.0.0.1:${server.address().port}/` });
    });
  });
}

function answer(base, request, response) {
  const path = file(base, request.url);
  if (!["GET", "HEAD"].includes(request.method) || path === undefined) {
    response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
    return;
  }
  response.writeHead(200, {
    "content-type": TYPES[extname(path)] ?? "application/octet-stream",
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
  });
  if (request.method === "HEAD") response.end();
  else createReadStream(path).pipe(response);
}

// The file of a URL, where there is one inside the folder.
function file(base, url) {
  try {
    const path = decodeURIComponent(new URL(url, "http://localhost").pathname);
    const found = resolve(join(base, path.endsWith("/") ? `${path}index.html` : path));
    return found.startsWith(base + sep) && statSync(found).isFile() ? found : undefined;
  } catch {
    return undefined;
  }
}

async function first(folder, port) {
  try {
    return await serve(folder, port);
  } catch (error) {
    if (error.code !== "EADDRINUSE") throw error;
    return first(folder, port + 1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, port = "8080"] = process.argv.slice(2);
  if (folder === undefined || !/^\d+$/.test(port)) {
    console.error("usage: node wasm/demo/serve.mjs FOLDER [PORT]");
    process.exit(64);
  }
  const { url } = await first(folder, Number(port));
  console.log(`${url}   until it is interrupted`);
}
