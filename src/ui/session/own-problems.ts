import { countsOf } from '../own-task/counts';
import type { RunState } from './run-state';

/** Whether the score of a run is of what it trains on: where nothing of one's own problems, as JSONL, is held out. */
export const scoresOnTrained = ({ info }: RunState, problems: string | undefined): boolean =>
  info?.options.tasks === 'own' && problems !== undefined && countsOf(problems).same;
