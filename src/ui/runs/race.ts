/** Runs a race through the page's session: each run is seen, paused and stopped like any other. */
import { type Signal, signal } from '@preact/signals';
import { resumable } from '../session/run-store';
import type { Session } from '../session/session';
import { findStanding, formatPlan, planRace, type RacePlan } from './race-plan';

export class Race {
  /** The race in progress. */
  readonly plan: Signal<RacePlan | undefined> = signal(undefined);
  /** Why the last one ended before its end. */
  readonly broke: Signal<string | undefined> = signal(undefined);

  constructor(private readonly session: Session) {}

  /** Makes what is missing of a race, in its order, and settles when it is over. Only where no run is in progress. */
  async run(plan: RacePlan): Promise<void> {
    const { session } = this;
    this.plan.value = plan;
    this.broke.value = undefined;
    // The same for all, whatever is written under "Your task" in the meantime.
    const problems = session.problems.value;
    const store = await session.store();
    for (const run of planRace(plan)) {
      const standing = findStanding(plan, run, (await store?.list()) ?? []);
      if ('done' in standing) continue;
      const { kept } = standing;
      const resumes = kept !== null && resumable(kept) !== undefined;
      if (kept && !resumes) await store?.remove(kept.id);
      if (session.activity.value !== 'idle') {
        this.broke.value = 'another run was started in between.';
        break;
      }
      const { name, options } = run;
      const { failure, end } = await (resumes
        ? session.continueRun(kept.id)
        : session.startRun({ options, problems, name, race: formatPlan(plan) }));
      if (failure || end !== 'done') {
        this.broke.value = failure ? `${name} broke off: ${failure.message}` : `${name} was stopped.`;
        break;
      }
    }
    this.plan.value = undefined;
  }
}
