// What schema.graphql and operations/ say, as TypeScript: types of every operation, the SHA-256 of its document, which
// is all that the browser sends, what each decision is about, and the Russian words for the values of enums.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { codegen } from '@graphql-codegen/core'
import * as operations from '@graphql-codegen/typescript-operations'
import { buildSchema, getNamedType, isEnumType, parse, visit } from 'graphql'

const HERE = new URL('.', import.meta.url)
const OUT = new URL('src/generated/', HERE)
const OPERATIONS = new URL('../operations/', HERE)
const CONFIG = {
  scalars: { Date: 'string', DateTime: 'string', Time: 'string', Decimal: 'string', Kopecks: 'number', LargeInt: 'number', UUID: 'string', ID: 'string' },
  skipTypename: true,
  enumsAsTypes: true,
  exportFragmentSpreadSubTypes: true,
}

const schemaText = readFileSync(new URL('../schema.graphql', HERE), 'utf8')
const schemaTree = parse(schemaText)
const schema = buildSchema(schemaText)
const sources = readdirSync(OPERATIONS)
  .filter((name) => name.endsWith('.graphql'))
  .sort()
  .map((name) => read(readFileSync(new URL(name, OPERATIONS), 'utf8')))

function read(text) {
  const document = parse(text)
  const operation = document.definitions.find((each) => each.kind === 'OperationDefinition')
  return { text, document, name: operation.name.value, kind: operation.operation, field: operation.selectionSet.selections[0] }
}

/** Fragments belong to their document alone, and two documents may use one name: it is made the document's own. */
function withOwnFragments({ name, document }) {
  const owned = (node) => ({ ...node, name: { ...node.name, value: `${name}_${node.name.value}` } })
  return visit(document, { FragmentDefinition: owned, FragmentSpread: owned })
}

const suffix = { query: 'Query', mutation: 'Mutation' }
const types = await codegen({
  filename: 'types.ts',
  schema: schemaTree,
  schemaAst: schema,
  documents: sources.map((source) => ({ location: source.name, document: withOwnFragments(source) })),
  plugins: [{ operations: CONFIG }],
  pluginMap: { operations },
  config: {},
})

const sha256 = (text) => createHash('sha256').update(text).digest('hex')
const constants = sources.map(({ name, kind, text }) => {
  const full = name + suffix[kind]
  return `export const ${name}: Operation<T.${full}, T.${full}Variables> = { name: '${name}', id: '${sha256(text)}' }`
})

/** Decisions: mutations with one input, told apart by what the input is about. */
const decisions = sources.filter(({ kind }) => kind === 'mutation').flatMap(({ name, field, text }) => {
  const { args } = schema.getMutationType().getFields()[field.name.value]
  const input = args.find((each) => each.name === 'input')
  if (!input) return []
  const fields = Object.keys(getNamedType(input.type).getFields())
  const about = getNamedType(input.type).getFields()
  const on = fields.find((each) => /^Global id of the /.test(about[each].description ?? ''))
  const traits = [on && `on: '${on}'`, fields.includes('expectedVersion') && 'isVersioned: true',
    fields.includes('idempotencyKey') && 'isKeyed: true'].filter(Boolean).join(', ')
  return [`  ${field.name.value}: { name: '${name}', id: '${sha256(text)}'${traits && `, ${traits}`} },`]
})

/** Enums whose every value is described by its Russian label, «Черновик»., and by nothing else. */
const enums = Object.values(schema.getTypeMap()).filter(isEnumType).flatMap((type) => {
  const labels = type.getValues().map(({ name, description }) => [name, /^«(.+)»\.$/.exec(description ?? '')?.[1]])
  if (labels.some(([, label]) => label === undefined)) return []
  return [`export const ${type.name} = {\n${labels.map(([value, label]) => `  ${value}: ${JSON.stringify(label)},\n`).join('')}} as const`]
})

mkdirSync(OUT, { recursive: true })
const told = '// Made by generate.mjs; not kept in the repository.\n'
writeFileSync(new URL('types.ts', OUT), told + types)
writeFileSync(
  new URL('operations.ts', OUT),
  `${told}import type { Operation } from '../api/operation'\nimport type * as T from './types'\n\n${constants.join('\n')}\n`,
)
writeFileSync(
  new URL('decisions.ts', OUT),
  `${told}import type { Decision } from '../api/operation'\n\nexport const DECISIONS: Record<string, Decision> = {\n${decisions.join('\n')}\n}\n`,
)
writeFileSync(new URL('enums.ts', OUT), `${told}// The labels of the server.\n\n${enums.join('\n\n')}\n`)
