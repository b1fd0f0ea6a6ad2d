/** The tokenizer of any model, built-in or imported. */
import { loadHuggingFaceTokenizer } from './huggingface-tokenizer';
import { isBuiltInTokenizer, type TextCodec, Tokenizer } from './tokenizer';

/** The tokenizer of a parsed `tokenizer.json` and its `tokenizer_config.json`; `source` names the first in errors. */
export async function loadTokenizer(json: unknown, config: unknown, source: string): Promise<TextCodec> {
  return isBuiltInTokenizer(json)
    ? Tokenizer.fromJson(json, source)
    : loadHuggingFaceTokenizer(json, config ?? {}, source);
}
