/** What a lesson is: one idea, runs of the live trainer, a prediction, and a reveal made of what the runs measured. */
import type { OptionTexts } from '../options/hash-options';
import type { QuantityName } from '../runs/overlay';
import type { RunState } from '../session/run-state';
import type { ViewName } from '../view-names';

export interface Lesson {
  /** The lesson's name in the address. */
  name: string;
  title: string;
  /** One question: what the index says of it. */
  asks: string;
  /** One sentence, which answers it: said after the reveal. */
  idea: string;
  /** What to plan for on a software adapter; a GPU is faster. */
  minutes: number;
  /** Options of its runs, beside the schema's defaults. */
  options: OptionTexts;
  /** One's own problems as JSONL, where its task set is `own`. */
  problems?(): string;
  /** What its runs differ in, in the order in which they are made. */
  runs: readonly LessonRun[];
  /** Whether each phase is followed by a moment to read. */
  slow_motion?: boolean;
  /** What the stage shows when it opens. */
  view: ViewName;
  /** What its runs are compared by, beside held-out pass@1. Default: the reward. */
  compare?: QuantityName;
  /** Read before the prediction. */
  before: readonly string[];
  /** Steps of the first run that the second page waits for. */
  after_steps?: number;
  question: Question;
  /** What the runs show; undefined until there is enough. */
  read(runs: LessonRuns): Reading | undefined;
  /** Read after the reveal. */
  after: readonly string[];
  next: readonly Next[];
}

interface LessonRun {
  label: string;
  /** All runs of a lesson name the same options, so that each is told from the others by them. */
  options?: OptionTexts;
}

interface Question {
  text: string;
  choices: readonly string[];
  /** The choice that these settings usually lead to. */
  expected: number;
}

/** What is known of the lesson's runs, in their order; undefined for one that was not made yet. */
export type LessonRuns = readonly (RunState | undefined)[];

export interface Reading {
  /** What was measured, with its numbers. */
  text: string;
  /** The choice that the numbers speak for. */
  answer: number;
}

/** What the reveal says. Where nothing could be measured there is no text, and the answer is the usual one. */
export type Revealed = Omit<Reading, 'text'> & Partial<Reading>;

/** Something to try when the lesson is over: other options of its last run, another lesson, or another view. */
export interface Next {
  text: string;
  options?: OptionTexts;
  lesson?: string;
  view?: ViewName;
}
