import { OWN_TASKS_FILE } from '../options/task-choice';
import type { Session } from '../session/session';

/** The file that the command needs for problems of one's own. */
export function OwnTasksFile({ session }: { session: Session }) {
  const save = () => {
    const url = URL.createObjectURL(new Blob([session.problems.value ?? '']));
    Object.assign(document.createElement('a'), { href: url, download: OWN_TASKS_FILE }).click();
    URL.revokeObjectURL(url);
  };
  return (
    <p class="label">
      The command reads your problems from {OWN_TASKS_FILE}, and a link does not hold them:{' '}
      {session.problems.value === undefined ? (
        'there are none yet, write some under "Your task".'
      ) : (
        <button type="button" class="quiet" onClick={save}>
          save {OWN_TASKS_FILE}
        </button>
      )}
    </p>
  );
}
