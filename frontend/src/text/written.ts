/** What people write of days, times, sums and numbers, and what the API takes for it; undefined: not understood. */
const [FIRST, LAST] = ['1900-01-01', '2200-12-31'] // that the API takes
const OFFSET = '+07:00' // the region's clock

/** «22.11.2026», «22.11.26», «2026-11-22» → 2026-11-22. */
export function dayOf(text: string): string | undefined {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim())
  const written = /^(\d{1,2})[.,/ ](\d{1,2})[.,/ ](\d{4}|\d{2})(?: ?г\.?)?$/.exec(text.trim())
  const [year, month, day] = iso ? iso.slice(1) : written ? [written[3], written[2], written[1]] : []
  if (!year || !month || !day) return undefined
  const whole = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const moment = new Date(`${whole}T00:00:00Z`)
  if (whole < FIRST || whole > LAST) return undefined
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(whole) ? whole : undefined
}

/** «9:30», «09.30» → 09:30. */
export function timeOf(text: string): string | undefined {
  const [, hours, minutes] = /^(\d{1,2})[:.](\d{2})$/.exec(text.trim()) ?? []
  if (!hours || !minutes || Number(hours) > 23 || Number(minutes) > 59) return undefined
  return `${hours.padStart(2, '0')}:${minutes}`
}

/** «22.11.2026 09:30», «22.11.2026, 09:30» → a moment by the region's clock; a day alone is its beginning. */
export function momentOf(text: string): string | undefined {
  const [, day = '', time = '0:00'] = /^(\S+?),?(?: +(\S+))?$/.exec(text.trim()) ?? []
  const [on, at] = [dayOf(day), timeOf(time)]
  return on && at ? `${on}T${at}:00${OFFSET}` : undefined
}

export function wholeOf(text: string): number | undefined {
  const plain = bare(text)
  return /^-?\d{1,15}$/.test(plain) ? Number(plain) : undefined
}

/** «1 234,5» → "1234.5": exact, so a string. */
export function decimalOf(text: string): string | undefined {
  const plain = bare(text).replace(',', '.')
  return /^-?\d{1,20}(\.\d{1,10})?$/.test(plain) ? plain : undefined
}

/** «1 234,50 ₽» → 123450 kopecks. */
export function kopecksOf(text: string): number | undefined {
  const [, roubles, kopecks = ''] = /^(\d{1,13})(?:[.,](\d{1,2}))?$/.exec(bare(text).replace(/(₽|руб\.?|р\.?)$/i, '')) ?? []
  return roubles ? Number(roubles) * 100 + Number(kopecks.padEnd(2, '0')) : undefined
}

function bare(text: string): string {
  return text.replace(/[\s\u00a0\u202f]/g, '')
}
