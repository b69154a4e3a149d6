interface Day {
  day: string
}

/** Days of one month in weeks from Monday; empty places before the first day and after the last. */
export function weeksOf<D extends Day>(days: D[]): (D | undefined)[][] {
  const [first] = days
  if (!first) return []
  const blank = (new Date(`${first.day}T00:00:00Z`).getUTCDay() + 6) % 7
  const places: (D | undefined)[] = [...Array<undefined>(blank).fill(undefined), ...days]
  while (places.length % 7 > 0) places.push(undefined)
  return Array.from({ length: places.length / 7 }, (_, week) => places.slice(7 * week, 7 * week + 7))
}
