/** The smallest feature-extraction model there is, as files: a table of vectors, one a word. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a model that gives every word its vector, as BERT's tokenizer parts them. */
export function writeWordVectors(folder: string, vectors: Record<string, readonly number[]>): void {
  const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', ...Object.keys(vectors)];
  const width = Object.values(vectors)[0].length;
  const table = words.flatMap((word) => vectors[word] ?? new Array<number>(width).fill(0));
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  const json = (name: string, value: object) => writeFileSync(join(folder, name), JSON.stringify(value));
  json('config.json', { model_type: 'bert', architectures: ['BertModel'] });
  const special = { pad_token: '[PAD]', unk_token: '[UNK]', cls_token: '[CLS]', sep_token: '[SEP]' };
  json('tokenizer_config.json', { tokenizer_class: 'BertTokenizer', model_max_length: 64, ...special });
  json('tokenizer.json', {
    version: '1.0',
    added_tokens: words.slice(0, 4).map((content, id) => ({ id, content, special: true })),
    normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: null,
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      vocab: Object.fromEntries(words.map((word, id) => [word, id])),
    },
  });
  writeFileSync(join(folder, 'onnx/model.onnx'), gatherModel(words.length, width, table));
}

/** last_hidden_state = table[input_ids], as an ONNX model: fields of its protocol buffers by number. */
function gatherModel(rows: number, width: number, table: readonly number[]): Buffer {
  const FLOAT = 1;
  const INT64 = 7;
  const tensor = field(1, tensorType(FLOAT, ['batch', 'length', 'width']));
  const node = [field(1, 'table'), field(1, 'input_ids'), field(2, 'last_hidden_state'), field(4, 'Gather')];
  const initializer = [
    field(1, rows),
    field(1, width),
    field(2, FLOAT),
    field(8, 'table'),
    field(9, Buffer.from(Float32Array.from(table).buffer)),
  ];
  const graph = [
    field(1, Buffer.concat(node)),
    field(2, 'lookup'),
    field(5, Buffer.concat(initializer)),
    field(11, Buffer.concat([field(1, 'input_ids'), field(2, field(1, tensorType(INT64, ['batch', 'length'])))])),
    field(12, Buffer.concat([field(1, 'last_hidden_state'), field(2, tensor)])),
  ];
  const opset = field(8, field(2, 13));
  return Buffer.concat([field(1, 8), field(7, Buffer.concat(graph)), opset]);
}

const tensorType = (element: number, dimensions: string[]): Buffer =>
  Buffer.concat([field(1, element), field(2, Buffer.concat(dimensions.map((name) => field(1, field(2, name)))))]);

/** A field of a protocol buffer: a number as a varint, else its bytes with their length. */
function field(number: number, value: number | string | Buffer): Buffer {
  if (typeof value === 'number') return Buffer.concat([varint(number << 3), varint(value)]);
  const bytes = Buffer.from(value);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let left = value; ; left >>>= 7) {
    bytes.push(left > 127 ? (left & 127) | 128 : left);
    if (left <= 127) return Buffer.from(bytes);
  }
}
