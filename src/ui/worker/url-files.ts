/** A folder of files behind a URL. */
import { EnvironmentError, InputError } from '../../common/errors';
import type { FileSource } from '../../model/files';

/** The files of a folder of this site, named relative to `base`. Another site's folder is an InputError. */
export function urlFiles(folder: string, base: string, signal?: AbortSignal): FileSource {
  const root = new URL(`${folder}/`, base);
  if (root.origin !== new URL(base).origin) {
    throw new InputError(`model: ${folder} is not on this site; name a folder beside this page, such as models/base`);
  }
  return {
    nameOf: (file) => `${folder}/${file}`,
    async read(file) {
      const url = new URL(file, root);
      const response = await fetch(url, { signal }).catch((cause) => {
        if (signal?.aborted) throw signal.reason;
        throw new EnvironmentError(`${folder}/${file} did not load`, 'Check the connection, then train again.', {
          cause,
        });
      });
      // Some servers answer a missing file with the page itself.
      if (response.status === 404 || response.headers.get('content-type')?.startsWith('text/html')) return undefined;
      if (!response.ok) {
        throw new EnvironmentError(
          `${folder}/${file} did not load: the server says ${response.status}`,
          'Try again in a while.',
        );
      }
      return new Uint8Array(await response.arrayBuffer());
    },
  };
}
