/** What stands where the programs will be, before there are any. The example is of the built-in tasks. */
export function Introduction() {
  return (
    <div class="card introduction">
      <ol>
        <li>
          <i class="rollout" aria-hidden="true" />
          <div>
            <b>It writes.</b> A short spec goes in, and the model writes a JavaScript function for it: several times
            over, each time a little differently.
            <pre>
              x: mod 6, add 4, min 5 <span aria-hidden="true">→</span> <b>{'x=>Math.min(x%6+4,5)'}</b>
            </pre>
          </div>
        </li>
        <li>
          <i class="judge" aria-hidden="true" />
          <div>
            <b>Unit tests judge.</b> Every program runs in a sandbox. All tests passed is a reward of 1, anything else
            0.
            <pre>
              f(6) <span aria-hidden="true">→</span> <b>4</b> <span class="good">as wanted</span>
            </pre>
          </div>
        </li>
        <li>
          <i class="update" aria-hidden="true" />
          <div>
            <b>It learns.</b> Programs better than their group's average become more likely, the others less. It never
            sees a solution, only whether its own worked.
          </div>
        </li>
      </ol>
      <p class="label">Everything happens in this tab: nothing is uploaded.</p>
    </div>
  );
}

/** In their place, for a run that came without them. */
export function NoPrograms() {
  return (
    <div class="card introduction">
      <p class="label">
        No programs of this step are here. An imported run has them where its rollouts.jsonl came with its metrics.
      </p>
    </div>
  );
}
