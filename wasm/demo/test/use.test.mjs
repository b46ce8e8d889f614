// How the page is used: offline, by keyboard, on a phone, in the dark, with a screen reader.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { choose, open, picture, start, verdict, verify } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let demo;
before(async () => {
  demo = await start();
});
after(() => demo?.stop());

/** Runs `work` on a page of its own, which must not complain of anything. */
async function on(options, work) {
  const opened = await open(demo, options);
  try {
    await work(opened.page, opened);
    assert.deepEqual(opened.complaints, []);
  } finally {
    await opened.context.close();
  }
}

// What axe finds wrong, a line each.
async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
  );
}

// Brings everything on the page that has to be asked for.
async function everything(page) {
  await page.locator("details").evaluateAll((all) =>
    all.forEach((one) => {
      one.open = true;
    }),
  );
  await page.click("text=One bit in every part");
  await page.click("#evidence button[type=submit]");
  await page.locator("#evidence-verdict .case").waitFor();
  await page.click("text=Claim another key");
}

test("nothing is asked of anybody but the server of the page", () =>
  on({}, async (page, { requests }) => {
    await everything(page);
    assert.ok(requests.length > 20);
    assert.deepEqual(
      requests.filter((url) => !url.startsWith(demo.url)),
      [],
    );
  }));

test("the policy of the page lets no other script in", () =>
  on({}, async (page, { complaints }) => {
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "globalThis.intruder = true";
      document.head.append(script);
    });
    assert.equal(await page.evaluate(() => globalThis.intruder), undefined);
    assert.match(complaints.splice(0).join("\n"), /Content Security Policy/);
  }));

test("it loads and verifies again with the network cut", async (t) => {
  const mine = await start();
  t.after(() => mine.stop());
  const { page, context, complaints } = await open(mine);
  await page.evaluate(() => navigator.serviceWorker.ready);
  mine.server.closeAllConnections();
  await new Promise((closed) => mine.server.close(closed));
  await context.setOffline(true);
  await page.reload();
  await verdict(page, "is verified");
  await choose(page, "validators-150");
  await page.click("#evidence button[type=submit]");
  await page.locator("#evidence-verdict .guilty").waitFor();
  await page.click("text=Verify the proof");
  assert.match(await page.locator("#proof-verdict").innerText(), /Proven/);
  assert.deepEqual(complaints, []);
});

// Where the focus is: what it is called, and whether one sees it.
const focus = (page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    if (at === document.body || at === null) return undefined;
    const shown = at.matches("input[type=radio]") ? at.nextElementSibling : at;
    const style = getComputedStyle(shown);
    return {
      id: at.id,
      name: at.name,
      text: at.textContent.trim().slice(0, 40),
      outline: style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 1,
    };
  });

test("by keyboard alone: every stop is seen, in order, and none is a trap", () =>
  on({}, async (page) => {
    await choose(page, "nil-votes");
    await page.evaluate(() => {
      document.activeElement.blur();
      scrollTo(0, 0);
    });
    await page.mouse.click(1, 1);
    const stops = [];
    for (let count = 0; count < 120; count += 1) {
      await page.keyboard.press("Tab");
      const stop = await focus(page);
      if (stop === undefined) break;
      stops.push(stop);
    }
    assert.ok(stops.length > 20 && stops.length < 120, `${stops.length} stops`);
    assert.deepEqual(
      stops.filter(({ outline }) => !outline),
      [],
    );
    const order = [
      "network",
      "trusted",
      "target",
      "way",
      "flip-part",
      "recorded-evidence",
      "evidence-files",
      "proof",
    ];
    const places = order.map((id) => stops.findIndex((stop) => stop.id === id));
    assert.ok(
      places.every((place, index) => place >= 0 && (index === 0 || place > places[index - 1])),
      String(places),
    );
    assert.equal(stops.filter(({ name }) => name === "byte").length, 1);
    // And back again.
    for (const stop of stops.reverse()) {
      await page.keyboard.press("Shift+Tab");
      const { id, text } = await focus(page);
      assert.deepEqual({ id, text }, { id: stop.id, text: stop.text });
    }
  }));

test("by keyboard alone: verify, choose a block, flip a bit", () =>
  on({}, async (page) => {
    await page.focus("#way");
    await page.keyboard.press("ArrowDown");
    for (let count = 0; count < 2; count += 1) await page.keyboard.press("Tab");
    assert.equal((await focus(page)).text, "Verify");
    await page.keyboard.press("Enter");
    await verdict(page, "in 39 steps");
    for (let count = 0; count < 3; count += 1) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.match(await page.locator("#block-title").innerText(), /^Block 3$/);
    await page.focus("#flip-part");
    await page.keyboard.press("Tab");
    for (let count = 0; count < 3; count += 1) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.match(
      await page.locator("#flip-verdict").innerText(),
      /^Bit 1 of byte 3 of the app hash:[^]*305\s+CommitHashMismatch/,
    );
    await picture(page, "keyboard");
  }));

test("360 pixels are wide enough for all of it", () =>
  on({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }, async (page) => {
    await everything(page);
    for (const network of ["late-start", "validators-150", "high-rounds", "joins-and-leaves"]) {
      await choose(page, network);
      const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.deepEqual(widths, [360, 360], network);
      const wide = await page.evaluate(() =>
        [...document.querySelectorAll("main *")]
          .filter(
            (one) =>
              one.getBoundingClientRect().right > 361 && !one.closest(".scroll, svg, .spoken"),
          )
          .map((one) => one.outerHTML.slice(0, 100)),
      );
      assert.deepEqual(wide, [], network);
    }
    await picture(page, "phone");
  }));

test("dark where the system is dark", async () => {
  const grounds = [];
  for (const colorScheme of ["light", "dark"]) {
    await on({ colorScheme }, async (page) => {
      grounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
      await everything(page);
      await picture(page, colorScheme);
    });
  }
  const light = (colour) =>
    colour
      .match(/\d+/g)
      .map(Number)
      .reduce((sum, one) => sum + one, 0) / 3;
  assert.ok(light(grounds[0]) > 220 && light(grounds[1]) < 40, grounds.join(" "));
});

test("nothing moves where motion is to be reduced", () =>
  on({ reducedMotion: "reduce" }, async (page) => {
    const moving = await page.evaluate(
      () =>
        [...document.querySelectorAll("*")].filter((one) => {
          const style = getComputedStyle(one);
          return (
            style.transitionDuration.split(",").some((time) => Number.parseFloat(time) > 0) ||
            style.animationName !== "none" ||
            style.scrollBehavior === "smooth"
          );
        }).length,
    );
    assert.equal(moving, 0);
  }));

test("axe finds nothing, in light and dark, wide and narrow", async () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1440, 360]) {
      await on({ colorScheme, viewport: { width, height: 900 } }, async (page) => {
        await everything(page);
        assert.deepEqual(await violations(page), [], `${colorScheme} ${width}`);
        await choose(page, "third-absent");
        await page.fill("#trusted", "1:00");
        await verify(page, "HEIGHT:HASH");
        for (const from of ["pasted", "node"]) {
          await page.check(`input[value=${from}]`, { force: true });
          assert.deepEqual(await violations(page), [], `${colorScheme} ${width} ${from}`);
        }
      });
    }
  }
});

test("verdicts are told, tables and parts are named", () =>
  on({}, async (page) => {
    for (const id of ["verdict", "flip-verdict", "evidence-verdict", "proof-verdict"]) {
      assert.equal(await page.locator(`#${id}`).getAttribute("role"), "status");
      assert.equal(await page.locator(`#${id}`).getAttribute("aria-live"), "polite");
    }
    for (const name of [
      "Source",
      "Chain of trust",
      "Block 40",
      "Flip a bit",
      "Evidence",
      "A proven value of state",
    ]) {
      assert.equal(await page.getByRole("region", { name, exact: true }).count(), 1, name);
    }
    assert.equal(await page.getByRole("table", { name: /Entries of the commit/ }).count(), 1);
    assert.equal(await page.getByRole("columnheader").count(), 4);
    assert.equal(await page.getByRole("rowheader").count(), 5);
    assert.equal(
      await page
        .getByRole("listitem")
        .filter({ hasText: /Refused: 302/ })
        .count(),
      1,
    );
  }));
