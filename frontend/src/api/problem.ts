/** Why there is no answer, in words that a person can act on. A refusal of a decision is an answer and none of these. */
export class Problem extends Error {
  constructor(
    message: string,
    /** UNAUTHENTICATED, BAD_USER_INPUT, …; UNREACHABLE when nobody answered, UNAVAILABLE when the server asks to wait. */
    readonly code: string,
    readonly incident = '',
  ) {
    super(message)
  }

  /** Whether the same request may succeed in a moment: nobody knows then whether it was carried out. */
  get passes(): boolean {
    return this.code === 'UNREACHABLE' || this.code === 'UNAVAILABLE'
  }
}

export const UNREACHABLE = new Problem('Нет связи с системой. Проверьте подключение: запрос повторится сам.', 'UNREACHABLE')
