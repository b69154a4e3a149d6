/** How Russian writes days, moments, sums and numbers of things. */
const ZONE = 'Asia/Novokuznetsk' // the region's (UTC+7)
const day = new Intl.DateTimeFormat('ru-RU', { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: ZONE })
const moment = new Intl.DateTimeFormat('ru-RU', {
  day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: ZONE,
})
const roubles = new Intl.NumberFormat('ru-RU', { style: 'currency', currency: 'RUB', minimumFractionDigits: 2 })
const number = new Intl.NumberFormat('ru-RU')
const rules = new Intl.PluralRules('ru-RU')

/** «22.11.2026» of an ISO day or moment; a dash for nothing. */
export function dayText(iso: string | null | undefined): string {
  if (!iso) return '—'
  return iso.length === 10 ? iso.split('-').reverse().join('.') : day.format(new Date(iso))
}

/** «22.11.2026, 19:40» in the time of the region. */
export function momentText(iso: string | null | undefined): string {
  return iso ? moment.format(new Date(iso)) : '—'
}

/** «1 234,50 ₽» of kopecks. */
export function moneyText(kopecks: number | null | undefined): string {
  return kopecks === null || kopecks === undefined ? '—' : roubles.format(kopecks / 100)
}

export function numberText(value: number): string {
  return number.format(value)
}

/** «5 задач»: count(5, 'задача', 'задачи', 'задач'). */
export function count(value: number, one: string, few: string, many: string): string {
  return `${numberText(value)} ${plural(value, one, few, many)}`
}

export function plural(value: number, one: string, few: string, many: string): string {
  const form = rules.select(value)
  if (form === 'one') return one
  return form === 'few' ? few : many
}

/** The beginning of a long text, to the end of a word: «Создание рабочих групп…». */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  const words = text.slice(0, most + 1).replace(/\s+\S*$/, '')
  return `${words.slice(0, most).replace(/[\s,;:(–-]+$/, '')}…`
}

/** «1 234,5» of a decimal that came as text; its digits are not rounded. */
export function decimalText(value: string | null | undefined): string {
  if (!value) return '—'
  const [whole = '', fraction = ''] = value.split('.')
  const digits = fraction.replace(/0+$/, '')
  const sign = whole === '-0' ? '-' : '' // which a number loses
  return `${sign}${number.format(BigInt(whole))}${digits && `,${digits}`}`
}

/** «О программе № 12 от 01.09.2026» of an act; some have no number. */
export function actText({ title, number: printed, adoptedOn }: { title: string; number: string; adoptedOn?: string | null }): string {
  return [title, printed && `№ ${printed}`, adoptedOn && `от ${dayText(adoptedOn)}`].filter(Boolean).join(' ')
}
