/** `npm run docs`: writes the documentation that is made from the source (`docs.ts`). */
import { runnerImport } from 'vite';

const { module } = await runnerImport('./build/docs.ts', { configFile: false });
module.writeGeneratedFiles();
