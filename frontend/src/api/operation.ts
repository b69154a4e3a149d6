/** An operation of `operations/`: the browser sends its SHA-256, the server knows the document. */
export interface Operation<Data, Variables> {
  name: string
  id: string
  /** Only for the compiler. */
  _data?: (variables: Variables) => Data
}

/** A mutation that carries out a decision, and what its input asks for besides the decision's own fields. */
export interface Decision {
  name: string
  id: string
  /** The input field with the id of what is decided about. */
  on?: string
  isVersioned?: boolean
  isKeyed?: boolean
}
