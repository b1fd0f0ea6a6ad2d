/** The problems of one's own that runs train on: where the browser keeps them, and how many they are. Small: the first screen says it. */
import { readLocal, saveLocal } from '../common/local-storage';

import type { RunState } from '../session/run-state';

const SAVED = 'kata.own-task.set';

/** The JSONL that was trained on last: the address of a run says `tasks=own`, and means this. */
export function savedProblems(): string | undefined {
  const value = readLocal(SAVED);
  return typeof value === 'string' ? value : undefined;
}

export const saveProblems = (jsonl: string): boolean => saveLocal(SAVED, jsonl);

export interface Counts {
  train: number;
  scored: number;
  /** Nothing is held out: the score is of problems that are trained on. */
  same: boolean;
}

interface Line {
  prompt?: string;
  split?: string;
}

/** The number of problems per split of a JSONL whose rows all name their split, as this page writes it. */
export function countProblems(jsonl: string): Counts {
  const rows = jsonl
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): Line => JSON.parse(line));
  const scored = rows.filter(({ split }) => split === 'heldout');
  const trained = new Set(rows.filter(({ split }) => split !== 'heldout').map(({ prompt }) => prompt));
  return {
    train: rows.length - scored.length,
    scored: scored.length,
    same: scored.every(({ prompt }) => trained.has(prompt)),
  };
}

/** In short, beside the controls. */
export function countsInShort({ train, scored, same }: Counts): string {
  if (!same) return `${problems(train)} to train on, ${scored} held out`;
  return `${problems(train)}, none held out`;
}

const problems = (count: number) => (count === 1 ? 'one problem' : `${count} problems`);

/** As a clause: `your 3 problems alone; scored on the 2 held out`. */
export function countsInWords({ train, scored, same }: Counts): string {
  const trains = train === 1 ? 'your one problem alone' : `your ${train} problems alone`;
  if (!same) return `${trains}; scored on the ${scored} held out`;
  const those = scored < train ? `${scored} of the same` : train === 1 ? 'the same one' : 'the same ones';
  return `${trains}; scored on ${those}, as none is held out`;
}

/** Whether the score of a run is of what it trains on: where nothing of one's own problems, as JSONL, is held out. */
export const scoresOnTrained = ({ info }: RunState, problems: string | undefined): boolean =>
  info?.options.tasks === 'own' && problems !== undefined && countProblems(problems).same;
