/** A "no" with what to do: data, not an error. */
export interface Refusal {
  code: string
  message: string
  rule: string
  remedy: string
  path: string[]
}

/** The refusals of a mutation's result; none if it was carried out. */
export function refusalsOf(result: object): Refusal[] {
  const keys = Object.keys(result)
  return keys.length === 1 && keys[0] === 'refusals' ? (result as { refusals: Refusal[] }).refusals : []
}

/** The only root field of a mutation's data. */
export function resultOf(data: object): object {
  return Object.values(data)[0] as object
}
