import { Fragment, type ReactNode } from 'react'
import classes from './Facts.module.css'

export type Fact = [label: string, value: ReactNode]

/** What a card says, line by line; a line without a value is left out. */
export function Facts({ facts }: { facts: Fact[] }) {
  const told = facts.filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
  return (
    <dl className={classes.facts}>
      {told.map(([label, value]) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  )
}
