import { ActButton } from '../decisions/ActButton'

interface Props {
  name: string
  label: string
  on: string
  version?: number
}

/** An act after which one stays where one is: what the page shows is asked for anew by itself. */
export function Deed(props: Props) {
  return <ActButton {...props} onDone={stay} />
}

function stay() {}
