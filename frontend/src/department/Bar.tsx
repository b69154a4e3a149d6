import classes from './Bar.module.css'
import type { Counts } from './counts'

/** The share that is done, at work, and left; the words beside it say the same. */
export function Bar({ total, done, inProgress }: Counts) {
  const width = (part: number) => `${(100 * part) / Math.max(total, 1)}%`
  return (
    <span className={classes.bar} aria-hidden>
      <span className={classes.done} style={{ width: width(done) }} />
      <span className={classes.doing} style={{ width: width(inProgress) }} />
    </span>
  )
}
