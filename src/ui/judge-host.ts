/** A worker that hosts the judge and answers on a port, so that programs and verdicts never cross the page's thread. */
import { expose } from 'comlink';
import { serveJudge } from '../sandbox/port';
import { openWebJudge } from '../sandbox/web-judge';
import { type Failure, failureOf } from './failure';

export interface JudgeHost {
  /** Opens the judge on the port: null, or why it could not. */
  open(port: MessagePort): Promise<Failure | null>;
}

const host: JudgeHost = {
  async open(port) {
    try {
      serveJudge(await openWebJudge(), port);
      return null;
    } catch (error) {
      return failureOf(error);
    }
  },
};

expose(host);
