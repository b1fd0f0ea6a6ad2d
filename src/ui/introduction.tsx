/** What stands where the programs will be, before there are any. */
export function Introduction() {
  return (
    <div class="card introduction">
      <ol>
        <li>
          <i class="rollout" aria-hidden="true" />
          <div>
            <b>It writes.</b> A prompt such as <code>x: mul 3, add 1</code> goes in; the model writes a JavaScript
            function, several times over, each time a little differently.
          </div>
        </li>
        <li>
          <i class="judge" aria-hidden="true" />
          <div>
            <b>Unit tests judge.</b> Every program runs in a sandbox. All tests passed is a reward of 1, anything else
            0.
          </div>
        </li>
        <li>
          <i class="update" aria-hidden="true" />
          <div>
            <b>It learns.</b> Programs better than their group's average become more likely, the others less. No
            solution is ever shown to it.
          </div>
        </li>
      </ol>
      <p class="label">Everything happens in this tab: nothing is uploaded.</p>
    </div>
  );
}
