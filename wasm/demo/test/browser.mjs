// What the tests of the page share: the page served, Chromium, and how a verdict is awaited.

import { join } from "node:path";
import { chromium } from "playwright-core";
import { serve } from "../serve.mjs";

const { CHROMIUM, DEMO_PAGE, SCREENSHOTS } = process.env;
if (!CHROMIUM || !DEMO_PAGE || !SCREENSHOTS) throw new Error("run scripts/demo-web --check");

/** The page on a server of its own, and a browser; `stop` ends both. */
export async function start() {
  // Chromium's sandbox does not work for root.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [...sandbox, "--disable-gpu", "--disable-background-networking"],
  });
  const { server, url } = await serve(DEMO_PAGE);
  const stop = async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  };
  return { browser, server, url, stop };
}

/** The page, loaded and done with its first verdict. What it complains of fails the test that asks. */
export async function open({ browser, url }, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints = [];
  const requests = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on(
    "console",
    (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()),
  );
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url);
  await verdict(page, "is verified");
  await page.locator("#proof-body .actions").waitFor();
  return { context, page, complaints, requests };
}

/** Waits until the chain's verdict says so, and gives all of it. */
export async function verdict(page, text) {
  const place = page.locator("#verdict", { hasText: text });
  await place.waitFor();
  return place.innerText();
}

/** Chooses a recording, with what the form says at first, and waits for its verdict. */
export async function choose(page, network, text = "is verified") {
  await page.locator("#way, #threshold").evaluateAll((all) =>
    all.forEach((one) => {
      one.selectedIndex = 0;
    }),
  );
  await page.locator("#verdict").evaluate((place) => place.replaceChildren());
  await page.selectOption("#network", network);
  return verdict(page, text);
}

export async function verify(page, text) {
  await page.locator("#verdict").evaluate((place) => place.replaceChildren());
  await page.click("#ask button[type=submit]");
  return verdict(page, text);
}

export async function picture(page, name) {
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

/** The steps as the list has them: their classes, heights and outcomes. */
export async function steps(page) {
  return page.locator("#steps li").evaluateAll((items) =>
    items.map((item) => ({
      kind: item.className,
      height: item.querySelector(".height").textContent.replace(/\D/g, ""),
      outcome: item.querySelector(".outcome").textContent,
    })),
  );
}
