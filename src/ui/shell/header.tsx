import { CopyButton } from '../common/copy-button';
import { OWN_TASKS } from '../options/task-choice';
import type { Session } from '../session/session';
import { parseSavedModel } from '../store/saved-model';
import { VIEW_LABELS, VIEW_NAMES } from '../view-names';

export function Header({ session }: { session: Session }) {
  const support = session.support.value;
  const found = support && 'adapter' in support ? support : undefined;
  return (
    <header>
      <svg class="logo" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.4" aria-hidden="true">
        <path stroke-linecap="round" d="M18.6 6.1A9 9 0 1 0 21 12" />
      </svg>
      <b>Kata</b>
      <p>a model practises code, on your GPU</p>
      {VIEW_NAMES.length > 1 && (
        <nav aria-label="Views">
          {VIEW_NAMES.map((view) => (
            <button
              type="button"
              key={view}
              aria-current={session.view.value === view ? 'page' : undefined}
              onClick={() => session.show(view)}
            >
              {VIEW_LABELS[view]}
            </button>
          ))}
        </nav>
      )}
      <CopyButton
        label="Share"
        title="Copy a link to this page with these settings"
        text={() => location.href}
        warning={() => notShared(session)}
      />
      {found && (
        <span class="chip" title={found.software ? 'The CPU computes in place of a GPU: right, but slow.' : 'Your GPU'}>
          {found.adapter}
          {found.software && ' · software'}
        </span>
      )}
    </header>
  );
}

/** What of the settings a link names and does not hold. */
function notShared({ options }: Session): string | undefined {
  const { model, tasks } = options.value;
  const left = [
    model !== undefined && parseSavedModel(model) && 'the checkpoint that new runs start from',
    tasks === OWN_TASKS && 'your own problems',
  ].filter(Boolean);
  return left.length === 0
    ? undefined
    : `The link does not hold ${left.join(' and ')}: only this browser has ${left.length > 1 || tasks === OWN_TASKS ? 'them' : 'it'}.`;
}
