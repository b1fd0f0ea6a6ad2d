import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../../src/cli/run/chromium-launch';
import { Engine } from '../../src/sandbox/engine';
import type { Judge, JudgeJob, Verdict } from '../../src/sandbox/types';
import { attacks, canary, legit, repeatable, timeless, verdict } from './corpus';
import { depths } from './depths';
import { honest } from './honest';
import { seams } from './seams';
import { quickjsWasm } from './wasm';

declare global {
  var opened: Promise<Judge>;
}

/** The judge in the opaque frame of a page, in headless Chromium: the `sandbox.html` of the built page. */
let server: ViteDevServer;
let browser: Browser;
let page: Page;
const requests: string[] = [];

beforeAll(async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    cacheDir: join(root, 'node_modules/.vite-sandbox-test'),
    server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
  });
  server.middlewares.stack.unshift({
    route: '',
    handle: (request: IncomingMessage, response: ServerResponse, next: () => void) => {
      requests.push(request.url ?? '');
      if (request.url !== '/sandbox.html') return next();
      response.setHeader('Content-Type', 'text/html');
      response.end(readFileSync(join(root, 'dist/page/sandbox.html')));
    },
  } as never);
  await server.listen();
  browser = await launchChromium('auto');
  page = await browser.newPage();
  await page.goto(`${server.resolvedUrls?.local[0]}tests/sandbox/page.html`);
  await page.evaluate(async () => void (await opened));
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Jobs cross as text: Playwright's own encoding would turn -0 and the like into something else. */
async function judge(jobs: JudgeJob[]): Promise<Verdict[]> {
  const text = await page.evaluate(
    async (text) => JSON.stringify(await (await opened).judge(JSON.parse(text))),
    JSON.stringify(jobs),
  );
  return (JSON.parse(text) as unknown[]).map(verdict);
}

describe('the judge in a page', () => {
  test('honest programs pass', async () => {
    const programs = [...legit.map(({ name, task, code }) => ({ name, task, program: code })), ...honest];
    const answers = await judge(programs.map(({ task, program }) => ({ task, program })));
    expect(programs.filter((_, i) => answers[i].status !== 'pass').map(({ name }) => name)).toEqual([]);
  });

  test('the same program judged a hundred times gets the verdict that Node gives it', async () => {
    const engine = new Engine(quickjsWasm);
    const text = (answer: unknown) => JSON.stringify(timeless(answer));
    for (const job of repeatable) {
      const inNode = text(await engine.judge(job));
      const answers = await judge(Array.from({ length: 100 }, () => job));
      expect(new Set(answers.map(text))).toEqual(new Set([inNode]));
    }
  });

  test('a program run for its output prints what it prints in Node', async () => {
    const engine = new Engine(quickjsWasm);
    const jobs = ['print(6 * 7, [1, "b"])', 'print(1)\nnope()', 'for (;;);', 'print('].map((program) => ({
      program,
      max_chars: 40,
    }));
    const printed = await page.evaluate(async (jobs) => (await opened).run(jobs), jobs);
    const inNode: unknown[] = [];
    for (const job of jobs) inNode.push({ ...(await engine.run(job)), ms: expect.any(Number) });
    expect(printed).toEqual(inNode);
  });

  test('a program may go as deep as in Node, to the call, in whatever way it goes', async () => {
    const engine = new Engine(quickjsWasm);
    const jobs: JudgeJob[] = [];
    for (const program of Object.values(depths)) {
      const to = (depth: number): JudgeJob => ({
        program,
        task: { entry: 'f', tests: [{ args: [depth], expected: depth }] },
      });
      const passes = async (depth: number) => verdict(await engine.judge(to(depth))).status === 'pass';
      let [deep, tooDeep] = [20, 4000];
      expect([program, await passes(deep), await passes(tooDeep)]).toEqual([program, true, false]);
      while (tooDeep - deep > 1) {
        const middle = (deep + tooDeep) >> 1;
        if (await passes(middle)) deep = middle;
        else tooDeep = middle;
      }
      jobs.push(...[deep - 1, deep, deep + 1, deep + 2, 2 * deep, 20 * deep].map(to));
    }
    const inNode = [];
    for (const job of jobs) inNode.push(timeless(await engine.judge(job)));
    expect((await judge(jobs)).map(timeless)).toEqual(inNode);
  });

  test('the page goes on working while endless programs are judged', async () => {
    const jobs = Array.from({ length: 8 }, (_, i) => ({
      program: `const f = () => { for (;;); } // ${i}`,
      task: { entry: 'f', tests: [1, 2, 3, 4, 5].map((expected) => ({ args: [], expected })) },
    }));
    const { ticks, statuses } = await page.evaluate(async (text) => {
      const judge = await opened;
      let ticks = 0;
      const timer = setInterval(() => ticks++, 1);
      const answers = await judge.judge(JSON.parse(text));
      clearInterval(timer);
      return { ticks, statuses: answers.map((answer) => ('status' in answer ? answer.status : '')) };
    }, JSON.stringify(jobs));
    expect(statuses).toEqual(statuses.map(() => 'timeout'));
    // A page that ran the programs itself would tick a few times between them, if at all.
    expect(ticks).toBeGreaterThan(3 * statuses.length);
  });

  test('no attack earns reward, and nothing is requested', async () => {
    const seen = requests.length;
    expect(seen).toBeGreaterThan(0);
    const wrong: string[] = [];
    for (const { name, task, program } of seams) {
      const [attack] = await judge([{ task, program }]);
      if (attack.status === 'pass') wrong.push(`${name}: ${JSON.stringify(attack)}`);
    }
    await Promise.all(
      [0, 1].map(async (lane) => {
        for (let i = lane; i < attacks.length; i += 2) {
          const { name, task, code, must, also = [] } = attacks[i];
          const [attack, after] = await judge([{ task, program: code }, canary]);
          if (![must, ...also].includes(attack.status)) wrong.push(`${name}: ${JSON.stringify(attack)}`);
          if (after.status !== 'pass') wrong.push(`${name}: the canary died`);
        }
      }),
    );
    expect(wrong).toEqual([]);
    expect(requests.slice(seen)).toEqual([]);
  });

  test('the frame is of opaque origin and can fetch nothing, not even from its own server', async () => {
    const frame = page.frames().find((frame) => frame.url().endsWith('sandbox.html'));
    expect(await frame?.evaluate(() => origin)).toBe('null');
    const seen = requests.length;
    const open = await frame?.evaluate(async () => {
      const tries: Record<string, () => unknown> = {
        fetch: () => fetch('/secret'),
        data: () => fetch('data:text/plain,x'),
        storage: () => localStorage.length,
        parent: () => parent.document.title,
        // In a task of its own, because a debugger's evaluation may call eval.
        eval: () =>
          new Promise((resolve, reject) =>
            setTimeout(() => {
              try {
                resolve(new Function('return 1')());
              } catch (error) {
                reject(error);
              }
            }),
          ),
        worker: () => new Worker('/secret.js'),
        image: () =>
          new Promise((resolve, reject) =>
            Object.assign(new Image(), { onload: resolve, onerror: reject, src: '/x.png' }),
          ),
      };
      const worked: string[] = [];
      for (const [name, attempt] of Object.entries(tries)) {
        try {
          await attempt();
          worked.push(name);
        } catch {}
      }
      return worked;
    });
    expect(open).toEqual([]);
    expect(requests.slice(seen)).toEqual([]);
  });
});
