/** What every lesson must keep to. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadTokenizer } from '../../../src/model/tokenizer-load';
import { trainOptions } from '../../../src/rl/options/commands/train';
import { resolveOptions } from '../../../src/rl/options/resolve';
import { parseTasks } from '../../../src/tasks/jsonl';
import { evaluate, parseSpec } from '../../../src/tasks/spec-to-function/spec';
import { findLesson, LESSONS } from '../../../src/ui/lessons';
import { weakTestProblems } from '../../../src/ui/lessons/weak-tests';
import { optionValues } from '../../../src/ui/options/option-values';
import { isView } from '../../../src/ui/view-names';

/** Words that a card of a lesson holds at most. */
const CARD_WORDS = 60;

const words = (text: string) => text.split(/\s+/).length;
const each = LESSONS.map((lesson) => [lesson.name, lesson] as const);

test('there are ten at least, each with a name of its own', () => {
  expect(LESSONS.length).toBeGreaterThanOrEqual(10);
  expect(new Set(LESSONS.map(({ name }) => name)).size).toBe(LESSONS.length);
  expect(findLesson('groups')?.title).toBe('Why groups');
  expect(findLesson('no such lesson')).toBeUndefined();
});

test.each(each)(
  '%s is short, and asks one question',
  (_, { asks, idea, title, before, after, question, minutes, runs }) => {
    const cards = [...before, ...after];
    expect(cards.length).toBeGreaterThanOrEqual(3);
    expect(cards.length).toBeLessThanOrEqual(6);
    for (const text of cards) expect(words(text), text).toBeLessThanOrEqual(CARD_WORDS);
    expect(idea.match(/[.!?]/g)).toHaveLength(1);
    expect(asks).toMatch(/^[^.!?]+\?$/);
    // Nothing of it can be opened from a static page.
    for (const text of cards) expect(text).not.toMatch(/\.md|https?:/);
    expect(words(title)).toBeLessThanOrEqual(10);
    expect(question.choices.length).toBeGreaterThanOrEqual(2);
    expect(question.choices[question.expected]).toBeDefined();
    expect(new Set(question.choices).size).toBe(question.choices.length);
    expect(new Set(runs.map(({ label }) => label)).size).toBe(runs.length);
    expect(minutes).toBeLessThanOrEqual(2);
  },
);

test.each(each)('the options of %s fit the schema, and those to try next', (_, lesson) => {
  const { options, runs, next, view } = lesson;
  const resolve = (texts: object) => resolveOptions(optionValues(trainOptions, { ...options, ...texts })).options;
  expect(isView(view)).toBe(true);
  const made = runs.map((run) => JSON.stringify(resolve(run.options ?? {})));
  expect(new Set(made).size).toBe(runs.length);
  // A run that names less would be taken for another.
  const named = runs.map((run) => Object.keys(run.options ?? {}).sort());
  for (const names of named) expect(names).toEqual(named[0]);
  for (const one of next) {
    if (one.lesson) expect(findLesson(one.lesson), one.lesson).toBeDefined();
    else if (one.view) expect(isView(one.view)).toBe(true);
    else resolve({ ...runs[runs.length - 1].options, ...one.options });
  }
  expect(lesson.options.tasks === 'own').toBe(lesson.problems !== undefined);
});

test('the lazy test is passed by leaving steps out, and the honest ones are not', () => {
  const tasks = parseTasks(weakTestProblems(), 'own');
  expect(tasks.size('train')).toBe(64);
  expect(tasks.size('heldout')).toBe(64);
  const passes = (steps: ReturnType<typeof parseSpec>['steps'], tests: readonly object[]) =>
    (tests as { args: [number[]]; expected: unknown }[]).every(
      ({ args, expected }) => JSON.stringify(evaluate(steps, args[0])) === JSON.stringify(expected),
    );
  for (let i = 0; i < 32; i++) {
    const [lazy, honest] = [1, 2].map((level) => tasks.problem('train', 0, i, [level]));
    const heldOut = tasks.problem('heldout', 0, i, [1]);
    expect(lazy.tests).toHaveLength(1);
    expect(honest.tests.length).toBeGreaterThanOrEqual(6);
    expect(heldOut.tests.length).toBeGreaterThanOrEqual(6);
    const { steps } = parseSpec(lazy.prompt);
    for (let left = 0; left < steps.length; left++) expect(passes(steps.toSpliced(left, 1), lazy.tests)).toBe(true);
    const own = parseSpec(honest.prompt).steps;
    expect(passes(own, honest.tests)).toBe(true);
    for (let left = 0; left < own.length; left++) expect(passes(own.toSpliced(left, 1), honest.tests)).toBe(false);
  }
});

test('the examples of the lesson on length are as long as it says', async () => {
  const json = JSON.parse(readFileSync(new URL('../../../models/base/tokenizer.json', import.meta.url), 'utf8'));
  const tokenizer = await loadTokenizer(json, undefined, 'models/base');
  const limit = Number(findLesson('length')!.options.max_completion_length);
  const text = findLesson('length')!.before[0];
  const [fits, cut] = [...text.matchAll(/“(x=>.+?)”/g)].map(([, program]) => tokenizer.encode(program).length + 1);
  expect(fits).toBeLessThanOrEqual(limit);
  expect(cut).toBeGreaterThan(limit);
});
