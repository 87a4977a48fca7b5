import type { Cell } from '@flowforge/core/protocol'
import type { Schema, Type } from '@flowforge/core/schema'

/** The format a statement is run in: one JSON array per column and line, in blocks between `[` and `]`. */
export const RESULT_FORMAT = 'JSONCompactColumns'
const EXCEPTION = '__exception__'
const NEWLINE = 0x0a

/** The engine reported this text where rows should be: the query failed after its first rows were sent. */
export class ResultBroken extends Error {
  override readonly name = 'ResultBroken'
}

/**
 * Reads blocks of columns out of a byte stream, line by line, so that no JSON document larger than a column of one block
 * is ever parsed at once. Cells come out in the wire form of core's protocol/result.ts, as the schema types them.
 */
export class BlockReader {
  readonly data: Cell[][]
  readonly #decoders: readonly CellDecoder[]
  #pending: Buffer[] = []
  #column = 0
  #open = false
  #failure: string | null = null

  constructor(columns: Schema) {
    this.data = columns.map(() => [])
    this.#decoders = columns.map((column) => decoderFor(column.type))
  }

  get rowCount(): number {
    return this.data[0]?.length ?? 0
  }

  /** Takes the next bytes, cut anywhere. */
  push(chunk: Buffer): void {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const last = chunk.subarray(start, end)
      const line = this.#pending.length === 0 ? last : Buffer.concat([...this.#pending, last])
      this.#pending = []
      this.#line(line.toString('utf8'))
      start = end + 1
    }
    if (start < chunk.length) this.#pending.push(chunk.subarray(start))
  }

  /** To be called after the last bytes. Throws ResultBroken where the engine failed half way. */
  end(): void {
    if (this.#failure !== null) throw new ResultBroken(this.#failure)
    if (this.#open || this.#pending.length > 0) throw new ResultBroken('the result ended in the middle')
  }

  #line(line: string): void {
    if (this.#failure !== null) this.#failure += `${line}\n`
    else if (line.startsWith('\t')) this.#cells(line)
    else if (line === '[') this.#begin()
    else if (line === ']') this.#finish()
    else if (line.startsWith(EXCEPTION) || line.startsWith('Code: ')) this.#failure = `${line}\n`
    else if (line.trim() !== '') throw new Error('the engine sent a line that is no column')
  }

  #begin(): void {
    this.#open = true
    this.#column = 0
  }

  #finish(): void {
    this.#open = false
    // A result without rows has no columns in this format.
    if (this.#column !== 0 && this.#column !== this.data.length)
      throw new Error(`the engine sent ${this.#column} columns where the plan has ${this.data.length}`)
  }

  #cells(line: string): void {
    const target = this.data[this.#column]
    const decode = this.#decoders[this.#column]
    if (target === undefined || decode === undefined) throw new Error('the engine sent more columns than the plan has')
    const text = line.endsWith(',') ? line.slice(1, -1) : line.slice(1)
    const cells = JSON.parse(text) as unknown[]
    for (const cell of cells) target.push(cell === null ? null : decode(cell))
    this.#column += 1
  }
}

type CellDecoder = (cell: unknown) => Cell

const DENORMALS: Readonly<Record<string, string>> = { nan: 'NaN', '-nan': 'NaN', inf: 'Infinity', '-inf': '-Infinity' }

function decoderFor(type: Type): CellDecoder {
  switch (type.kind) {
    // Comparisons come as 0 and 1.
    case 'boolean':
      return (cell) => cell === true || cell === 1
    case 'integer':
      return type.bits <= 32 ? Number : String
    case 'float':
      return (cell) => (typeof cell === 'string' ? (DENORMALS[cell] ?? Number(cell)) : Number(cell))
    case 'array': {
      const decode = decoderFor(type.element)
      return (cell) => (cell as unknown[]).map((item) => (item === null ? null : decode(item)))
    }
    case 'opaque':
      return (cell) => cell as Cell
    default:
      return String
  }
}
